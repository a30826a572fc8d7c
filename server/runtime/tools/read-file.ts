import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { z } from "zod";
import { sandbox } from "../sandbox/run-in-child";
import { LIMITS } from "./limits";
import type { ToolContext, Workspace } from "./port";
import { nameTables, tableFormat } from "./table-names";
import { decodeText } from "./text";
import { answer, cut, defineTool, refusal } from "./tool";
import { type ListedFile, listFiles, locate } from "./workspace";
import { copyInto } from "./workspace-sandbox";

export const readFileTool = defineTool({
  name: "read_file",
  description:
    `Reads a text file or the text of a PDF, ${LIMITS.readCharacters} characters at a time; give \`offset\` to read on. ` +
    "For tables (CSV, XLSX, Parquet …) use query_sql instead.",
  effect: "pure",
  input: z.object({
    path: z.string().min(1).describe("A path as list_files gives it"),
    offset: z.int().min(0).optional().describe("The character to start at; 0 when absent"),
  }),
  async run({ path, offset = 0 }, { workspace, ...exchange }) {
    const file = await locate(workspace, path);
    if (/\.pdf$/i.test(file.path)) return readPdf(file, offset, exchange);
    const format = tableFormat(file.path);
    if (format === "xlsx" || format === "parquet") {
      return refusal(
        `"${file.path}" is a table in a binary format. Query it with query_sql (${await tableHint(workspace, file)}).`,
      );
    }
    const text = await readText(file);
    if (text === null)
      return refusal(`"${file.path}" is a binary file of ${file.bytes} bytes and cannot be read as text.`);
    return answer(page(text, offset, format ? `; as a table: query_sql (${await tableHint(workspace, file)})` : ""));
  },
});

/** One page of a text, with a note on where the next one starts. */
function page(text: string, from: number, hint = ""): string {
  const offset = startsWithin(text, from) ? from - 1 : from;
  const shown = cut(text.slice(offset), LIMITS.readCharacters);
  const end = offset + shown.length;
  if (offset === 0 && end >= text.length) return text;
  const next = end < text.length ? `; read on with offset ${end}` : "; this is the end";
  return `${shown}\n[characters ${Math.min(offset, text.length)} to ${Math.min(end, text.length)} of ${text.length}${next}${hint}]`;
}

/** Whether a place in a text is the middle of a character: models choose offsets as they like. */
const startsWithin = (text: string, offset: number): boolean =>
  offset > 0 && /^[\udc00-\udfff]$/.test(text.charAt(offset)) && /^[\ud800-\udbff]$/.test(text.charAt(offset - 1));

async function readPdf(file: ListedFile, offset: number, exchange: Omit<ToolContext, "workspace">) {
  if (file.bytes > LIMITS.pdfBytes)
    return refusal(`"${file.path}" has ${file.bytes} bytes; a PDF may have at most ${LIMITS.pdfBytes}.`);
  const outcome = await sandbox().run(
    { kind: "pdf", path: file.path },
    {
      ...exchange,
      fill: async (directory) => void (await copyInto(directory, [file])),
      collect: async (_, pdf) => pdf,
    },
  );
  if (!outcome.ok) return refusal(`"${file.path}": ${outcome.message}`);
  const { pages, text } = outcome.value;
  if (text.replace(/--- page \d+ ---/g, "").trim() === "") {
    return refusal(
      `"${file.path}" has ${pages} pages without any text (scanned images, perhaps). It cannot be read here.`,
    );
  }
  return answer(page(text, offset));
}

/** The file's text, or null when it is binary. */
async function readText(file: ListedFile): Promise<string | null> {
  const handle = await open(file.absolutePath, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return decodeText(await handle.readFile());
  } finally {
    await handle.close();
  }
}

async function tableHint(workspace: Workspace, file: ListedFile): Promise<string> {
  const table = nameTables(await listFiles(workspace)).find((source) => source.path === file.path);
  return table?.format === "xlsx" ? "list_files names its tables" : `table ${table?.table ?? "unknown"}`;
}
