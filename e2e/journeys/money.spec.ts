import { faresCsv } from "../fixtures/agency/tables";
import { enter, expect, newcomer, test } from "../fixtures/agency/test";
import { BillPage } from "../pages/bill-page";
import { BudgetsPage } from "../pages/budgets-page";
import { figure } from "../pages/figure";
import { RegionForm } from "../pages/form";
import { InvoicePage } from "../pages/invoice-page";
import { WORK } from "../pages/job-page";
import { save } from "../pages/save";

const PROFILE = {
  legalName: "Klient GmbH",
  address: "Unter den Linden 1\n10117 Berlin",
  country: "DE",
  vatId: "DE123456789",
};

test("pays in, caps the month, is billed, and gets money back", async ({ page, rest, desk }) => {
  // A whole life of a client; nobody waits that long where nothing else runs.
  test.setTimeout(300_000);
  const client = newcomer(`Klient ${Date.now()}`);
  await enter(page, client);

  await test.step("tops the wallet up", async () => {
    await page.goto("/wallet");
    const form = new RegionForm(page, "Top up");
    await form.fill({ "Amount, US dollars": "1000.01" });
    await form.send("Add demo money");
    await expect(form.field("Amount, US dollars")).toHaveAccessibleDescription(/1,?000\.00/);
    await expect(form.field("Amount, US dollars")).toHaveValue("1000.01");
    await form.fill({ "Amount, US dollars": "25.00" });
    await form.send("Add demo money");
    await expect(form.accepted).toContainText("The wallet is topped up.");
    expect(await figure(page.getByRole("region", { name: "Money", exact: true }), "Available")).toBe("$125.00");
    await expect(page.getByRole("table", { name: "Top-ups" })).toContainText("$25.00");
  });

  const budgets = new BudgetsPage(page);
  const month = budgets.rows.first();
  await test.step("caps the month: a run waits, and goes on by itself once the cap is raised", async () => {
    await page.goto("/budgets");
    await budgets.create.fill({ "Limit in US dollars": "lots" });
    await budgets.create.send("Set budget");
    await expect(budgets.create.field("Limit in US dollars")).toHaveAttribute("aria-invalid", "true");
    await expect(budgets.create.field("Limit in US dollars")).toHaveValue("lots");
    await budgets.create.fill({ "Limit in US dollars": "0.0001" });
    await budgets.create.send("Set budget");
    await expect(month).toContainText("Every month");

    const { id: fileId } = await (await rest.upload(faresCsv)).json();
    const order = { title: "Fares", brief: "Profile this.", agents: ["trainee"], fileIds: [fileId], budget: "1.00" };
    const { id } = await (await rest.hire(order)).json();
    await expect.poll(async () => (await rest.job(id)).status, WORK).toBe("waiting");
    await budgets.change(month, { limit: "0.20", alerts: "1" });
    await expect.poll(async () => (await rest.job(id)).status, WORK).toBe("review");
  });

  await test.step("is told that it was spent, and reads the news", async () => {
    const news = page.getByRole("main").getByRole("listitem").filter({ hasText: "1%" });
    // The worker tells it a moment later, and the page shows what there was when it was opened.
    await expect(async () => {
      await page.goto("/notifications");
      await expect(news).toContainText("New", { timeout: 2_000 });
    }).toPass(WORK);
    await page.getByRole("button", { name: "Mark all notifications as read" }).click();
    await expect(news).not.toContainText("New");
  });

  await test.step("sees how the budget burns down, and where the money went", async () => {
    await page.goto("/budgets");
    await expect(await budgets.burnDown(month)).toBeVisible();
    const burnDown = await save(month.getByRole("link", { name: "The burn-down of This month's budget as CSV" }));
    expect(burnDown.text.split("\r\n")[0]).toBe("budgetId,kind,name,day,spent,left");
    await page.goto("/spend?by=agent");
    await expect(page.getByRole("img", { name: /^Spend by day and agent/ })).toBeVisible();
    await expect(page.getByRole("table", { name: "Spend by agent" })).toContainText("The trainee");
    const days = await save(page.getByRole("link", { name: "Spend by day as CSV" }));
    expect(days.text).toContain(",agent,trainee,The trainee,");
    await page.getByLabel("From").fill("2030-01-02");
    await page.getByLabel("To", { exact: true }).fill("2030-01-01");
    await page.getByRole("button", { name: "Show" }).click();
    await expect(page.getByRole("main").getByRole("alert")).toContainText("Swap them");
  });

  await test.step("the staff set its tax, its terms and its credit", async () => {
    await page.request.post("/api/v1/billing-profile", { data: PROFILE });
    await desk.getByRole("link", { name: "Tax", exact: true }).click();
    const rates = new RegionForm(desk, "Rates");
    await rates.fill({ Country: "Q1", "Name on invoices": "VAT", "Rate, percent": "19" });
    await rates.sendAndAgree("Set rate");
    await expect(rates.field("Country")).toHaveAccessibleDescription(/two letters/);
    await rates.fill({ Country: "de" });
    expect(await rates.sendAndAgree("Set rate")).toContain("19 percent");
    await expect(desk.getByRole("table", { name: "Tax rates" })).toContainText("Germany");

    await desk.goto(`/operator/clients?q=${client.organization}`);
    await desk.getByRole("link", { name: client.organization }).click();
    const transfer = new RegionForm(desk, "Bank transfer");
    await transfer.fill({ "Amount, US dollars": "12,50", Reference: client.organization });
    await transfer.send("Record transfer");
    await expect(transfer.field("Amount, US dollars")).toHaveAttribute("aria-invalid", "true");
    await transfer.fill({ "Amount, US dollars": "12.50" });
    expect(await transfer.sendAndAgree("Record transfer")).toContain("12.50 US dollars");
    await expect(transfer.accepted).toContainText("recorded");
    const promotion = new RegionForm(desk, "Promotional credit");
    await promotion.fill({ "What for": "Welcome", "Amount, US dollars": "3.00" });
    await promotion.sendAndAgree("Give credit");
    await expect(promotion.region.getByRole("listitem")).toContainText("$3.00 of $3.00");
    const terms = new RegionForm(desk, "Invoices and tax");
    await terms.fill({ "Own tax rate, percent": "seven" });
    await terms.send("Save terms");
    await expect(terms.field("Own tax rate, percent")).toHaveAccessibleDescription(/Enter a percentage/);
    await terms.fill({ "Own tax rate, percent": "7" });
    await terms.send("Save terms");
    await expect(terms.region).toContainText("7% VAT");
  });

  await test.step("takes its invoice along", async () => {
    await page.goto("/bill");
    await new BillPage(page).issue.click();
    const invoice = new InvoicePage(page);
    await expect(invoice.heading).toBeVisible();
    await expect(invoice.main).toContainText("Klient GmbH");
    await expect(invoice.lines).toHaveAccessibleName("Lines of The trainee on Fares");
    expect((await invoice.download("PDF")).text.slice(0, 5)).toBe("%PDF-");
    expect((await invoice.download("FOCUS")).text).toContain("BilledCost");
  });

  await test.step("the staff give money back, never more than is left", async () => {
    await desk.reload();
    await desk.getByRole("table", { name: "Invoices" }).getByRole("link").click();
    await expect(desk.getByRole("region", { name: "Record a payment" })).toContainText("Nothing is due");
    const credit = new RegionForm(desk, "Give money back");
    await credit.fill({ "Give back of line 1": "99.00", Reason: "The chart was wrong" });
    await credit.sendAndAgree("Issue credit note");
    await expect(credit.region).toContainText("Line 1 was charged less");
    await credit.send("All that is left");
    expect(await credit.sendAndAgree("Issue credit note")).toContain(client.organization);
    await expect(credit.accepted).toContainText("The credit note is issued");
    await expect(credit.region).toContainText("all given back");
  });

  await test.step("finds the credit note with the invoice", async () => {
    await page.reload();
    await page.getByRole("link", { name: /^Credit note / }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Credit note /);
    await expect(page.getByRole("main")).toContainText("The chart was wrong");
    const lines = page.getByRole("table", { name: /^Lines of credit note/ });
    await expect(lines.getByRole("cell", { name: "The trainee" }).first()).toBeVisible();
    expect((await save(page.getByRole("link", { name: "PDF", exact: true }))).text.slice(0, 5)).toBe("%PDF-");
  });
});
