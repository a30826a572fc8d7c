import { open } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { refusalOf } from "../fixtures/agency/rest";
import { faresCsv } from "../fixtures/agency/tables";
import { enter, expect, newcomer, test } from "../fixtures/agency/test";
import { expand } from "../pages/fold";
import { HirePage } from "../pages/hire-page";
import { JobPage, WORK } from "../pages/job-page";
import { Shell } from "../pages/shell";

const order = { title: "Count", brief: "How many rows are there?", agents: ["trainee"], budget: "1.00" };

/** The form of a new job, with everything there that is needed. */
async function openForm(page: Page): Promise<HirePage> {
  await page.goto("/jobs/new?agent=trainee");
  const form = new HirePage(page);
  await form.brief.fill(order.brief);
  return form;
}

test("a budget that is none is refused at its field, and nothing is hired", async ({ page, member: _, rest }) => {
  const form = await openForm(page);
  for (const budget of ["-1", "NaN", "0.0000001", "", "0", "1e3", "1.0000000000001", "5,00"]) {
    await form.budget.fill(budget);
    await form.submit.click();
    // Back from the button: this refusal is about this budget.
    await expect(form.budget, budget).toBeFocused();
    await expect(form.budget, budget).toHaveAttribute("aria-invalid", "true");
    await expect(form.budget, budget).toHaveAccessibleDescription(/budget|amount/i);
    const refused = await refusalOf(await rest.hire({ ...order, budget }));
    expect(refused, budget).toMatchObject({ status: 400, details: { field: "budget" } });
  }
  expect(await rest.jobs()).toEqual([]);
});

test("what is missing is said where it is missing", async ({ page, member: _ }) => {
  await page.goto("/jobs/new");
  const form = new HirePage(page);
  await form.submit.click();
  await expect(form.brief).toBeFocused();
  await expect(form.brief).toHaveAccessibleDescription(/Write a brief/);
  await expect(form.agents).toContainText("Choose at least one agent.");
});

test("files that cannot be worked on are refused by name, and the rest goes on", async ({
  page,
  member: _,
  rest,
}, testInfo) => {
  const form = await openForm(page);
  const binary = {
    name: "binary.csv",
    mimeType: "text/csv",
    buffer: Buffer.from([0x50, 0x4b, 0, 1, 2, 0, 255, 254, 0]),
  };
  const empty = { name: "empty.csv", mimeType: "text/csv", buffer: Buffer.alloc(0) };
  const blank = { name: "blank.csv", mimeType: "text/csv", buffer: Buffer.from(" \n\n ") };
  const program = { name: "setup.exe", mimeType: "application/octet-stream", buffer: Buffer.from("MZ") };
  for (const [file, text, status] of [
    [empty, "empty", 415],
    [binary, "binary data", 415],
    [blank, "no rows", 415],
    [program, "PDF", 415],
  ] as const) {
    await form.attach(file);
    await expect(form.file(file.name).getByRole("alert")).toContainText(text);
    const refused = await refusalOf(await rest.upload(file));
    expect(refused, file.name).toMatchObject({ status, details: { field: "file" } });
    expect(refused.message).toContain(file.name);
  }

  const large = testInfo.outputPath("large.csv");
  const handle = await open(large, "w");
  await handle.truncate(51_000_000);
  await handle.close();
  await form.attach(large);
  await expect(form.file("large.csv").getByRole("alert")).toContainText("50 MB");

  await form.attach(faresCsv);
  await expect(form.file(faresCsv.name)).toBeVisible();
  await expect(form.uploading).toHaveCount(0);
  await form.submit.click();
  const job = new JobPage(page);
  await expect(job.title).toHaveText(order.brief);
  await expand(job.assignment);
  await expect(job.assignment.getByRole("link")).toContainText(["fares.csv"]);
});

test("51 MB over REST are refused and leave nothing", async ({ page, member: _ }) => {
  const file = { name: "large.csv", mimeType: "text/csv", buffer: Buffer.alloc(51_000_000, "a,b\n") };
  const refused = await refusalOf(await page.request.post("/api/v1/files", { multipart: { file } }));
  expect(refused).toMatchObject({ status: 413, code: "too_large", details: { field: "file" } });
});

