import type { Locator, Page } from "@playwright/test";
import { RegionForm } from "./form";

/** What is asked to be re-rated. Days like 2026-11-01. */
export type Question = { readonly card: string; readonly from: string; readonly to: string; readonly client: string };

export class ReratesPage {
  /** What would be posted, by client and model. */
  readonly preview: Locator;
  /** What that would do to wallets. */
  readonly wallets: Locator;
  /** The newest re-rating there was. */
  readonly latest: Locator;
  private readonly question: RegionForm;
  private readonly answer: RegionForm;

  constructor(private readonly page: Page) {
    this.question = new RegionForm(page, "What to re-rate");
    this.answer = new RegionForm(page, "Preview");
    this.preview = page.getByRole("table", { name: "Preview" });
    this.wallets = page.getByRole("table", { name: "Wallets that would pay" });
    this.latest = page.getByRole("table", { name: "Re-ratings" }).getByRole("row").nth(1);
  }

  /** Asks for a preview. */
  async ask({ card, from, to, client }: Question): Promise<void> {
    await this.page.goto("/operator/prices/rerates");
    const cards = this.question.field("The card that should have held");
    await cards.selectOption({ label: await cards.locator("option").filter({ hasText: card }).innerText() });
    await this.question.fill({ From: from, "To, included": to });
    await this.question.field("Client").selectOption({ label: client });
    await this.question.send("Preview");
    await this.preview.waitFor();
  }

  /** Posts what the preview shows. */
  async post(reason: string): Promise<void> {
    await this.answer.fill({ Reason: reason });
    await this.answer.sendAndAgree("Re-rate");
    await this.latest.filter({ hasText: reason }).waitFor();
  }
}
