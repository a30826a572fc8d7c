import type { Locator, Page } from "@playwright/test";
import { save } from "./save";

export class InvoicePage {
  readonly main: Locator;
  readonly heading: Locator;
  readonly print: Locator;
  readonly lines: Locator;

  constructor(private readonly page: Page) {
    this.main = page.getByRole("main");
    this.heading = page.getByRole("heading", { level: 1, name: /^Invoice / });
    this.print = page.getByRole("button", { name: "Print" });
    this.lines = page.getByRole("table", { name: /^Lines of / });
  }

  download(kind: "PDF" | "CSV" | "FOCUS" | "JSON") {
    return save(this.page.getByRole("link", { name: kind, exact: true }));
  }
}
