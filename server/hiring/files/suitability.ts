import { extname } from "node:path";

/** How much of a file is looked at. */
export const HEAD_BYTES = 65_536;

const TEXT = new Set([".csv", ".tsv", ".json", ".ndjson", ".jsonl", ".txt", ".md"]);
const SIGNATURES: Record<string, { readonly magic: string; readonly what: string }> = {
  ".pdf": { magic: "%PDF-", what: "a PDF" },
  ".xlsx": { magic: "PK\u0003\u0004", what: "an Excel workbook (.xlsx)" },
  ".parquet": { magic: "PAR1", what: "a Parquet file" },
};
const ACCEPTED = "CSV, TSV, JSON, XLSX, Parquet, PDF and text";

/**
 * What is wrong with a file, to be read after its name; NULL when it can be worked on. Judged by its ending and its first
 * bytes. UTF-16 has NUL bytes as binary files have, but says so in its first two.
 */
export function findFault(name: string, head: Uint8Array): string | null {
  const extension = extname(name).toLowerCase();
  if (head.byteLength === 0) return "is empty. Send a file with something in it.";
  const signature = SIGNATURES[extension];
  const text = Buffer.from(head).toString("latin1");
  if (signature)
    return text.startsWith(signature.magic) ? null : `is not ${signature.what}, although its name says so.`;
  if (!TEXT.has(extension)) return `has a type that agents here cannot read. Send ${ACCEPTED}.`;
  const isUtf16 = text.startsWith("\u00ff\u00fe") || text.startsWith("\u00fe\u00ff");
  if (!isUtf16 && text.includes("\u0000"))
    return `holds binary data, although its name ends in ${extension}. Export it as text and send that.`;
  if ((extension === ".csv" || extension === ".tsv") && text.trim() === "")
    return "has no rows. Send a table with a header line.";
  return null;
}
