import { expect, type Locator, type Page } from "@playwright/test";

/** More than any page has places to stop at. */
const MOST_STOPS = 80;

/** Someone without a mouse. */
export class Keys {
  constructor(private readonly page: Page) {}

  /** Goes on with Tab until there. @throws when it is never reached */
  async to(place: Locator): Promise<void> {
    await expect(place).toBeVisible();
    for (let stop = 0; stop < MOST_STOPS; stop++) {
      if (await place.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`Tab never reached ${place}.`);
  }

  async write(place: Locator, text: string): Promise<void> {
    await this.to(place);
    await this.page.keyboard.type(text);
  }

  /** Presses a button, or opens what is folded up. */
  async press(place: Locator): Promise<void> {
    await this.to(place);
    await this.page.keyboard.press("Enter");
  }
}
