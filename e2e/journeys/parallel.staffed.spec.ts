import { inspect } from "../fixtures/agency/inspect";
import { faresCsv } from "../fixtures/agency/tables";
import { expect, test } from "../fixtures/agency/test";
import { JobPage } from "../pages/job-page";

test("three agents do one task, and the client compares, keeps one, and then another", async ({
  page,
  member: _,
  rest,
}) => {
  test.slow();
  const { id: fileId } = await (await rest.upload(faresCsv)).json();
  const { id } = await rest.haveDone({
    title: "Fares",
    brief: "Count the rows.",
    agents: ["data-analyst", "data-analyst", "spreadsheet-clerk"],
    mode: "parallel",
    fileIds: [fileId],
    budget: "5.00",
  });
  await page.goto(`/jobs/${id}`);
  const job = new JobPage(page);
  const [first, second, third] = ["Data analyst 1", "Data analyst 2", "Spreadsheet clerk"].map((label) =>
    job.deliverable(label),
  );
  if (!first || !second || !third) throw new Error("three deliverables are expected");
  for (const one of [first, second, third]) await expect(one).toContainText("The rows were counted");
  const [left, right] = [await first.boundingBox(), await second.boundingBox()];
  expect(left?.y, "side by side").toBe(right?.y);
  expect(left?.x).not.toBe(right?.x);

  await job.keep("Data analyst 2");
  await expect(second).toContainText("Accepted");
  await expect(first).not.toContainText("Accepted");
  await expect(page.getByRole("button", { name: "Accept all" })).toBeHidden();
  expect((await rest.job(id)).status).toBe("accepted");
  await job.keep("Spreadsheet clerk");
  await expect(third).toContainText("Accepted");

  await inspect(page, page.url());
  await expect(second).toContainText("Accepted");
  await expect(third).toContainText("Accepted");
  await expect(first.getByRole("button", { name: "Accept this one, too" })).toBeVisible();
});
