import type { ReactNode } from "react";
import { cn } from "@/_components/ui/cn";
import type { LiveToolCall } from "./live-job";
import { Sql } from "./sql";

type Args = LiveToolCall["args"];

/** The one argument of these tools that says what the call is about; the rest is of no interest. */
const GIST = ["sql", "code", "url", "path", "question", "task", "summary"] as const;

const fieldOf = (args: Args, field: string): string | null => {
  const value = typeof args === "object" && args !== null && !Array.isArray(args) ? args[field] : undefined;
  return typeof value === "string" ? value : null;
};

/** What a closed call shows of its arguments; of a task also whose it is. */
export function gistOf(args: Args): string {
  if (typeof args !== "object" || args === null) return String(args ?? "");
  const first = GIST.map((field) => fieldOf(args, field)).find((value) => value !== null) ?? "";
  const whose = fieldOf(args, "task") === null ? null : fieldOf(args, "agent");
  return `${whose === null ? "" : `${whose}: `}${first}`.replace(/\s+/g, " ").slice(0, 160);
}

/** What a tool was asked: SQL and code as such, an address as a link, anything else as JSON. */
export function ToolArguments({ name, args }: Pick<LiveToolCall, "name" | "args">) {
  const sql = name === "query_sql" ? fieldOf(args, "sql") : null;
  const code = name === "run_code" ? fieldOf(args, "code") : null;
  const url = name === "fetch_url" ? fieldOf(args, "url") : null;
  if (sql !== null) {
    return (
      <Block>
        <Sql text={sql} />
      </Block>
    );
  }
  if (code !== null) {
    return (
      <Block>
        <code>{code.trim()}</code>
      </Block>
    );
  }
  if (url !== null) return <WebAddress text={url} />;
  return <Block>{typeof args === "string" ? args : JSON.stringify(args, null, 2)}</Block>;
}

/** An address that a model wrote: a link only where it leads to the web, and one that tells the page nothing of us. */
function WebAddress({ text }: { text: string }) {
  const isWeb = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (!isWeb) return <Block>{text}</Block>;
  return (
    <p className="text-[0.8125rem] wrap-anywhere">
      <a
        className="text-accent underline underline-offset-2"
        href={text}
        target="_blank"
        rel="noopener noreferrer nofollow"
      >
        {text}
      </a>
    </p>
  );
}

/** Text as a machine wrote it. */
export function Block({ isError = false, children }: { isError?: boolean; children: ReactNode }) {
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
      tabIndex={0}
      className={cn(
        "max-h-72 overflow-auto rounded-md border border-border bg-sunken p-2.5 font-mono text-xs leading-relaxed wrap-anywhere whitespace-pre-wrap",
        isError && "border-negative/40",
      )}
    >
      {children}
    </pre>
  );
}
