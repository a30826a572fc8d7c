import type { Locator, Page } from "@playwright/test";
import { expand } from "./fold";

/** A line as it is printed: quantity × rate = amount. */
export type PrintedLine = {
  readonly component: string;
  readonly quantity: string;
  readonly rate: string;
  readonly amount: string;
};

/** The lines of a table of charges. */
export async function readLines(table: Locator): Promise<PrintedLine[]> {
  const rows = table.getByRole("row").filter({ has: table.page().getByRole("cell") });
  return Promise.all(
    (await rows.all()).map(async (row) => {
      const [, component = "", quantity = "", rate = "", amount = ""] = await row.getByRole("cell").allInnerTexts();
      return { component, quantity, rate, amount };
    }),
  );
}

export class BillPage {
  readonly wallet: Locator;
  readonly month: Locator;
  readonly charges: Locator;
  readonly total: Locator;
  readonly issue: Locator;
  readonly invoices: Locator;

  constructor(page: Page) {
    this.wallet = page.getByRole("region", { name: "Wallet", exact: true });
    this.month = page.getByRole("region", { name: "This month", exact: true });
    this.charges = page.getByRole("region", { name: "Charges this month" });
    this.total = this.charges.getByRole("paragraph").filter({ hasText: /^Total/ });
    this.issue = page.getByRole("button", { name: "Issue invoice" });
    this.invoices = page.getByRole("region", { name: "Invoices", exact: true }).getByRole("listitem");
  }

  /** The charges of a job, and within it those of its runs. */
  job(title: string): Locator {
    return this.charges.getByRole("group").filter({ hasText: title }).first();
  }

  /** Opens a job and its one run, and gives the table of charges. @param agent its name */
  async openLines(title: string, agent: string): Promise<Locator> {
    const job = this.job(title);
    await expand(job);
    await expand(job.getByRole("group").filter({ hasText: agent }));
    return job.getByRole("table", { name: `Charges of ${agent}` });
  }
}
