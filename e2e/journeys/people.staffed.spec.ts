import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { faresCsv } from "../fixtures/agency/tables";
import { expect, test } from "../fixtures/agency/test";
import { HirePage } from "../pages/hire-page";
import { JobPage, WORK } from "../pages/job-page";

async function hire(page: Page, brief: string): Promise<JobPage> {
  await page.goto("/jobs/new?agent=data-analyst");
  const form = new HirePage(page);
  await form.brief.fill(brief);
  await form.attach(faresCsv);
  await expect(form.quote).toContainText("Not to exceed");
  await form.submit.click();
  const job = new JobPage(page);
  await expect(job.title).toContainText("Count the rows.");
  return job;
}

test("an agent asks, the client answers on a phone, and it delivers by itself", async ({ page, member: _, rest }) => {
  test.slow();
  await page.setViewportSize({ width: 390, height: 844 });
  const job = await hire(page, "Count the rows. Ask me first.");
  const lane = job.lane("Data analyst");
  await expect(lane.question).toContainText("Which figure do you need?", WORK);
  await expect(lane.question.getByRole("button", { name: "The columns" })).toBeVisible();
  expect((await rest.job(job.id)).status).toBe("waiting");
  expect((await rest.wallet()).held).toBe("0.00");
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);

  await page.goto("/notifications");
  await page.getByRole("link", { name: /has a question about/ }).click();
  await lane.answer("The rows, without the header.");
  await expect(lane.question).toBeHidden();
  await expect(job.deliverable("Data analyst")).toContainText(
    "The task: Count the rows. Ask me first. The rows, without",
    WORK,
  );
});

test("a run is paused, and reads what was written meanwhile when it goes on", async ({ page, member: _, rest }) => {
  test.slow();
  const job = await hire(page, "Count the rows. Look around until I write.");
  const lane = job.lane("Data analyst");
  await expect(lane.step(2)).toBeVisible(WORK);
  await lane.pause();
  await expect(lane.timeline).toContainText("Paused by Ida Journey.", WORK);
  expect((await rest.job(job.id)).status).toBe("paused");
  await lane.write("In words, please.");
  await expect(lane.timeline).toContainText("Read at its next step");
  await page.reload();
  await expect(lane.timeline).toContainText("In words, please.");
  await lane.resume();
  await expect(job.deliverable("Data analyst")).toContainText("The task: In words, please.", WORK);
});

test("a client asks for changes, and goes on from an earlier step", async ({ page, member: _, rest }) => {
  test.slow();
  const job = await hire(page, "Count the rows.");
  await expect(job.deliverable("Data analyst")).toBeVisible(WORK);
  const before = await rest.job(job.id);
  await job.askForChanges("Data analyst", "Shorter, please.");
  const second = job.lane("Data analyst 2");
  await expect(second.timeline).toContainText("Shorter, please.");
  await expect(second.region).toContainText("Goes on from Data analyst 1, step 4");
  await expect(job.deliverable("Data analyst 2")).toBeVisible(WORK);

  await job.lane("Data analyst 1").goOnFrom(1, "Only this.");
  await expect(job.deliverable("Data analyst 3")).toContainText("The task: Only this.", WORK);
  const { runs } = await rest.job(job.id);
  expect(runs.map(({ status }) => status)).toEqual(["delivered", "delivered", "delivered"]);
  expect(runs[0]?.cost).toBe(before.runs[0]?.cost);
});

test("a client reads all of what a tool answered at length", async ({ page, member: _ }) => {
  const job = await hire(page, "Count the rows. Read it all.");
  await expect(job.deliverable("Data analyst")).toBeVisible(WORK);
  const lane = job.lane("Data analyst");
  const call = lane.calls(lane.step(2));
  await lane.openCall(call);
  await expect(call).toContainText("fare number 300");
  await expect(call).not.toContainText("fare number 600");
  await call.getByRole("button", { name: "Show all of it" }).click();
  await expect(call).toContainText("fare number 600");
  await expect(call.getByRole("button")).toHaveCount(0);
});
