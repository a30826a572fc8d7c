import { expect, type Locator, type Page } from "@playwright/test";

/** More than any page has places to stop at. */
const MOST_STOPS = 80;

/** Someone without a mouse. */
export class Keys {
  constructor(private readonly page: Page) {}

  /** Goes on until there: with Tab, or in a menu with an arrow. @throws when it is never reached */
  async to(place: Locator, key: "Tab" | "ArrowDown" = "Tab"): Promise<void> {
    await expect(place).toBeVisible();
    for (let stop = 0; stop < MOST_STOPS; stop++) {
      if (await place.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press(key);
    }
    throw new Error(`${key} never reached ${place}.`);
  }

  async write(place: Locator, text: string): Promise<void> {
    await this.to(place);
    await this.page.keyboard.type(text);
  }

  /** Opens a menu and takes one of what it offers. */
  async pick(menu: Locator, item: Locator): Promise<void> {
    await this.press(menu);
    await this.to(item, "ArrowDown");
    await this.page.keyboard.press("Enter");
  }

  /** Presses a button, or opens what is folded up. */
  async press(place: Locator): Promise<void> {
    await this.to(place);
    await this.page.keyboard.press("Enter");
  }
}
