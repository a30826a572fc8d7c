import { describe, expect, it } from "vitest";
import { getAgentNames, getInvoice, getJobUsage, getWallet, issueInvoice } from "#billing";
import { addPico, parseUsd, systemClock } from "#kernel";
import type { ScriptedReply } from "../../../e2e/fixtures/model-server";
import { acceptJob, decide, getJob, type JobOrder, type JobView, listDeliverables, listProposals, quoteJob } from "..";
import { jobOrder, quoteOrder } from "../schema";
import { agencyAtWork, findings } from "../testing/agency-at-work";
import { deliver, writeFile } from "../testing/replies";

const agency = agencyAtWork();

const write = (path: string, content: string): ScriptedReply => ({ toolCalls: [writeFile(path, content)] });
const verdict = (passed: boolean, ...reasons: string[]): ScriptedReply => ({
  toolCalls: [{ name: "verdict", args: { passed, reasons } }],
});

/** The worker's replies, one for each of its turns; the verifier's, one for each time it is asked. The last ones stand for all that follow. */
function follow(work: ScriptedReply[], verdicts: ScriptedReply[] = []): void {
  let asked = 0;
  agency.follow(({ turn, tools }) => {
    const replies = tools.includes("verdict") ? verdicts : work;
    const index = tools.includes("verdict") ? asked++ : turn;
    return replies[Math.min(index, replies.length - 1)] ?? {};
  });
}

type Acceptance = NonNullable<Parameters<typeof jobOrder.parse>[0] & { acceptance?: unknown }>["acceptance"];

/** As a client writes them. */
const termsOf = (acceptance: Acceptance): Pick<JobOrder, "acceptance"> =>
  jobOrder.pick({ acceptance: true }).parse({ acceptance });

/** Hires, waits for the end, and looks at the books. */
async function work(acceptance: Acceptance) {
  const before = await getWallet(agency.scope);
  const calls = agency.models.callCount();
  const view = await agency.ended(await agency.post(termsOf(acceptance)));
  const usage = await getJobUsage(agency.scope, view.id);
  const after = await getWallet(agency.scope);
  const total = addPico(...usage.lines.map(({ amount }) => parseUsd(amount)));
  expect(total).toBe(parseUsd(view.cost));
  expect(parseUsd(before.balance) - parseUsd(after.balance)).toBe(total);
  expect([view.held, after.held]).toEqual(["0.00", "0.00"]);
  expect(await findings()).toEqual([]);
  return { view, usage, calls: agency.models.callCount() - calls, checked: await checkedOf(view) };
}

const checkedOf = async (job: JobView) =>
  (await agency.eventsOf(job)).flatMap(({ type, data }) => (type === "delivery.checked" ? [data] : []));

const needsReport = { checks: [{ kind: "file_exists", path: "report.md" }] };

