import type { Json, JsonObject } from "../models/port";
import type { TableSource } from "../tools/table-names";

/**
 * One task of a disposable child. Paths are relative to the child's `files/` directory,
 * which the parent filled before it sent the task.
 */
export type SandboxTask =
  | {
      readonly kind: "sql";
      readonly sql: string;
      readonly tables: readonly TableSource[];
      readonly maxRows: number;
      readonly maxCharacters: number;
    }
  | {
      readonly kind: "code";
      readonly code: string;
      readonly files: readonly CodeFile[];
      readonly tables: readonly TableSource[];
      /** How long the code may run, reading its tables included, milliseconds. Less than the task's deadline. */
      readonly runMs: number;
    }
  | { readonly kind: "chart"; readonly spec: JsonObject; readonly tables: readonly TableSource[] }
  | { readonly kind: "pdf"; readonly path: string }
  /** `url`: where the page was read, for its links. `charset`: the encoding that its server named, or empty. */
  | { readonly kind: "html"; readonly path: string; readonly url: string; readonly charset: string }
  | { readonly kind: "sheets"; readonly tables: readonly TableSource[] }
  | { readonly kind: "json_schema"; readonly path: string; readonly schema: JsonObject };

/** A file as code sees it. `input`: the client's own, which nothing may change. */
export type CodeFile = { readonly path: string; readonly bytes: number; readonly input: boolean };

export type CodeResult = {
  readonly printed: string;
  /** The last expression as text; empty when it has no value. */
  readonly value: string;
  /** What ended the code before its end, for its author. NULL: it ended well, and its files are written. */
  readonly error: string | null;
};

/** What a query found. Numbers are numbers where a double is exact, else decimal strings; dates and times are ISO 8601. */
export type SqlResult = {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Json[])[];
  /** Rows of the whole result; null when there are more than were worth counting. */
  readonly rowCount: number | null;
  /** Whether `rows` or a cell of it is less than the whole result. */
  readonly truncated: boolean;
  /** What was done to a file so that it could be read. */
  readonly notes: readonly string[];
};

/** The tables of each workbook, or why it has none. */
export type SheetsResult = readonly {
  readonly path: string;
  readonly sheets: readonly { readonly name: string; readonly table: string }[];
  readonly problem: string | null;
}[];

/** The chart's files, in the child's `out/` directory. */
export const CHART_FILES = { svg: "chart.svg", png: "chart.png" } as const;
export type ChartResult = {
  readonly width: number;
  readonly height: number;
  readonly rows: number;
  readonly notes: readonly string[];
};

export type HtmlResult = { readonly title: string; readonly text: string };

export type PdfResult = { readonly pages: number; readonly text: string };

/** What does not match, one line each; empty when all does. */
export type JsonSchemaResult = { readonly problems: readonly string[] };

/** What of a document's text fits into a reply, bytes. */
const TEXT_BYTES = 3 * 1024 * 1024;

/** The beginning of a document's text that fits into a reply, ended by a note when that is not all of it. */
export function fitting(text: string): string {
  if (Buffer.byteLength(text) <= TEXT_BYTES) return text;
  const kept = new TextDecoder().decode(Buffer.from(text).subarray(0, TEXT_BYTES), { stream: true });
  return `${kept}\n[Cut: these are the first ${kept.length} of ${text.length} characters; no more of it can be read here.]`;
}

export type TaskResults = {
  sql: SqlResult;
  code: CodeResult;
  chart: ChartResult;
  pdf: PdfResult;
  html: HtmlResult;
  sheets: SheetsResult;
  json_schema: JsonSchemaResult;
};

export type ChildReply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string };

/** Directories below the child's own: what it may see, what it hands back, what it throws away. */
export const CHILD_DIRECTORIES = { files: "files", out: "out", temporary: "tmp" } as const;

/** The file descriptor of the reply: native code and libraries print on 1 and 2. */
export const REPLY_FD = 3;

/** A task could not be done for a reason that its author can act on. */
export class TaskFailed extends Error {}
