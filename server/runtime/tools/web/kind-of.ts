import { extname } from "node:path";
import { tableFormat } from "../table-names";
import { decodeText } from "../text";
import type { Page } from "./get-page";

/** What a page is, for reading it: `table` and `text` are taken as they are and saved under this extension. */
export type PageKind =
  | { readonly kind: "html" | "pdf" }
  | { readonly kind: "table" | "text"; readonly extension: string }
  | { readonly kind: "other" };

const TABLE_TYPES: Readonly<Record<string, string>> = {
  "text/csv": ".csv",
  "text/tab-separated-values": ".tsv",
  "application/json": ".json",
  "application/x-ndjson": ".ndjson",
  "application/jsonl": ".jsonl",
  "application/vnd.apache.parquet": ".parquet",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
};
/** Types that say nothing: servers send them for whatever they do not know. */
const VAGUE: ReadonlySet<string> = new Set(["", "text/plain", "application/octet-stream", "binary/octet-stream"]);

/** Decides by the type that the server sent, then by the name in the address, then by the bytes. */
export function kindOf({ url, contentType, bytes }: Page): PageKind {
  const type = (contentType.split(";")[0] ?? "").trim().toLowerCase();
  const extension = extname(url.pathname).toLowerCase();
  const table = TABLE_TYPES[type] ?? (type.endsWith("+json") ? ".json" : undefined);
  if (table) return { kind: "table", extension: table };
  if (type === "text/html" || type === "application/xhtml+xml") return { kind: "html" };
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 200));
  if (type === "application/pdf" || (VAGUE.has(type) && head.startsWith("%PDF-"))) return { kind: "pdf" };
  if (VAGUE.has(type) && tableFormat(url.pathname)) return { kind: "table", extension };
  if (type === "" && /^\s*<(!doctype html|html)\b/i.test(head)) return { kind: "html" };
  const isText = type.startsWith("text/") || /\b(xml|yaml|javascript|markdown)\b/.test(type) || VAGUE.has(type);
  return isText && decodeText(bytes) !== null
    ? { kind: "text", extension: extension === ".md" ? ".md" : ".txt" }
    : { kind: "other" };
}

/** The encoding that the server names; empty when it names none. */
export const charsetOf = ({ contentType }: Pick<Page, "contentType">): string =>
  /charset=["']?([\w-]+)/i.exec(contentType)?.[1] ?? "";
