import type { Page } from "@playwright/test";
import { charge, pico, sum } from "../fixtures/agency/money";
import { faresCsv } from "../fixtures/agency/tables";
import { expect, test } from "../fixtures/agency/test";
import { BillPage, readLines } from "../pages/bill-page";
import { Entrance } from "../pages/entrance";
import { figure } from "../pages/figure";
import { HirePage } from "../pages/hire-page";
import { InvoicePage } from "../pages/invoice-page";
import { JobPage, WORK } from "../pages/job-page";
import { RosterPage } from "../pages/roster-page";
import { save } from "../pages/save";
import { Shell } from "../pages/shell";

const TRAINEE = "The trainee";
const RULE_BASED = "Rule-based, not a language model";

async function signInAsDemo(page: Page, demo: { email: string; password: string }): Promise<void> {
  await page.goto("/signin");
  await new Entrance(page).signIn(demo);
  await expect(page).toHaveURL("/jobs");
}

test("signs in with the printed password and looks who is for hire", async ({ page, agency }) => {
  await signInAsDemo(page, agency.demo);
  await new Shell(page).goTo("Roster");
  const roster = new RosterPage(page);
  await expect(roster.count).toHaveText(/^\d+ agents$/);
  expect(await roster.names.count()).toBeGreaterThanOrEqual(8);

  const analyst = roster.agent("Data analyst");
  await expect(analyst).toContainText("Off duty");
  await expect(analyst).toContainText("ANTHROPIC_API_KEY");
  await expect(analyst).toContainText("query sql");
  await expect(analyst).toContainText(/Input\s*\$[\d.]+\s*\/ 1M/);
  await expect(analyst).toContainText(/Output\s*\$[\d.]+\s*\/ 1M/);
  await expect(roster.tick("Data analyst")).toBeDisabled();

  await roster.search.fill("translator");
  await roster.search.press("Enter");
  await expect(roster.names).toHaveText(["Translator"]);
  await roster.clear.click();
  await expect(roster.search).toHaveValue("");
  await expect(roster.names).not.toHaveCount(1);
  await roster.filter("Duty", "On duty");
  await expect(roster.names).toHaveText([TRAINEE]);
  await roster.clear.click();
  await expect(roster.filters.first()).toHaveValue("");
  await expect(roster.names).not.toHaveCount(1);
  await roster.search.fill("nobody has this skill");
  await roster.show.click();
  await expect(page.getByRole("main")).toContainText("No agent fits these filters");
  await page.getByRole("link", { name: "Show all agents" }).click();

  await page.getByRole("link", { name: TRAINEE, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(TRAINEE);
  await expect(page.getByRole("region", { name: "What to hire it for" })).toContainText(RULE_BASED);
  await expect(page.getByRole("region", { name: "At a glance" })).toContainText("On duty");
  await page.getByRole("link", { name: `Hire ${TRAINEE}` }).click();
  await expect(new HirePage(page).agents).toContainText(RULE_BASED);
});

test("hires the trainee, watches it, takes its report and pays exactly for it", async ({ page, agency, rest }) => {
  test.slow();
  await signInAsDemo(page, agency.demo);
  const before = await rest.wallet();
  const title = `Fares ${Date.now()}`;

  await test.step("hires with files, by the button and by dropping, after a quote", async () => {
    await page.goto("/jobs/new?agent=trainee");
    const form = new HirePage(page);
    await form.brief.fill("Profile the passengers. What is the average fare by class?");
    await form.title.fill(title);
    await form.attach(faresCsv);
    await expect(form.file("fares.csv")).toBeVisible();
    await form.drop({ name: "more fares.csv", text: faresCsv.text });
    await expect(form.file("more fares.csv")).toBeVisible();
    await form.file("more fares.csv").getByRole("button").click();
    await expect(form.attached).toHaveCount(1);
    await form.budget.fill("1.00");
    await expect(form.quote).toContainText(/Not to exceed\s*\$1\.00/);
    expect(pico(await figure(form.quote, "Low"))).toBeGreaterThan(0n);
    expect(pico(await figure(form.quote, "Likely"))).toBeLessThanOrEqual(pico("1.00"));
    await form.submit.click();
  });

  const job = new JobPage(page);
  await test.step("watches it work", async () => {
    await expect(job.title).toHaveText(title);
    const lane = job.lane(TRAINEE);
    await expect(lane.region).toContainText(RULE_BASED);
    await expect(lane.timeline).toContainText("Delivered.", WORK);
    expect(await lane.steps.count()).toBeGreaterThan(2);
    const query = lane.calls().filter({ hasText: "query sql" }).first();
    await lane.openCall(query);
    await expect(query).toContainText(/select/i);
    await expect(query.getByRole("table", { name: "Result" }).getByRole("row").first()).toBeVisible();
  });

  await test.step("reads and downloads the report, and accepts it", async () => {
    const delivered = job.deliverable(TRAINEE);
    const report = delivered.getByRole("article", { name: `Report by ${TRAINEE}` });
    await expect(report.getByRole("heading").first()).toBeVisible();
    // (53.10 + 71.28 + 51.86 + 26.55 + 35.50) / 5
    await expect(delivered).toContainText("47.66");
    const chart = delivered.getByRole("img").first();
    await chart.scrollIntoViewIfNeeded();
    await expect(chart).toHaveJSProperty("complete", true);
    expect(await chart.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth)).toBeGreaterThan(
      100,
    );
    const { name, text } = await save(delivered.getByRole("link", { name: /^report\.md/ }));
    expect(name).toBe("report.md");
    expect(text).toContain("47.66");
    await job.accept.click();
    await expect(delivered).toContainText("Accepted");
    await expect(job.accept).toBeHidden();
  });

  const { id, cost } = await rest.job(job.id);
  const bill = new BillPage(page);
  await test.step("opens the bill: it adds up, exactly", async () => {
    await new Shell(page).goTo("Bill");
    const lines = await readLines(await bill.openLines(title, TRAINEE));
    expect(lines.length).toBeGreaterThan(2);
    for (const { quantity, rate, amount } of lines) {
      const [price = "", unit] = rate.split(" / ");
      expect(unit).toBe("1M");
      expect(pico(amount)).toBe(charge(BigInt(quantity.replaceAll(",", "")), pico(price), 1_000_000n));
    }
    expect(sum(lines.map(({ amount }) => amount))).toBe(pico(cost));
    const { lines: sent } = await rest.usage(id);
    expect(lines.map(({ amount }) => pico(amount))).toEqual(sent.map(({ amount }) => pico(amount)));
    const after = await rest.wallet();
    expect(pico(before.balance) - pico(after.balance)).toBe(pico(cost));
    expect(after.held).toBe("0.00");
    expect(pico(await figure(bill.wallet, "Balance"))).toBe(pico(after.balance));
    await expect(bill.month).not.toContainText("differ");
  });

  await test.step("has an invoice issued, and takes it along", async () => {
    const unbilled = pico(await figure(bill.month, "On no invoice yet"));
    await bill.issue.click();
    const invoice = new InvoicePage(page);
    await expect(invoice.heading).toHaveText(/^Invoice \S+-\d+$/);
    const printed = (await Promise.all((await invoice.lines.all()).map(readLines))).flat();
    const [exact, carriedIn, rounding, total] = await Promise.all(
      ["Sum of the lines", "Carried in from earlier rounding", "Rounding to cents", "Total in US dollars"].map(
        (label) => figure(invoice.main, label).then(pico),
      ),
    );
    expect(sum(printed.map(({ amount }) => amount))).toBe(exact);
    expect(exact).toBe(unbilled);
    expect((exact ?? 0n) + (carriedIn ?? 0n) + (rounding ?? 0n)).toBe(total);
    await expect(invoice.print).toBeVisible();
    const json: unknown = JSON.parse((await invoice.download("JSON")).text);
    expect(json).toMatchObject({ number: (await invoice.heading.innerText()).replace("Invoice ", "") });
    const csv = await invoice.download("CSV");
    expect(csv.name).toMatch(/\.csv$/);
    expect(csv.text.trim().split("\n").length).toBeGreaterThan(printed.length);

    await page.emulateMedia({ media: "print" });
    await expect(new Shell(page).banner).toBeHidden();
    await expect(invoice.print).toBeHidden();
    await expect(invoice.main).toContainText("Total in US dollars");
    expect((await page.pdf()).subarray(0, 5).toString()).toBe("%PDF-");
    await page.emulateMedia({ media: null });

    await new Shell(page).goTo("Bill");
    await expect(bill.invoices.first()).toContainText(/Issued|issued/);
    expect(pico(await figure(bill.month, "On no invoice yet"))).toBe(0n);
  });
});
