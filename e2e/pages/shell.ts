import type { Locator, Page } from "@playwright/test";

/** What stands around every page. */
export class Shell {
  readonly banner: Locator;
  readonly signIn: Locator;
  private readonly account: Locator;

  constructor(private readonly page: Page) {
    this.banner = page.getByRole("banner");
    this.signIn = this.banner.getByRole("link", { name: "Sign in" });
    this.account = this.banner.getByRole("button", { name: /^Account: / });
  }

  /** The button that shows which organization one is signed in to. */
  accountOf(organization: string): Locator {
    return this.banner.getByRole("button", { name: `Account: ${organization}`, exact: true });
  }

  async goTo(place: "Roster" | "Prices" | "Jobs" | "Bill" | "Settings"): Promise<void> {
    await this.banner.getByRole("link", { name: place, exact: true }).click();
  }

  async signOut(): Promise<void> {
    await this.account.click();
    await this.page.getByRole("menuitem", { name: "Sign out" }).click();
  }
}
