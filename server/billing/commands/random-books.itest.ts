import fc from "fast-check";
import { expect, it } from "vitest";
import { addPico, formatUsd, parseUsd, pico, systemClock, ZERO } from "#kernel";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { verifyBill } from "../invoices/verify-bill";
import { getInvoice } from "../queries/get-invoice";
import { getPeriodStatement } from "../queries/get-period-statement";
import { getWallet } from "../queries/get-wallet";
import { lose, openOrganization, openShop, postJob, reserve, settle, violations, type Work } from "../testing/books";
import { issueInvoice } from "./issue-invoice";

testDatabase();

const tokens = (max: number) => fc.integer({ min: 0, max });
const usage = fc.record(
  {
    input_tokens: tokens(30_000),
    output_tokens: tokens(12_000),
    cache_read_input_tokens: tokens(30_000),
    inference_geo: fc.constantFrom("us", "global", null),
    service_tier: fc.oneof(
      { weight: 9, arbitrary: fc.constant("standard") },
      { weight: 1, arbitrary: fc.constant("priority") },
    ),
  },
  { noNullPrototype: true },
);

/** One thing that can happen to a run; `twice` lets two workers try the same. */
const operation = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("settle" as const), usage, twice: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("lose" as const), usage: fc.option(usage), twice: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("race" as const), usage }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("bill" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("audit" as const) }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

async function perform(work: Work, op: Operation): Promise<void> {
  if (op.kind === "bill") return void (await issueInvoice(work.scope, { clock: systemClock }));
  if (op.kind === "audit") return expect(await violations()).toEqual([]);
  const attempt = await reserve(work, { inputBound: 20_000n, wantedOutput: 4_096 });
  if ("kind" in attempt) return;
  const tries =
    op.kind === "race"
      ? [settle(work, attempt, op.usage), lose(work, attempt)]
      : Array.from({ length: op.twice ? 2 : 1 }, () =>
          op.kind === "settle" ? settle(work, attempt, op.usage) : lose(work, attempt, op.usage),
        );
  const outcomes = await Promise.allSettled(tries);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
}

async function performAll(work: Work, operations: readonly Operation[]): Promise<void> {
  for (const op of operations) await perform(work, op);
}

it("the books balance after any operations in any interleaving over several connections", async () => {
  const shop = await openShop();
  const lanes = fc.array(fc.array(operation, { minLength: 1, maxLength: 10 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(lanes, fc.constantFrom("0.30", "3.00"), async (perLane, budget) => {
      const scope = await openOrganization("1.00");
      const works = await postJob(scope, shop, { budget, lanes: perLane.length });
      await Promise.all(works.map((work, index) => performAll(work, perLane[index] ?? [])));
      expect(await violations()).toEqual([]);

      const { month, unbilled } = await getPeriodStatement(scope, { clock: systemClock });
      const wallet = await getWallet(scope);
      expect([month.balanced, unbilled.balanced]).toEqual([true, true]);
      expect(addPico(parseUsd(wallet.balance), parseUsd(month.total))).toBe(parseUsd("1.00"));
      expect(wallet.held).toBe("0.00");
      expect(formatUsd(pico(month.jobs.reduce((sum, job) => sum + parseUsd(job.amount), ZERO as bigint)))).toBe(
        month.total,
      );

      const bill = await getInvoice(scope, await issueInvoice(scope, { clock: systemClock }));
      expect(bill.exactTotal).toBe(unbilled.total);
      expect(verifyBill(JSON.parse(JSON.stringify(bill)))).toMatchObject({ ok: true });
    }),
    { numRuns: 20 },
  );
}, 120_000);
