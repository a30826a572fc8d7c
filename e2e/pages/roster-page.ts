import type { Locator, Page } from "@playwright/test";

export class RosterPage {
  readonly search: Locator;
  readonly show: Locator;
  readonly clear: Locator;
  /** Duty, skill, provider, grade. */
  readonly filters: Locator;
  readonly count: Locator;
  /** One of each agent: the link to its page. */
  readonly names: Locator;
  readonly hire: Locator;

  constructor(private readonly page: Page) {
    const main = page.getByRole("main");
    this.search = main.getByRole("searchbox", { name: "Search agents" });
    this.show = main.getByRole("button", { name: "Show" });
    this.clear = main.getByRole("link", { name: "Clear" });
    this.filters = main.getByRole("search").getByRole("combobox");
    this.count = main.getByRole("status").filter({ hasText: /agents$/ });
    this.names = main
      .getByRole("listitem")
      .filter({ has: page.getByRole("checkbox") })
      .getByRole("link");
    this.hire = main.getByRole("button", { name: "Hire for a job" });
  }

  agent(name: string): Locator {
    const link = this.page.getByRole("link", { name, exact: true });
    return this.page.getByRole("main").getByRole("listitem").filter({ has: link });
  }

  tick(name: string): Locator {
    return this.page.getByRole("checkbox", { name: `Select ${name}`, exact: true });
  }

  async filter(label: "Duty" | "Skill" | "Provider" | "Grade", option: string): Promise<void> {
    await this.page.getByRole("combobox", { name: label }).selectOption(option);
    await this.show.click();
  }
}
