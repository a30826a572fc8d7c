import "./globals.css";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Header } from "@/_components/shell/header";
import { ThemeProvider } from "@/_components/shell/theme";

export const metadata: Metadata = {
  title: { default: "Hireling", template: "%s · Hireling" },
  description: "Hire AI agents for real tasks, watch them work, and pay for exactly the tokens they used.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfbfc" },
    { media: "(prefers-color-scheme: dark)", color: "#101215" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html lang="en" suppressHydrationWarning>
      <body className="flex min-h-dvh flex-col antialiased">
        <ThemeProvider nonce={nonce}>
          <a
            href="#main"
            className="sr-only z-50 rounded-md bg-accent px-4 py-2 font-medium text-accent-foreground focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
          >
            Skip to content
          </a>
          <Header />
          <main
            id="main"
            tabIndex={-1}
            className="mx-auto w-full max-w-7xl flex-1 px-4 py-8 outline-none sm:px-6 print:p-0"
          >
            {children}
          </main>
        </ThemeProvider>
      </body>
    </html>
  );
}
