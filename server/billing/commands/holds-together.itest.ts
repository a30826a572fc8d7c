import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { Conflict, type OrgScope, parseUsd, pico, systemClock } from "#kernel";
import { groupCommit, withOrg, withOrgs } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { grantPromotion } from "../promotions/grant-promotion";
import { spendToday } from "../queries/spend-today";
import { type Finished, reserveAllIn, settleAllIn } from "../testing/batches";
import { openOrganization, openShop, PROVIDER, postJob, type Shop, violations, type Work } from "../testing/books";
import type { HoldRefused } from "./plan-hold";
import type { AttemptRow } from "./settle-hold";

const { owner } = testDatabase();

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

/** Tokens: what a call wants, and what it then used, which may be more than was held. */
const call = fc.record({
  inputBound: fc.bigInt({ min: 0n, max: 40_000n }),
  wantedOutput: fc.integer({ min: 512, max: 8_192 }),
  input: fc.integer({ min: 0, max: 60_000 }),
  output: fc.integer({ min: 0, max: 12_000 }),
});
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

type Client = { readonly scope: OrgScope; readonly works: readonly Work[] };

async function openClient(calls: readonly Call[], budget: string, promotion: string | null): Promise<Client> {
  const scope = await openOrganization("0.50");
  if (promotion !== null) {
    const credit = { name: "Welcome", amount: parseUsd(promotion), expiresAt: null, cause: "a test" };
    await grantPromotion({ label: "Olga" }, { ...credit, orgId: scope.orgId }, { clock: systemClock });
  }
  return { scope, works: await postJob(scope, shop, { budget, lanes: calls.length }) };
}

const wish = (work: Work, { inputBound, wantedOutput }: Call) => ({ work, inputBound, wantedOutput });
const scopesOf = (units: readonly { readonly work: Work }[]) => units.map(({ work }) => work.scope);
const organizationOf = ({ work }: { readonly work: Work }) => work.scope.orgId;
const usageOf = ({ input, output }: Call) => ({ input_tokens: input, output_tokens: output });

/** What an answer says, without whose it is. */
const decisionOf = (answer: AttemptRow | HoldRefused) =>
  "kind" in answer ? answer : { maxOutput: answer.maxOutput, stepNo: answer.stepNo };

const finishedOf = (works: readonly Work[], calls: readonly Call[], answers: readonly (AttemptRow | HoldRefused)[]) =>
  works.flatMap((work, index): Finished[] => {
    const [one, answer] = [calls[index], answers[index]];
    return one && answer && !("kind" in answer) ? [{ work, attempt: answer, raw: usageOf(one) }] : [];
  });

async function booksOf({ scope: { orgId } }: Client) {
  const wallet = await owner.query("select posted, held, promotional from wallets where org_id = $1", [orgId]);
  const caps = await owner.query("select spent, held from caps where org_id = $1", [orgId]);
  const promotions = await owner.query("select remaining, held from promotions where org_id = $1", [orgId]);
  return [wallet.rows, caps.rows, promotions.rows];
}

it("calls that are decided together come to what they come to one after the other", async () => {
  const promotion = fc.option(fc.constantFrom("0.05", "0.30"));
  await fc.assert(
    fc.asyncProperty(
      fc.array(call, { minLength: 2, maxLength: 6 }),
      fc.constantFrom("0.20", "0.40", "5.00"),
      promotion,
      async (calls, budget, credit) => {
        // Another organization in the same transaction changes nothing.
        const [together, alone, other] = await Promise.all([
          openClient(calls, budget, credit),
          openClient(calls, budget, credit),
          openClient(calls, "0.30", null),
        ]);
        const both = [together, other];
        const scopes = both.map(({ scope }) => scope);
        const works = both.flatMap((client) => client.works);
        const all = [...calls, ...calls];
        const wishes = works.flatMap((work, index) => (all[index] ? [wish(work, all[index])] : []));

        const answers = await withOrgs(scopes, (tx) => reserveAllIn(tx, wishes));
        const single: (AttemptRow | HoldRefused)[] = [];
        for (const [index, work] of alone.works.entries()) {
          const one = calls[index];
          if (one) single.push(...(await withOrg(alone.scope, (tx) => reserveAllIn(tx, [wish(work, one)]))));
        }
        expect(answers.slice(0, calls.length).map(decisionOf)).toEqual(single.map(decisionOf));
        expect(await booksOf(together)).toEqual(await booksOf(alone));

        const finished = finishedOf(works, all, answers);
        const settlements = await withOrgs(scopes, (tx) => settleAllIn(tx, finished));
        const ones = [];
        for (const one of finishedOf(alone.works, calls, single)) {
          ones.push(...(await withOrg(alone.scope, (tx) => settleAllIn(tx, [one]))));
        }
        expect(settlements.slice(0, ones.length)).toEqual(ones);
        expect(await booksOf(together)).toEqual(await booksOf(alone));
      },
    ),
    { numRuns: 12 },
  );
  expect(await violations()).toEqual([]);
});

it("calls that are decided together do not pass a provider's daily ceiling together", async () => {
  const scope = await openOrganization("10.00");
  const works = await postJob(scope, shop, { lanes: 3 });
  const ceiling = pico((await spendToday(PROVIDER)) + parseUsd("0.05"));
  // Each is held for 0.0384 USD.
  const wanted = { inputBound: 10n, wantedOutput: 2_048, ceiling };
  const answers = await withOrg(scope, (tx) =>
    reserveAllIn(
      tx,
      works.map((work) => ({ ...wanted, work })),
    ),
  );
  expect(answers.map((answer) => ("kind" in answer ? answer.scope : "reserved"))).toEqual([
    "reserved",
    "provider",
    "provider",
  ]);
});

it("a storm of settles in groups ends exactly at the cap, each attempt charged once, nothing held", async () => {
  const lanes = 150;
  const scope = await openOrganization("100.00");
  const works = await postJob(scope, shop, { budget: "4.00", lanes });
  const reserve = groupCommit(
    (wanted: readonly ReturnType<typeof wish>[]) => withOrgs(scopesOf(wanted), (tx) => reserveAllIn(tx, wanted)),
    organizationOf,
  );
  const settle = groupCommit(
    (finished: readonly Finished[]) => withOrgs(scopesOf(finished), (tx) => settleAllIn(tx, finished)),
    organizationOf,
  );
  const wanted = { inputBound: 10n, wantedOutput: 1_024, input: 0, output: 2_048 };
  const answers = await Promise.all(works.map((work) => reserve(wish(work, wanted))));
  const open = finishedOf(
    works,
    works.map(() => wanted),
    answers,
  );
  expect(open).toHaveLength(lanes);

  // Every call costs twice what was held for it, and every third is settled by a second worker as well.
  const rivals = open.filter((_, index) => index % 3 === 0);
  const results = await Promise.allSettled([...open, ...rivals].map(settle));
  const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  expect(refused).toHaveLength(rivals.length);
  expect(refused.filter((error) => !(error instanceof Conflict))).toEqual([]);
  const { rows } = await owner.query("select spent, held from caps where org_id = $1", [scope.orgId]);
  expect(rows).toEqual([{ spent: parseUsd("4.00").toString(), held: "0" }]);
  expect(await violations()).toEqual([]);
});
