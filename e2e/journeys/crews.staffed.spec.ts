import type { Page } from "@playwright/test";
import { inspect } from "../fixtures/agency/inspect";
import { pico, sum } from "../fixtures/agency/money";
import type { Rest } from "../fixtures/agency/rest";
import { faresCsv } from "../fixtures/agency/tables";
import { expect, test } from "../fixtures/agency/test";
import { HirePage } from "../pages/hire-page";
import { JobPage, WORK } from "../pages/job-page";
import { Keys } from "../pages/keys";

const MANAGER = "Project manager";
const CREW = [MANAGER, "Data analyst 1", "Spreadsheet clerk", "Data analyst 2"] as const;

test("a crew is hired with the keyboard alone, and its tree, its costs and its critical path are seen", async ({
  page,
  member: _,
  rest,
}) => {
  test.slow();
  await page.goto("/jobs/new");
  const form = new HirePage(page);
  const keys = new Keys(page);
  await keys.write(form.brief, "Count the rows of the fares, and list their columns.");
  const chooser = page.waitForEvent("filechooser");
  await keys.press(form.chooseFiles);
  await (await chooser).setFiles(faresCsv);
  for (const name of [MANAGER, "Data analyst", "Spreadsheet clerk"])
    await keys.pick(form.addAgent, form.agentToAdd(name));
  await keys.to(form.mode);
  await page.keyboard.press("ArrowDown");
  await expect(form.quote).toContainText("Not to exceed");
  await expect(form.submit).toHaveText("Hire a crew of 3");
  await keys.press(form.submit);

  const job = new JobPage(page);
  await expect(job.title).toContainText("Count the rows");
  for (const [index, name] of CREW.entries()) await expect(job.crew.nth(index), name).toContainText(name, WORK);
  await expect(job.crew.last()).toContainText("Say whether the header is counted.");
  await expect(job.lane("Data analyst 2").region).toContainText("Goes on from Data analyst 1, step 4");
  await expect(job.deliverable(MANAGER)).toContainText("16 rows", WORK);
  await expect(job.criticalPath).toContainText(/Project manager \(.*→.*→ Data analyst 2 \(.*→ Project manager/);

  const { runs, cost } = await rest.job(job.id);
  expect(runs.map(({ status }) => status)).toEqual(CREW.map(() => "delivered"));
  expect(sum(runs.map((run) => run.cost))).toBe(pico(cost));
  const seen = await job.crew.allInnerTexts();
  await inspect(page, page.url());
  expect(await job.crew.allInnerTexts()).toEqual(seen);
  await expect(job.criticalPath).toContainText("Data analyst 2");
  for (const name of CREW) await expect(job.charged(name)).toContainText("$");
  expect(sum(await job.amounts())).toBe(pico(cost));
});

/** Hires a crew behind the scenes, and opens its page. */
async function openCrew(page: Page, rest: Rest, brief: string): Promise<JobPage> {
  const { id: fileId } = await (await rest.upload(faresCsv)).json();
  const agents = ["project-manager", "data-analyst", "spreadsheet-clerk"];
  const hired = await rest.hire({ title: "Fares", brief, agents, mode: "crew", fileIds: [fileId], budget: "5.00" });
  const { id } = await hired.json();
  await page.goto(`/jobs/${id}`);
  return new JobPage(page);
}

test("a crew is cancelled midway: all of it stops, and what was used stays on the bill", async ({
  page,
  member: _,
  rest,
}) => {
  test.slow();
  const job = await openCrew(page, rest, "Count the rows. Look around until I write.");
  for (const name of ["Data analyst", "Spreadsheet clerk"]) await expect(job.lane(name).step(1)).toBeVisible(WORK);
  await job.cancel();
  for (const name of [MANAGER, "Data analyst", "Spreadsheet clerk"]) {
    await expect(job.lane(name).timeline).toContainText("Cancelled by Ida Journey.", WORK);
  }
  await expect(job.crew).toContainText(["Cancelled", "Cancelled", "Cancelled"]);
  const { runs, status, cost } = await rest.job(job.id);
  expect([status, ...runs.map((run) => run.status)]).toEqual(["cancelled", "cancelled", "cancelled", "cancelled"]);
  expect((await rest.wallet()).held).toBe("0.00");
  expect(pico(cost)).toBeGreaterThan(0n);
  await expect.poll(async () => pico(await job.cost())).toBe(pico(cost));
});

test("on a phone, the questions of a crew come to the client one after the other", async ({
  page,
  member: _,
  rest,
}) => {
  test.slow();
  await page.setViewportSize({ width: 390, height: 844 });
  const job = await openCrew(page, rest, "Count the rows. Ask me first.");
  const [analyst, clerk] = [job.lane("Data analyst"), job.lane("Spreadsheet clerk")];
  const main = page.getByRole("main");
  await expect(main).toContainText("More than one agent has a question for you.", WORK);
  await expect(clerk.region).toBeHidden();
  await analyst.answer("The rows.");
  await expect(clerk.question).toBeVisible();
  await expect(analyst.region).toBeHidden();
  await expect(main).toContainText("Spreadsheet clerk has a question for you.", WORK);
});
