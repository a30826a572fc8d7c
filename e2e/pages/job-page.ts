import type { Locator, Page } from "@playwright/test";
import { expand } from "./fold";

/** How long a whole run may take where others use the machine, too. Patience, and no measure. */
export const WORK = { timeout: 90_000 };

/** One agent's run, live. */
export class Lane {
  readonly region: Locator;
  readonly timeline: Locator;
  readonly steps: Locator;

  constructor(
    private readonly page: Page,
    readonly label: string,
  ) {
    this.region = page.getByRole("region", { name: label, exact: true });
    this.timeline = page.getByRole("region", { name: `What ${label} does`, exact: true });
    this.steps = this.timeline.getByRole("listitem");
  }

  step(number: number): Locator {
    return this.steps.nth(number - 1);
  }

  /** The tool calls of a step, or of the whole run. */
  calls(within: Locator = this.timeline): Locator {
    return within.getByRole("group");
  }

  async openCall(call: Locator): Promise<void> {
    await expand(call);
  }

  /** What the run asks, with the places for an answer. */
  get question(): Locator {
    return this.timeline.getByRole("region", { name: "A question for you" });
  }

  /** What came of checking the work before it was handed over. @param number from 1 */
  round(number: number): Locator {
    return this.timeline.getByRole("region", { name: `Check of the work, round ${number}` });
  }

  async answer(words: string): Promise<void> {
    await this.question.getByLabel("Or in your own words").fill(words);
    await this.question.getByRole("button", { name: "Answer", exact: true }).click();
  }

  async write(words: string): Promise<void> {
    await this.region.getByLabel(`Message to ${this.label}`).fill(words);
    await this.region.getByRole("button", { name: `Send to ${this.label}` }).click();
  }

  async pause(): Promise<void> {
    await this.region.getByRole("button", { name: "Pause run" }).click();
  }

  async resume(): Promise<void> {
    await this.region.getByRole("button", { name: "Resume run" }).click();
  }

  /** Begins another run as this one was after a step. */
  async goOnFrom(step: number, words: string): Promise<void> {
    await this.timeline.getByRole("button", { name: `Go on from step ${step} in another lane` }).click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByLabel("What should it do then? (optional)").fill(words);
    await dialog.getByRole("button", { name: "Begin" }).click();
  }

  async cancel(): Promise<void> {
    await this.region.getByRole("button", { name: "Cancel run" }).click();
    await this.page.getByRole("dialog").getByRole("button", { name: "Cancel this run" }).click();
  }
}

export class JobPage {
  readonly title: Locator;
  /** Brief and files, folded up. */
  readonly assignment: Locator;
  readonly bill: Locator;
  readonly accept: Locator;
  /** Who works for whom, one after the other. */
  readonly crew: Locator;
  readonly criticalPath: Locator;

  constructor(private readonly page: Page) {
    this.title = page.getByRole("heading", { level: 1 });
    this.assignment = page.getByRole("main").getByRole("group").first();
    this.bill = page.getByRole("region", { name: "Bill of this job" });
    this.accept = page.getByRole("button", { name: "Accept", exact: true });
    const tree = page.getByRole("region", { name: "The crew" });
    this.crew = tree.getByRole("listitem");
    this.criticalPath = tree.getByRole("paragraph").filter({ hasText: /^Critical path/ });
  }

  get id(): string {
    const [, id] = /\/jobs\/([0-9a-f-]{36})$/.exec(this.page.url()) ?? [];
    if (!id) throw new Error(`${this.page.url()} is no job's page`);
    return id;
  }

  lane(label: string): Lane {
    return new Lane(this.page, label);
  }

  /** The sum of the job's bill, as it is printed. */
  async cost(): Promise<string> {
    const [amount] = /\$[\d.,]+/.exec(await this.bill.innerText()) ?? [];
    if (!amount) throw new Error("There is no amount on the job's bill.");
    return amount;
  }

  /** Asks the one who delivered for something else. */
  async askForChanges(agent: string, words: string): Promise<void> {
    await this.deliverable(agent).getByRole("button", { name: "Ask for changes" }).click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByLabel("What should be different?").fill(words);
    await dialog.getByRole("button", { name: "Ask for changes" }).click();
  }

  /** Complains to the agency's staff. */
  async dispute(words: string): Promise<void> {
    await this.page.getByRole("button", { name: "Dispute this job" }).click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByLabel("What is wrong?").fill(words);
    await dialog.getByRole("button", { name: "Dispute", exact: true }).click();
  }

  /** Keeps one of several deliverables. */
  async keep(agent: string): Promise<void> {
    await this.deliverable(agent)
      .getByRole("button", { name: /^Accept this one/ })
      .click();
  }

  /** What a run was charged, folded up. */
  charged(agent: string): Locator {
    return this.bill.getByRole("group").filter({ hasText: agent });
  }

  /** The amounts of all runs on the job's bill, exact. */
  async amounts(): Promise<string[]> {
    const texts = await this.bill.getByRole("group").allInnerTexts();
    return texts.map((text) => /\$[\d.,]+/.exec(text)?.[0] ?? "");
  }

  /** Unfolds what a run was charged, and gives the table of it. */
  async charges(agent: string): Promise<Locator> {
    await expand(this.charged(agent));
    return this.bill.getByRole("table", { name: `Charges of ${agent}` });
  }

  async cancel(): Promise<void> {
    await this.page.getByRole("button", { name: "Cancel job" }).click();
    await this.page.getByRole("dialog").getByRole("button", { name: "Cancel the job" }).click();
  }

  /** What an agent handed over; agents of one name have one each. */
  deliverable(agent: string): Locator {
    return this.page.getByRole("region", { name: `Delivered by ${agent}` });
  }
}
