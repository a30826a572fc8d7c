import type { ReactNode } from "react";
import { ApiProvider } from "@/_trpc/client";

export default function AgentFilesLayout({ children }: { children: ReactNode }) {
  return <ApiProvider>{children}</ApiProvider>;
}