describe("checks of work", () => {
  it("send it back with all reasons, until they pass, and cost nothing", async () => {
    follow([deliver(), write("report.md", "# Sum"), deliver(), deliver("Done.", ["report.md"])]);
    const noRows = { kind: "sql_returns_no_rows", sql: "select 1 where 1 = 2" };
    const { view, calls, usage, checked } = await work({ checks: [...needsReport.checks, noRows] });
    expect(view.runs).toMatchObject([{ status: "delivered", steps: 4 }]);
    expect(calls).toBe(4);
    expect(new Set(usage.lines.map(({ purpose }) => purpose))).toEqual(new Set(["work"]));
    const problem = (round: number) => checked[round - 1]?.checks;
    expect(checked.map(({ step, round, reasons }) => [step, round, (reasons as string[]).length])).toEqual([
      [1, 1, 1],
      [3, 2, 1],
      [4, 3, 0],
    ]);
    expect(problem(1)).toEqual([
      { check: "report.md is handed over", problem: "There is no such file in the workspace." },
      { check: "No rows: select 1 where 1 = 2", problem: null },
    ]);
    const answers = (await agency.eventsOf(view)).filter(
      ({ type, data }) => type === "tool.finished" && data.name === "deliver",
    );
    expect(answers.map(({ data }) => data.isError)).toEqual([true, true, false]);
    expect(answers[0]?.data.content).toContain("- report.md is handed over: There is no such file");
  });

  it("go for work that is handed over in words, too", async () => {
    follow([{ text: "It is 3." }, write("report.md", "3"), { text: "It is 3, see the report." }]);
    const { view, calls } = await work(needsReport);
    expect(view.runs).toMatchObject([{ status: "delivered", steps: 3 }]);
    expect(calls).toBe(3);
  });

  it("end the run after so many rounds, with the reasons", async () => {
    follow([deliver()]);
    const { view, calls } = await work({ ...needsReport, rounds: 2 });
    expect(view.runs).toMatchObject([{ status: "failed", steps: 2 }]);
    expect(view.runs[0]?.reason).toBe(
      "It did not meet the acceptance criteria after 2 rounds: report.md is handed over: There is no such file in the workspace.",
    );
    expect(calls).toBe(2);
  });

  it("that failed to the end leave a proposal, which the client may accept all the same, once and by its name", async () => {
    follow([write("other.md", "# Sum"), deliver("Done.", ["other.md"])]);
    const { view } = await work({ ...needsReport, rounds: 2 });
    const runId = view.runs[0]?.id ?? "";
    const unmet = ["report.md is handed over: There is no such file in the workspace."];
    const proposal = { runId, unmet, acceptedAt: null, summary: "Done.", files: [{ name: "other.md", bytes: 5 }] };
    expect(await listDeliverables(agency.scope, view.id)).toEqual([]);
    expect(await listProposals(agency.scope, view.id)).toMatchObject([proposal]);

    await expect(acceptJob(agency.scope, view.id)).rejects.toMatchObject({ code: "illegal_transition" });
    const [first, again] = await Promise.all([
      acceptJob(agency.scope, view.id, { runId }),
      acceptJob(agency.scope, view.id, { runId }),
    ]);
    for (const job of [first, again]) {
      expect(job).toMatchObject({ status: "accepted", reason: null, cost: view.cost, runs: [{ status: "failed" }] });
    }
    expect(await listDeliverables(agency.scope, view.id)).toMatchObject([
      { ...proposal, acceptedAt: expect.any(String) },
    ]);
    expect(await listProposals(agency.scope, view.id)).toEqual([]);
    const told = (await agency.eventsOf(view)).filter(({ type }) => type === "job.accepted");
    expect(told.map(({ runId: of, data }) => [of, data.despite])).toEqual([[runId, unmet]]);
    expect(await findings()).toEqual([]);
  });

  it("leave nothing to accept where the run never proposed anything", async () => {
    follow([{ finish: "refusal", text: "No." }]);
    const { view } = await work(needsReport);
    expect(view.runs).toMatchObject([{ status: "failed" }]);
    expect(await listProposals(agency.scope, view.id)).toEqual([]);
    const runId = view.runs[0]?.id;
    await expect(acceptJob(agency.scope, view.id, { runId })).rejects.toMatchObject({ code: "not_found" });
    expect((await getJob(agency.scope, view.id)).status).toBe("failed");
  });

  it("are as many as were asked for: none, without any extra model call", async () => {
    follow([deliver()]);
    const { view, calls, checked } = await work(undefined);
    expect(view).toMatchObject({ acceptance: null, runs: [{ status: "delivered", steps: 1 }] });
    expect([calls, checked]).toEqual([1, []]);
  });
});

const judged = { criteria: "The sum is named.", verifier: "code-reviewer" };

