import { readFile } from "node:fs/promises";
import type { Locator } from "@playwright/test";

/** Follows a link that saves a file, and reads the file. */
export async function save(link: Locator): Promise<{ readonly name: string; readonly text: string }> {
  const download = link.page().waitForEvent("download");
  await link.click();
  const file = await download;
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}
