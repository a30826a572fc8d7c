import type { Locator } from "@playwright/test";

/** Opens what is folded up, with the mouse: its headline is its first line. */
export async function expand(fold: Locator): Promise<void> {
  await fold.click({ position: { x: 16, y: 16 } });
}
