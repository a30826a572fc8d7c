import { openFile } from "#hiring";
import type { OrgScope } from "#kernel";
import type { DeliveredFile } from "@/_trpc/types";

/** Bytes. A longer report is shown to here and downloaded whole. */
const MOST = 400_000;

export type Report = { readonly text: string; readonly isCut: boolean };

/** The report among a run's files; undefined when it handed over none. */
export const reportAmong = (files: readonly DeliveredFile[]): DeliveredFile | undefined =>
  files.find(({ name }) => /(^|\/)report\.md$/i.test(name)) ??
  files.find(({ name }) => name.toLowerCase().endsWith(".md"));

/** Reads a report for showing it. */
export async function readReport(scope: OrgScope, file: DeliveredFile): Promise<Report> {
  const { content } = await openFile(scope, file.id);
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of content) {
    const piece: Uint8Array = chunk;
    text += decoder.decode(piece.subarray(0, MOST - bytes), { stream: true });
    bytes += piece.byteLength;
    if (bytes >= MOST) break;
  }
  return { text, isCut: file.bytes > MOST };
}
