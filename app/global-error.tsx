"use client";

import "./globals.css";
import ErrorPage from "./error";

type GlobalErrorProps = { error: Error & { digest?: string }; retry: () => void };

/** Stands in when the frame around all pages fails, too. */
export default function GlobalError({ error, retry }: GlobalErrorProps) {
  return (
    <html lang="en">
      <body className="px-4">
        <title>Hireling</title>
        <ErrorPage error={error} retry={retry} />
      </body>
    </html>
  );
}
