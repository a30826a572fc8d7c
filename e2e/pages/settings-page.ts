import type { Locator, Page } from "@playwright/test";

/** A whole key: the list shows only the beginning of one. */
const SECRET = /^hk_\w{43}$/;

export class SettingsPage {
  readonly organizations: Locator;
  readonly members: Locator;
  readonly keys: Locator;

  constructor(private readonly page: Page) {
    const rowsOf = (name: string) => page.getByRole("region", { name }).getByRole("listitem");
    this.organizations = rowsOf("Organization");
    this.members = rowsOf("Members");
    this.keys = rowsOf("API keys");
  }

  async addMember(email: string, role: string): Promise<void> {
    const members = this.page.getByRole("region", { name: "Members" });
    await members.getByLabel("Email of someone registered here").fill(email);
    await members.getByLabel("Role", { exact: true }).selectOption(role);
    await members.getByRole("button", { name: "Add member" }).click();
  }

  async createKey(name: string): Promise<void> {
    const keys = this.page.getByRole("region", { name: "API keys" });
    await keys.getByLabel("Name of the key").fill(name);
    await keys.getByRole("button", { name: "Create key" }).click();
  }

  /** Where a new key is shown, this once. */
  get secret(): Locator {
    return this.page.getByRole("region", { name: "API keys" }).getByRole("code").filter({ hasText: SECRET });
  }

  /** Presses the button, and says yes to the question that follows. */
  async revoke(name: string): Promise<void> {
    this.page.once("dialog", (question) => question.accept());
    await this.page.getByRole("button", { name: `Revoke ${name}`, exact: true }).click();
  }

  async switchTo(organization: string): Promise<void> {
    await this.page.getByRole("button", { name: `Switch to ${organization}`, exact: true }).click();
  }
}
