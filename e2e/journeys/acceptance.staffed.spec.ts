import { inspect, inspectAsItIs } from "../fixtures/agency/inspect";
import { refusalOf } from "../fixtures/agency/rest";
import { faresCsv } from "../fixtures/agency/tables";
import { expect, test } from "../fixtures/agency/test";
import { expand } from "../pages/fold";
import { HirePage } from "../pages/hire-page";
import { JobPage, WORK } from "../pages/job-page";

const BRIEF = "Add the fares up by class. Have it checked.";
const NO_LOSS = "SELECT * FROM totals WHERE total < 0";
const SCHEMA = '{"type": "object", "required": ["total"]}';

test("work is checked before it is delivered, sent back with the reasons, and verified", async ({
  page,
  member: _,
  rest,
}) => {
  test.slow();
  await page.goto("/jobs/new?agent=data-analyst");
  const form = new HirePage(page);
  await form.brief.fill(BRIEF);
  await form.attach(faresCsv);
  const { acceptance } = form;
  await acceptance.headline.click();
  const report = (await acceptance.addCheck(1, "A file is delivered")).getByLabel("File");
  const query = (await acceptance.addCheck(2, "A query finds nothing")).getByLabel("SQL");
  const result = await acceptance.addCheck(3, "A JSON file matches a schema");
  const schema = result.getByLabel("JSON schema");

  await test.step("what is wrong with a check is said at its field", async () => {
    await report.fill("../report.md");
    await result.getByLabel("File").fill("result.json");
    await schema.fill("total");
    await form.submit.click();
    await expect(query).toBeFocused();
    await expect(query).toHaveAccessibleDescription(/Write a query/);
    await expect(schema).toHaveAccessibleDescription(/no JSON object/);
    await inspectAsItIs(page, "the form with what is wrong");
    await query.fill(NO_LOSS);
    await schema.fill('{"type": "nothing"}');
    await form.submit.click();
    await expect(report).toBeFocused();
    await expect(report).toHaveAttribute("aria-invalid", "true");
    await report.fill("report.md");
    await form.submit.click();
    await expect(schema).toHaveAccessibleDescription(/no JSON schema/);
    await schema.fill(SCHEMA);
    await acceptance.criteria.fill("The report names the sum of all fares.");
    await form.submit.click();
    await expect(acceptance.verifier).toHaveAccessibleDescription(/off duty/);
    await expect(acceptance.rounds.getByRole("option")).toHaveText(["1", "2", "3", "4", "5"]);
    const nine = { title: "Nine", brief: BRIEF, agents: ["data-analyst"], budget: "5.00" };
    const refused = await refusalOf(await rest.hire({ ...nine, acceptance: { criteria: "Right.", rounds: 9 } }));
    expect(refused).toMatchObject({ status: 400, details: { field: "acceptance.rounds" } });
    expect(await rest.jobs()).toEqual([]);
  });

  await acceptance.verifier.selectOption({ label: "Code reviewer" });
  await expect(form.quote).toContainText("Not to exceed");
  await form.submit.click();
  const job = new JobPage(page);
  await expect(job.title).toContainText("Add the fares up");
  const lane = job.lane("Data analyst");
  for (const [round, reasons] of [
    [1, ["sent back", "report.md is handed over", "It returned 1 row", "required property 'total'"]],
    [2, ["sent back", "Code reviewer", "The report does not name the sum."]],
    [3, ["accepted", "The report names the sum, and it is right."]],
  ] as const) {
    for (const reason of reasons) await expect(lane.round(round)).toContainText(reason, WORK);
  }
  await expect(job.deliverable("Data analyst")).toContainText("420.73", WORK);

  await inspect(page, page.url());
  await expect(lane.round(3)).toContainText("Work checked: accepted");
  await expand(job.assignment);
  await expect(job.assignment.getByRole("region", { name: "Acceptance" })).toContainText("Judged by Code reviewer.");
  const verified = (await job.charges("Data analyst")).getByRole("row").filter({ hasText: "verdict of Code reviewer" });
  await expect(verified).toHaveText([/^4, verdict of Code reviewer\s*Input/, /^6, verdict of Code reviewer\s*Input/]);
});
