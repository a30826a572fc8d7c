import type { Locator, Page } from "@playwright/test";

/** The page of one connector. */
export class ConnectorPage {
  readonly main: Locator;

  constructor(private readonly page: Page) {
    this.main = page.getByRole("main");
  }

  title(name: string): Locator {
    return this.page.getByRole("heading", { level: 1, name, exact: true });
  }

  permission(tool: string): Locator {
    return this.page.getByLabel(`Permission of ${tool}`, { exact: true });
  }

  async test(name: string): Promise<void> {
    await this.page.getByRole("button", { name: `Test ${name}`, exact: true }).click();
  }

  async signIn(): Promise<void> {
    await this.main.getByRole("button", { name: "Sign in", exact: true }).click();
  }

  /** Removes it, and says yes to the question. */
  async remove(name: string): Promise<void> {
    this.page.once("dialog", (question) => question.accept());
    await this.page.getByRole("button", { name: `Remove ${name}`, exact: true }).click();
  }
}