test("a path in a file's name is a name", async ({ page, member: _, rest }) => {
  const file = { ...faresCsv, name: "../../etc/passwd" };
  expect((await refusalOf(await rest.upload(file))).status).toBe(415);
  const upload = await rest.upload({ ...file, name: "../../etc/passwd.csv" });
  expect(upload.status()).toBe(201);
  expect(await upload.json()).toMatchObject({ name: "passwd.csv" });

  const form = await openForm(page);
  await form.drop({ name: "../../etc/passwd", text: faresCsv.text });
  await expect(form.attached.getByRole("alert")).toBeVisible();
});

test("a brief that is too long is refused at its field", async ({ page, member: _, rest }) => {
  const brief = "x".repeat(200_001);
  const form = await openForm(page);
  await form.title.fill("Long");
  await form.brief.fill(brief);
  await form.submit.click();
  await expect(form.brief).toHaveAttribute("aria-invalid", "true");
  await expect(form.brief).toHaveAccessibleDescription(/200,000 characters/);
  const refused = await refusalOf(await rest.hire({ ...order, brief }));
  expect(refused).toMatchObject({ status: 400, details: { field: "brief" } });
});

test("an agent off duty or unknown cannot be hired, and the reason is told", async ({ page, member: _, rest }) => {
  await page.goto("/jobs/new?agent=data-analyst&agent=trainee");
  await expect(page.getByRole("main")).toContainText("Data analyst: No ANTHROPIC_API_KEY is set on this agency.");
  await expect(new HirePage(page).agents).toContainText("The trainee");
  await expect(new HirePage(page).agents).not.toContainText("Data analyst");

  const off = await refusalOf(await rest.hire({ ...order, agents: ["data-analyst"] }));
  expect(off).toMatchObject({ status: 409, code: "off_duty", details: { agent: "data-analyst" } });
  const unknown = await refusalOf(await rest.hire({ ...order, agents: ["nobody"] }));
  expect(unknown).toMatchObject({ status: 400, details: { field: "agents", agent: "nobody" } });
  expect(await rest.jobs()).toEqual([]);
});

test("a double click on Hire is one job", async ({ page, member: _, rest }) => {
  const form = await openForm(page);
  await expect(form.quote).toContainText("Not to exceed");
  await form.submit.dblclick();
  await expect(new JobPage(page).title).toHaveText(order.brief);
  expect(await rest.jobs()).toHaveLength(1);
});

test("markup in every text is text", async ({ page, rest }) => {
  test.slow();
  const script = "<script>alert(1)</script>";
  const image = "<img src=x onerror=alert(1)>";
  const dialogs: string[] = [];
  page.on("dialog", async (dialog) => {
    dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  const organization = `${script} & ${image}`;
  await enter(page, newcomer(organization));
  const form = await openForm(page);
  await form.brief.fill(`${script} ${image}\nHow many rows are there?`);
  await form.title.fill(`${script} title`);
  await form.drop({ name: `${image}.csv`, text: `name,${script}\n${image},1\n${script},2\n` });
  await expect(form.file(`${image}.csv`)).toBeVisible();
  await expect(form.uploading).toHaveCount(0);
  await form.submit.click();

  const job = new JobPage(page);
  await expect(job.title).toHaveText(`${script} title`);
  await expect(job.lane("The trainee").timeline).toContainText("Delivered.", WORK);
  await expect(job.deliverable("The trainee").getByRole("article", { name: /^Report by/ })).toBeVisible();
  await expand(job.assignment);
  await expect(job.assignment).toContainText(`${script} ${image}`);
  // What file systems do not take is replaced.
  await expect(job.assignment.getByRole("link")).toContainText("_img src=x onerror=alert(1)_.csv");
  for (const call of await job.lane("The trainee").calls().all()) await job.lane("The trainee").openCall(call);

  await page.goto("/jobs");
  await expect(page.getByRole("main")).toContainText(`${script} title`);
  await page.goto("/bill");
  await expect(page.getByRole("main")).toContainText(`${script} title`);
  await expect(new Shell(page).accountOf(organization)).toBeVisible();
  await page.goto("/settings");
  await expect(page.getByRole("main")).toContainText(organization);
  expect((await rest.jobs()).map(({ title }) => title)).toEqual([`${script} title`]);
  expect(dialogs).toEqual([]);
});
