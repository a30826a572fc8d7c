import type { Locator, Page } from "@playwright/test";

/** A form in a titled region of a page. */
export class RegionForm {
  readonly region: Locator;

  constructor(
    private readonly page: Page,
    name: string,
  ) {
    this.region = page.getByRole("region", { name, exact: true });
  }

  field(label: string): Locator {
    return this.region.getByLabel(label, { exact: true });
  }

  /** What became of it, when it was accepted. */
  get accepted(): Locator {
    return this.region.getByRole("status").last();
  }

  async fill(entries: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, text] of Object.entries(entries)) await this.field(label).fill(text);
  }

  async send(button: string): Promise<void> {
    await this.region.getByRole("button", { name: button, exact: true }).click();
  }

  /** Sends it, reads the question that follows, and says yes. */
  async sendAndAgree(button: string): Promise<string> {
    await this.send(button);
    const question = this.page.getByRole("dialog");
    const text = await question.getByRole("heading").innerText();
    await question.getByRole("button", { name: button, exact: true }).click();
    return text;
  }
}
