import type { Page } from "@playwright/test";
import { z } from "zod";
import { pico } from "../fixtures/agency/money";
import type { Rest } from "../fixtures/agency/rest";
import { faresCsv } from "../fixtures/agency/tables";
import { expect, test } from "../fixtures/agency/test";
import { killWeb } from "../fixtures/agency/web-process";
import { HirePage } from "../pages/hire-page";
import { JobPage, type Lane, WORK } from "../pages/job-page";

// Two of one kind, told apart by their number, and one of another.
type Three = readonly [Lane, Lane, Lane];
const lanesOf = (job: JobPage): Three => [
  job.lane("Data analyst 1"),
  job.lane("Data analyst 2"),
  job.lane("Spreadsheet clerk"),
];

/** Hires three agents for one job, in the browser, and sees them at work. */
async function hireThree(page: Page): Promise<{ job: JobPage; lanes: Three }> {
  await page.goto("/jobs/new?agent=data-analyst&agent=spreadsheet-clerk");
  const form = new HirePage(page);
  await form.oneMore("Data analyst");
  await form.brief.fill("Count the rows. Take your time.");
  await form.attach(faresCsv);
  await expect(form.quote).toContainText("Not to exceed");
  await form.submit.click();
  const job = new JobPage(page);
  await expect(job.title).toContainText("Count the rows.");
  const lanes = lanesOf(job);
  for (const lane of lanes) await expect(lane.region).toBeVisible();
  return { job, lanes };
}

const settled = z.object({
  step: z.number(),
  text: z.string(),
  toolCalls: z.array(z.object({ name: z.string() })),
});

/** The page shows every step and tool call of the log, once, and in order, and what they cost. */
async function expectTheWholeLog(page: JobPage, lanes: readonly Lane[], rest: Rest): Promise<void> {
  const [events, { runs, cost }] = await Promise.all([rest.events(page.id), rest.job(page.id)]);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(runs).toHaveLength(lanes.length);
  expect(pico(await page.cost())).toBe(pico(cost));
  for (const [index, lane] of lanes.entries()) {
    const own = events.filter(({ runId }) => runId === runs[index]?.id);
    const steps = own.filter(({ type }) => type === "step.settled").map(({ data }) => settled.parse(data));
    const results = own.filter(({ type }) => type === "tool.finished");
    // Also a step that a cancel stopped before it was settled.
    const begun = new Set(own.filter(({ type }) => type === "attempt.reserved").map(({ data }) => data.step));
    await expect(lane.steps).toHaveCount(begun.size);
    for (const { step, text, toolCalls } of steps) {
      const shown = lane.step(step);
      await expect(shown).toContainText(`Step ${step}`);
      expect((await shown.innerText()).split(text).length, `“${text}” once`).toBe(2);
      await expect(lane.calls(shown)).toHaveCount(toolCalls.length);
      for (const [position, { name }] of toolCalls.entries())
        await expect(lane.calls(shown).nth(position)).toContainText(name.replaceAll("_", " "));
    }
    await expect(lane.timeline.getByRole("img", { name: /^(Done|Failed)$/ })).toHaveCount(results.length);
  }
}

const expectDelivered = (lane: Lane) => expect(lane.timeline).toContainText("Delivered. What it handed over", WORK);

test("three agents work side by side, and neither a reload nor a closed tab loses or repeats anything", async ({
  page,
  context,
  member: _,
  rest,
}) => {
  test.slow();
  const { job, lanes } = await hireThree(page);
  // Words of a sentence that is not finished, in a step that has not settled: it has no tokens and no cost yet.
  await expect(lanes[0].step(1)).toHaveText(/^Step 1I will(?!.*first\.)/);
  await page.reload();
  for (const lane of lanes) await expect(lane.step(2)).toBeVisible();
  const address = page.url();
  await page.close();

  const back = await context.newPage();
  await back.goto(address);
  const again = new JobPage(back);
  const lanesAgain = lanesOf(again);
  for (const lane of lanesAgain) await expectDelivered(lane);
  await expectTheWholeLog(again, lanesAgain, rest);
  expect(again.id).toBe(job.id);

  const [first] = lanesAgain;
  const count = first.calls().filter({ hasText: "query sql" });
  await first.openCall(count);
  await expect(count).toContainText("count(*)");
  await expect(count.getByRole("cell")).toHaveText(["16"]);
  await expect(again.deliverable("Data analyst")).toHaveCount(2);
  await expect(again.deliverable("Spreadsheet clerk")).toContainText("The task: Count the rows.");
});

test("one run is cancelled, and the others go on", async ({ page, member: _, rest }) => {
  test.slow();
  const { job, lanes } = await hireThree(page);
  const [first, second, third] = lanes;
  await expect(second.step(1)).toContainText("I will");
  await second.cancel();
  await expect(second.timeline).toContainText("Cancelled by Ida Journey.");
  await expectDelivered(first);
  await expectDelivered(third);
  const { runs, status } = await rest.job(job.id);
  expect(runs.map((run) => run.status)).toEqual(["delivered", "cancelled", "delivered"]);
  expect(status).toBe("review");
  expect((await rest.wallet()).held).toBe("0.00");
  await expect(job.deliverable("Data analyst")).toHaveCount(1);
  await expectTheWholeLog(job, lanes, rest);
});

test("the page catches up by itself after the web process has died", async ({ page, member: _, agency, rest }) => {
  test.slow();
  const { job, lanes } = await hireThree(page);
  for (const lane of lanes) await expect(lane.step(1)).toContainText("I will");
  await killWeb(agency);
  for (const lane of lanes) await expectDelivered(lane);
  await expectTheWholeLog(job, lanes, rest);
  await expect(job.deliverable("Data analyst")).toHaveCount(2);
  await expect(job.deliverable("Spreadsheet clerk")).toContainText("The task: Count the rows.");
});
