import type { Locator, Page } from "@playwright/test";

export type Registration = {
  readonly organization: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
};

/** The pages in front of the agency: sign in, register. */
export class Entrance {
  readonly email: Locator;
  readonly password: Locator;
  /** The failure that is about no field. */
  readonly alert: Locator;

  constructor(private readonly page: Page) {
    this.email = page.getByLabel("Email");
    this.password = page.getByLabel("Password");
    // Next announces each new page in an alert of its own, outside the page's content.
    this.alert = page.getByRole("main").getByRole("alert");
  }

  /** Signs in, on the sign-in page. What follows is for the caller to expect. */
  async signIn(person: { readonly email: string; readonly password: string }): Promise<void> {
    await this.email.fill(person.email);
    await this.password.fill(person.password);
    await this.page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  }

  /** Registers, on the registration page. What follows is for the caller to expect. */
  async register({ organization, name, email, password }: Registration): Promise<void> {
    await this.page.getByLabel("Organization").fill(organization);
    await this.page.getByLabel("Your name").fill(name);
    await this.email.fill(email);
    await this.password.fill(password);
    await this.page.getByRole("button", { name: "Register" }).click();
  }
}