describe("a verifier", () => {
  it("sends work back, and what it says is a line of its own on the bill", async () => {
    follow([deliver()], [verdict(false, "The sum is missing."), verdict(false, "Still missing."), verdict(true)]);
    const { view, calls, usage, checked } = await work(judged);
    expect(view.acceptance).toEqual({
      ...{ checks: [], criteria: "The sum is named.", rounds: 3 },
      verifier: { slug: "code-reviewer", name: expect.any(String) },
    });
    expect(view.runs).toMatchObject([{ status: "delivered", steps: 3 }]);
    expect(calls).toBe(6);
    const reviewer = view.acceptance?.verifier?.name;
    for (const { purpose, verifier } of usage.lines) expect(verifier).toBe(purpose === "work" ? null : reviewer);
    const invoice = await getInvoice(agency.scope, await issueInvoice(agency.scope, { clock: systemClock }));
    const names = await getAgentNames(agency.scope, invoice.id);
    const verdicts = invoice.lines.filter(({ jobId, purpose }) => jobId === view.id && purpose === "verification");
    expect(verdicts.map(({ attemptId }) => names[attemptId])).toEqual(Array(3).fill(reviewer));
    const charged = new Set(usage.lines.map(({ step, attempt, purpose }) => `${step} ${attempt} ${purpose}`));
    expect([...charged].sort()).toEqual([
      ...["1 1 work", "1 2 verification", "2 1 work", "2 2 verification", "3 1 work", "3 2 verification"],
    ]);
    expect(checked.map((one) => one.reasons)).toEqual([["The sum is missing."], ["Still missing."], []]);
    const settled = (await agency.eventsOf(view)).filter(({ type }) => type === "verification.settled");
    expect(settled.map(({ data }) => data.passed)).toEqual([false, false, true]);
    expect((await listDeliverables(agency.scope, view.id))[0]?.unverified).toBe(null);
  });

  it("is not asked about work that fails a check", async () => {
    follow([deliver()], [verdict(true)]);
    const { calls } = await work({ ...judged, ...needsReport, rounds: 2 });
    expect(calls).toBe(2);
  });

  it("whose answer is no verdict is asked once more; then the work goes out with a word about it, and nothing is paid for that", async () => {
    follow([deliver()], [{ text: "Looks fine to me!" }]);
    const { view, calls, usage, checked } = await work(judged);
    expect(calls).toBe(3);
    expect(new Set(usage.lines.map(({ purpose }) => purpose))).toEqual(new Set(["work"]));
    expect(usage.waste.length).toBe(2);
    expect(checked).toMatchObject([
      { verdict: null, unverified: "The verifier's answer was no verdict.", reasons: [] },
    ]);
    expect(await listDeliverables(agency.scope, view.id)).toMatchObject([
      { unverified: "The verifier's answer was no verdict." },
    ]);
  });

  it("is asked only with the client's word, where the client wants to be asked, and the work waits meanwhile", async () => {
    follow([{ ...deliver(), text: "word ".repeat(2_000) }], [verdict(true)]);
    const { id } = await agency.post({ ...termsOf(judged), budget: "0.50", askBefore: { spentPercent: 1 } });
    const job = await agency.until({ id }, "waiting");
    const [run] = job.runs;
    expect(run?.waits).toMatchObject([{ step: 1, subject: { kind: "spend" } }]);

    await decide(agency.scope, job.id, run?.waits[0]?.id ?? "", { decision: "approve" });
    await agency.until(job, "review");
    const { lines } = await getJobUsage(agency.scope, job.id);
    const charged = new Set(lines.map(({ step, purpose }) => `${step} ${purpose}`));
    expect([...charged].sort()).toEqual(["1 verification", "1 work"]);
  });

  it.each([
    ["data-analyst", "cannot verify its own work"],
    ["gpt-analyst", "is off duty"],
    ["trainee", "is rule-based"],
    ["nobody", 'There is no agent "nobody"'],
  ])("%s is refused at its field", async (verifier, why) => {
    await expect(work({ verifier })).rejects.toMatchObject({
      message: expect.stringContaining(why),
      details: { field: "acceptance.verifier" },
    });
  });
});

it("a quote says what a verifier adds, and when it thinks with the same model", async () => {
  const order = { brief: "Sum it up.", agents: ["data-analyst"], budget: "5.00" };
  const quote = (acceptance?: Acceptance) => quoteJob(agency.scope, quoteOrder.parse({ ...order, acceptance }));
  expect((await quote()).warnings).toEqual([]);
  const { warnings, notes } = await quote(judged);
  expect(warnings).toEqual([
    expect.stringMatching(/one more model call each time it is handed over, at its own rates, .* not in this estimate/),
  ]);
  expect(notes).toEqual([expect.stringMatching(/Long work .* summarises its first steps by a model call of its own/)]);
  await expect(quote({ verifier: "data-analyst" })).rejects.toMatchObject({
    details: { field: "acceptance.verifier" },
  });
});

describe("terms that no work could meet", () => {
  it.each([
    [{ kind: "file_exists", path: "../x" }, "acceptance.checks.0.path"],
    [{ kind: "json_matches", path: "x.json", schema: { type: "nothing" } }, "acceptance.checks.0.schema"],
  ])("are refused at the check: %j", async (check, field) => {
    await expect(work({ checks: [check] })).rejects.toMatchObject({ details: { field } });
  });
});

it("keeps a verdict if and only if it is paid", async () => {
  const { rows } = await agency.owner.query(`
    select count(*)::int as verdicts, count(e.attempt_id)::int as paid,
      (select count(*)::int from usage_events where purpose = 'verification') as events
    from verdicts v left join usage_events e on e.attempt_id = v.attempt_id and e.purpose = 'verification'`);
  expect([rows[0]?.paid, rows[0]?.events]).toEqual([rows[0]?.verdicts, rows[0]?.verdicts]);
});
