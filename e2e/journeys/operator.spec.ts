import type { Page } from "@playwright/test";
import { inspect } from "../fixtures/agency/inspect";
import { faresCsv } from "../fixtures/agency/tables";
import { enter, expect, newcomer, test } from "../fixtures/agency/test";
import { RegionForm } from "../pages/form";

test("a client does not find the staff's pages", async ({ page, member: _ }) => {
  for (const address of ["/operator", "/operator/tax", "/operator/limits", "/operator/clients", "/operator/prices"]) {
    expect((await page.goto(address))?.status(), address).toBe(404);
  }
});

test("the staff price a draft, see what it changes, and publish it", async ({ desk }) => {
  await desk.getByRole("link", { name: "Price book" }).click();
  const drafts = new RegionForm(desk, "Drafts");
  await drafts.fill({ "What these prices are": "Prices of the journeys" });
  await drafts.send("Begin a draft");
  await expect(desk.getByRole("heading", { level: 1 })).toHaveText("Prices of the journeys");
  await expect(desk.getByRole("main")).toContainText("0 lines changed");

  const lines = desk.getByRole("table", { name: "Lines" });
  const line = lines.getByRole("row", { name: /gpt-/ }).first();
  const cost = line.getByRole("textbox", { name: /^Cost price of / });
  await cost.fill("1.0000001");
  await line.getByRole("button", { name: /^Save / }).click();
  await expect(desk.getByRole("main").getByRole("alert")).toContainText("more than six decimals");
  const publish = new RegionForm(desk, "Publish");
  await publish.sendAndAgree("Publish");
  await expect(publish.region.getByRole("alert")).toBeVisible();
  await cost.fill("7.125");
  await line.getByRole("button", { name: /^Save / }).click();
  await expect(line.getByRole("status")).toContainText("Saved.");
  await expect(desk.getByRole("table", { name: "Changes" })).toContainText("7.125");

  expect(await publish.sendAndAgree("Publish")).toContain("never changes");
  await expect(desk.getByRole("main")).toContainText("Published; it never changes again");
  await desk.goto("/operator/prices");
  await expect(desk.getByRole("row", { name: /Prices of the journeys/ })).toContainText("In force");
});

test("the staff limit a provider, and take the limit away", async ({ desk }) => {
  await desk.getByRole("link", { name: "Provider limits" }).click();
  const form = new RegionForm(desk, "Limits");
  const subject = form.field("On a provider, or on one of its models");
  await subject.selectOption({ label: "All models of Groq" });
  await form.fill({ "Requests a minute": "many", "Tokens a minute": "" });
  await form.send("Set limit");
  await expect(form.field("Requests a minute")).toHaveAttribute("aria-invalid", "true");
  await form.fill({ "Requests a minute": "1,200" });
  await form.send("Set limit");
  await expect(form.accepted).toContainText("Every worker keeps to it");
  const row = desk.getByRole("table", { name: "Limits" }).getByRole("row", { name: /Groq/ });
  await expect(row).toContainText("1,200");
  await expect(row).toContainText("Any");
  await inspect(desk, "/operator/limits");

  await subject.selectOption({ label: "All models of Groq" });
  await form.fill({ "Requests a minute": "", "Tokens a minute": "" });
  await form.send("Set limit");
  await expect(form.accepted).toContainText("without this limit");
  await expect(row).toHaveCount(0);
});

test("the staff price a record, and are told what they pasted wrong", async ({ desk }) => {
  await desk.goto("/operator/prices/record");
  const usage = new RegionForm(desk, "Usage");
  await usage.fill({ "The provider's usage, JSON": "input_tokens: 12" });
  await usage.field("As counted by").selectOption("anthropic");
  const model = usage.field("Model");
  const sonnet = model
    .locator("option")
    .filter({ hasText: /sonnet/i })
    .first();
  await model.selectOption({ label: await sonnet.innerText() });
  await usage.send("Price it");
  await expect(usage.field("The provider's usage, JSON")).toHaveAttribute("aria-invalid", "true");
  await usage.fill({ "The provider's usage, JSON": '{"input_tokens": 1200, "output_tokens": 340}' });
  await usage.send("Price it");
  const sold = desk.getByRole("table", { name: "Sold for" });
  await expect(sold.getByRole("row", { name: /^Input/ })).toContainText("1,200");
  await expect(sold.getByRole("row", { name: /^Total/ })).toContainText(/\$0\.\d+/);
});

test("the staff hold a provider's export against what was metered", async ({ desk }) => {
  await desk.goto("/operator/reconciliation");
  const compare = async (text: string) => {
    const chooser = desk.waitForEvent("filechooser");
    await desk.getByLabel("Usage export").click();
    await (await chooser).setFiles({ name: "usage.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await desk.getByRole("button", { name: "Compare" }).click();
  };
  await compare("colour,taste\nred,sweet\n");
  await expect(desk.getByLabel("Usage export")).toHaveAccessibleDescription(/date/);
  await expect(desk.getByLabel("Usage export")).toHaveAttribute("aria-invalid", "true");
  await compare("date,model,input_tokens,output_tokens\n2026-01-05,claude-sonnet-4-5,1200,340\n");
  await expect(desk.getByRole("table", { name: "Metered against reported" })).toContainText("Not metered");
});

/** Works off what is there to be looked at, and gives the addresses of it. */
async function pagesWithMoney(page: Page): Promise<string[]> {
  const { id: fileId } = await (await page.request.post("/api/v1/files", { multipart: { file: faresCsv } })).json();
  const order = { brief: "Profile this.", agents: ["trainee"], fileIds: [fileId], budget: "1.00" };
  const { id } = await (
    await page.request.post("/api/v1/jobs", { data: { ...order, title: "supercalifragilisticexpialidocious" } })
  ).json();
  const status = async () => (await (await page.request.get(`/api/v1/jobs/${id}`)).json()).status;
  await expect.poll(status, { timeout: 90_000 }).toBe("review");
  await page.request.post("/api/v1/budgets", {
    data: { kind: "organization_month", limit: "0.20", alertPercents: [1] },
  });
  const invoice = await (await page.request.post("/api/v1/invoices", { data: {} })).json();
  return ["/wallet", "/budgets", "/notifications", "/spend", "/bill", `/invoices/${invoice.id}`, "/settings"];
}

test("every page of money can be read by everyone, in light and dark, and fits on a phone", async ({ page, desk }) => {
  test.setTimeout(300_000);
  const client = newcomer("Donaudampfschifffahrtselektrizitätenhauptbetriebswerk");
  await enter(page, client);
  for (const address of await pagesWithMoney(page)) await inspect(page, address);

  await desk.goto(`/operator/clients?q=${client.organization}`);
  const link = await desk.getByRole("link", { name: client.organization }).first().getAttribute("href");
  await desk.goto(link ?? "");
  const bill = await desk.getByRole("table", { name: "Invoices" }).getByRole("link").first().getAttribute("href");
  const staff = ["", "/tax", "/clients", "/prices", "/prices/record", "/reconciliation"].map(
    (path) => `/operator${path}`,
  );
  for (const address of [...staff, link ?? "", bill ?? ""]) await inspect(desk, address);
});
