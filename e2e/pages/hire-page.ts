import type { Locator, Page } from "@playwright/test";

export type SmallFile = { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };

/** The form of a new job. */
export class HirePage {
  readonly brief: Locator;
  readonly title: Locator;
  readonly budget: Locator;
  readonly quote: Locator;
  readonly attached: Locator;
  readonly agents: Locator;
  /** Side by side, or as a crew: where there are several and one can manage. */
  readonly mode: Locator;
  readonly submit: Locator;
  readonly chooseFiles: Locator;

  constructor(private readonly page: Page) {
    this.brief = page.getByLabel("Brief");
    this.title = page.getByLabel("Title");
    this.budget = page.getByLabel("Budget in US dollars");
    this.quote = page.getByRole("region", { name: "Quote" });
    this.attached = page.getByRole("list", { name: "Attached files" }).getByRole("listitem");
    this.agents = page.getByRole("group", { name: "Agents" });
    this.mode = page.getByLabel("How they work");
    this.submit = page.getByRole("button", { name: /^Hire( \d+ agents| a crew of \d+)?$/ });
    this.chooseFiles = page.getByRole("button", { name: "Choose files" });
  }

  /** Chooses files with the button: `files` are paths, or small files in memory. */
  async attach(files: string | SmallFile): Promise<void> {
    const chooser = this.page.waitForEvent("filechooser");
    await this.chooseFiles.click();
    await (await chooser).setFiles(files);
  }

  /** Drops a file where files are dropped. */
  async drop(file: { readonly name: string; readonly text: string }): Promise<void> {
    const dataTransfer = await this.page.evaluateHandle(({ name, text }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name, { type: "text/csv" }));
      return transfer;
    }, file);
    await this.chooseFiles.dispatchEvent("drop", { dataTransfer });
  }

  file(name: string): Locator {
    return this.attached.filter({ has: this.page.getByRole("button", { name: `Remove ${name}`, exact: true }) });
  }

  /** The bar of a file that is on its way. */
  get uploading(): Locator {
    return this.page.getByRole("progressbar");
  }

  /** The menu of agents that can be added. */
  get addAgent(): Locator {
    return this.agents.getByRole("button", { name: /^(Choose an|Add another) agent$/ });
  }

  agentToAdd(name: string): Locator {
    return this.page.getByRole("menuitem", { name: new RegExp(`^${name}`) });
  }

  /** Adds an agent that is on duty. */
  async add(name: string): Promise<void> {
    await this.addAgent.click();
    await this.agentToAdd(name).click();
  }

  async oneMore(name: string): Promise<void> {
    await this.agents.getByRole("button", { name: `One ${name} more` }).click();
  }

  /** Lets the agents use a connector. */
  async use(connector: string): Promise<void> {
    await this.page.getByText("Let the agents use your connectors").click();
    await this.page.getByRole("group", { name: "Connectors" }).getByRole("checkbox", { name: connector }).check();
  }

  /** What has to hold before work is handed over, once it is unfolded. */
  get acceptance(): AcceptancePart {
    return new AcceptancePart(this.page);
  }
}

/** The part of the form that says what has to hold. */
class AcceptancePart {
  readonly headline: Locator;
  readonly criteria: Locator;
  readonly verifier: Locator;
  readonly rounds: Locator;

  constructor(private readonly page: Page) {
    this.headline = page.getByText("Check the work before it is delivered");
    this.criteria = page.getByLabel("Acceptance criteria");
    this.verifier = page.getByLabel("Who judges");
    this.rounds = page.getByLabel("Rounds");
  }

  /** @param number from 1 */
  check(number: number): Locator {
    return this.page.getByRole("group", { name: `Check ${number}`, exact: true });
  }

  /** Adds a check, of the kind that the list calls so. */
  async addCheck(number: number, kind: string): Promise<Locator> {
    await this.page.getByRole("button", { name: "Add a check" }).click();
    await this.check(number).getByRole("combobox").selectOption({ label: kind });
    return this.check(number);
  }
}
