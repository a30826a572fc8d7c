import { inspect } from "../fixtures/agency/inspect";
import { expect, test } from "../fixtures/agency/test";
import { figure } from "../pages/figure";
import { RegionForm } from "../pages/form";
import { WORK } from "../pages/job-page";

test("tops the wallet up on Stripe's page, and lets it fill itself", async ({ page, member: _ }) => {
  await page.goto("/wallet");
  const form = new RegionForm(page, "Top up");
  await form.fill({ "Amount, US dollars": "20.00" });
  await form.field("Keep the card for automatic top-ups").check();
  await form.send("Pay by card");
  await page.getByRole("heading", { name: "Pay 20 USD" }).waitFor();
  const paymentPage = page.url();
  await page.getByRole("button", { name: "Pay" }).click();
  await expect(page.getByRole("main")).toContainText("$20.00 are in the wallet.");
  await expect(page.getByRole("region", { name: "Money", exact: true })).toContainText("$120.00");

  const auto = new RegionForm(page, "Automatic top-up");
  await auto.field("Fill the wallet by itself").check();
  await auto.fill({ "When less is available than": "lots" });
  await auto.send("Save");
  await expect(auto.field("When less is available than")).toHaveAttribute("aria-invalid", "true");
  await expect(auto.field("Fill the wallet by itself")).toBeChecked();
  await auto.fill({ "When less is available than": "10.00", Add: "50.00" });
  await auto.send("Save");
  await expect(auto.accepted).toContainText("The wallet fills itself.");
  await page.reload();
  await expect(auto.field("Fill the wallet by itself")).toBeChecked();

  await test.step("the payer's bank takes it back", async () => {
    await page.goto(paymentPage);
    await page.getByRole("button", { name: "Charge back" }).click();
    const topup = page.getByRole("table", { name: "Top-ups" }).getByRole("row").nth(1);
    const movements = page.getByRole("table", { name: "Movements" });
    // Stripe tells of it a moment after it has led back: first of the dispute, then that the money is gone.
    await expect(async () => {
      await page.goto("/wallet");
      await expect(movements).toContainText("Chargeback of a top-up", { timeout: 2_000 });
    }).toPass(WORK);
    await expect(topup).toContainText("Disputed");
    expect(await figure(page.getByRole("region", { name: "Money", exact: true }), "Available")).toBe("$100.00");
    await expect(auto.field("Fill the wallet by itself")).not.toBeChecked();
    await inspect(page, "/wallet");
    await page.goto("/notifications");
    await expect(page.getByRole("main")).toContainText("A payment was charged back");
  });
});
