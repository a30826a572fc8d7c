import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CHILD_DIRECTORIES, fitting, type PdfResult, TaskFailed } from "../protocol";

/** The text of a PDF, page by page. @throws TaskFailed when it cannot be opened */
export async function readPdf(directory: string, path: string): Promise<PdfResult> {
  const { extractText } = await import("unpdf");
  const bytes = new Uint8Array(readFileSync(join(directory, CHILD_DIRECTORIES.files, path)));
  try {
    const { totalPages, text } = await extractText(bytes);
    const pages = text.map((page, index) => `--- page ${index + 1} ---\n${page}`);
    return { pages: totalPages, text: fitting(pages.join("\n\n")) };
  } catch (error) {
    throw new TaskFailed(
      `"${path}" could not be opened as a PDF: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
