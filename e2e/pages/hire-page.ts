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
  readonly submit: Locator;
  private readonly chooseFiles: Locator;

  constructor(private readonly page: Page) {
    this.brief = page.getByLabel("Brief");
    this.title = page.getByLabel("Title");
    this.budget = page.getByLabel("Budget in US dollars");
    this.quote = page.getByRole("region", { name: "Quote" });
    this.attached = page.getByRole("list", { name: "Attached files" }).getByRole("listitem");
    this.agents = page.getByRole("group", { name: "Agents" });
    this.submit = page.getByRole("button", { name: /^Hire( \d+ agents)?$/ });
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

  /** Adds an agent that is on duty, by "name, role". */
  async add(option: string): Promise<void> {
    await this.agents.getByRole("combobox").selectOption({ label: option });
  }

  async oneMore(name: string): Promise<void> {
    await this.agents.getByRole("button", { name: `One ${name} more` }).click();
  }
}
