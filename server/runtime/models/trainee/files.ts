import type { Json, JsonObject } from "../port";
import { parseJson } from "./result";

/** A file of the workspace as `list_files` tells it. `problem` is set when it cannot be opened as a table. */
export type ListedFile = { readonly path: string; readonly tables: readonly string[]; readonly problem: string | null };

const objects = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value)
    ? value.flatMap((item) => (typeof item === "object" && item !== null && !Array.isArray(item) ? [item] : []))
    : [];

const textOf = (value: Json | undefined): string | null => (typeof value === "string" ? value : null);

/** Reads the answer of `list_files`; an answer of another shape gives no files. Only the client's own files count. */
export function readFiles(content: string): ListedFile[] {
  const parsed = parseJson(content);
  const listed = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? objects(parsed.files) : [];
  return listed
    .filter((file) => file.input !== false)
    .map((file) => ({
      path: textOf(file.path) ?? "a file",
      tables: [textOf(file.table), ...objects(file.tables).map(({ table }) => textOf(table))].filter(
        (name) => name !== null,
      ),
      problem: textOf(file.problem),
    }));
}
