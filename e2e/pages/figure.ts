import type { Locator } from "@playwright/test";

/** What stands beside a label in a list of figures, "$1.20" beside "Total": once it is there. */
export async function figure(region: Locator, label: string): Promise<string> {
  const found = new RegExp(`^\\s*${label}\\s+(\\S+)`, "m").exec(await region.innerText());
  if (!found?.[1]) throw new Error(`There is no figure beside “${label}”.`);
  return found[1];
}
