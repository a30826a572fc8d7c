import type { Locator, Page } from "@playwright/test";
import { RegionForm } from "./form";

export class BudgetsPage {
  readonly rows: Locator;
  /** Sets a budget for what has none. */
  readonly create: RegionForm;

  constructor(page: Page) {
    this.create = new RegionForm(page, "Budgets");
    this.rows = this.create.region.getByRole("listitem");
  }

  /** Opens the form of a budget, and sends it. */
  async change(budget: Locator, entries: { limit: string; alerts: string }): Promise<void> {
    await budget.getByText("Change limit and alerts").click();
    await budget.getByLabel("Limit in US dollars").fill(entries.limit);
    await budget.getByLabel("Alerts at percent").fill(entries.alerts);
    await budget.getByRole("button", { name: "Save" }).click();
  }

  /** Opens the picture of how a budget burns down. */
  async burnDown(budget: Locator): Promise<Locator> {
    await budget.getByText("How it burns down").click();
    return budget.getByRole("img");
  }
}
