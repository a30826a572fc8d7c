import { inspectAsItIs } from "../fixtures/agency/inspect";
import { faresCsv } from "../fixtures/agency/tables";
import { enter, expect, newcomer, test } from "../fixtures/agency/test";
import { BillPage } from "../pages/bill-page";
import { RegionForm } from "../pages/form";
import { InvoicePage } from "../pages/invoice-page";
import { JobPage, WORK } from "../pages/job-page";
import { ReratesPage } from "../pages/rerates-page";

const DAY_MS = 86_400_000;
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

test("the staff put right what was charged: a part given back after a dispute, and a period re-rated", async ({
  page,
  rest,
  desk,
}, { retry }) => {
  // A period is re-rated when it is over: that takes a minute.
  test.setTimeout(300_000);
  const client = newcomer(`Reklamation ${Date.now()}`);
  await enter(page, client);
  const { id: fileId } = await (await rest.upload(faresCsv)).json();
  const order = { title: client.organization, brief: "Profile this.", agents: ["trainee"], fileIds: [fileId] };
  const { id } = await rest.haveDone({ ...order, budget: "1.00" });
  await page.goto("/bill");
  await new BillPage(page).issue.click();
  await expect(new InvoicePage(page).heading).toBeVisible();
  const firstInvoice = page.url();

  await test.step("the client disputes the job", async () => {
    await page.goto(`/jobs/${id}`);
    await new JobPage(page).dispute("Half of it was known before.");
    await expect(page.getByRole("main")).toContainText("You dispute this job; the agency looks at it");
  });

  await test.step("the staff give a part of it back, and decide", async () => {
    await desk.getByRole("link", { name: "Disputes" }).click();
    const dispute = new RegionForm(desk, client.organization);
    await expect(dispute.region).toContainText("Half of it was known before.");
    await inspectAsItIs(desk, "the disputes");
    await desk.goto(`/operator/clients?q=${client.organization}`);
    await desk.getByRole("link", { name: client.organization }).click();
    await desk.getByRole("table", { name: "Invoices" }).getByRole("link").click();
    const credit = new RegionForm(desk, "Give money back");
    await credit.fill({ "Give back of line 1": "0.000001", Reason: "A part was known before" });
    await credit.sendAndAgree("Issue credit note");
    await expect(credit.accepted).toContainText("The credit note is issued");
    await desk.goto("/operator/disputes");
    await dispute.fill({ "Reasons, for the client": "A part is given back on your bill; the rest was new." });
    await dispute.sendAndAgree("Decide");
    await expect(desk.getByRole("region", { name: "Decided" })).toContainText(client.organization);
  });

  await test.step("the client reads the decision, and finds the money", async () => {
    await page.reload();
    await expect(page.getByRole("main")).toContainText("A part is given back on your bill; the rest was new.");
    await page.goto(firstInvoice);
    await page.getByRole("link", { name: /^Credit note / }).click();
    await expect(page.getByRole("main")).toContainText("A part was known before");
  });

  const card = `Prices of ${client.organization}`;
  await test.step("the staff publish the prices that should have held, as a card of a day far off", async () => {
    await desk.goto("/operator/prices");
    const drafts = new RegionForm(desk, "Drafts");
    await drafts.fill({ "What these prices are": card });
    await drafts.send("Begin a draft");
    const line = desk
      .getByRole("table", { name: "Lines" })
      .getByRole("row", { name: /trainee/i })
      .filter({ hasText: /standard/i })
      .filter({ hasText: /input/i });
    await line.getByRole("textbox", { name: /^Cost price of / }).fill("0.06");
    await line.getByRole("button", { name: /^Save / }).click();
    await expect(line.getByRole("status")).toContainText("Saved.");
    const publish = new RegionForm(desk, "Publish");
    await publish.fill({ "From, at midnight UTC": `${new Date().getUTCFullYear() + 4}-01-0${1 + retry}` });
    await publish.sendAndAgree("Publish");
    await expect(desk.getByRole("main")).toContainText("Published; it never changes again");
    await desk.goto("/operator/prices");
    const row = desk.getByRole("row", { name: new RegExp(card) });
    await row.getByRole("button", { name: /^Confirm / }).click();
    await expect(row.getByRole("button", { name: /^Confirm / })).toBeHidden();
  });

  const rerates = new ReratesPage(desk);
  await test.step("they preview the day under them, with what it does to the wallet, and post it", async () => {
    const question = { card, from: dayOf(Date.now() - DAY_MS), to: dayOf(Date.now()), client: client.organization };
    // Until the calls are a minute old.
    await expect(async () => {
      await rerates.ask(question);
      await expect(rerates.preview).toContainText(client.organization, { timeout: 2_000 });
    }).toPass({ timeout: 150_000, intervals: [2_000] });
    await expect(rerates.wallets.getByRole("row", { name: new RegExp(client.organization) })).toContainText("$0.00");
    await inspectAsItIs(desk, "the preview of a re-rating");
    await rerates.post("The list was wrong");
    await expect(async () => {
      await desk.reload();
      await expect(rerates.latest).toContainText("Done", { timeout: 2_000 });
    }).toPass(WORK);
    await expect(rerates.latest).toContainText(client.organization);
  });

  await test.step("the client is told, and finds each difference on the next bill", async () => {
    await page.goto("/notifications");
    await expect(page.getByRole("main")).toContainText("The list was wrong");
    await page.goto("/bill");
    const bill = new BillPage(page);
    await expect(bill.month).toContainText("Re-rated calls of earlier invoices");
    await bill.issue.click();
    const calls = page.getByRole("table", { name: "Re-rated calls of earlier invoices" });
    await expect(calls.getByRole("row").nth(1)).toContainText("The list was wrong");
    await inspectAsItIs(page, "the bill of a re-rating");
  });
});
