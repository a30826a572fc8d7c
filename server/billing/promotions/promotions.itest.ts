import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { type OrgScope, parseUsd } from "#kernel";
import { withSystem } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import {
  lose,
  mustReserve,
  openOrganization,
  openShop,
  postJob,
  type Shop,
  settle,
  violations,
} from "../testing/books";
import { expirePromotions } from "./expire-promotions";
import { grantPromotion } from "./grant-promotion";

const { owner } = testDatabase();

const DAY = 86_400_000;
const start = Date.parse("2026-01-01T00:00:00Z");
const clockAt = (day: number) => ({ clock: { now: () => new Date(start + day * DAY) } });
const operator = { label: "Olga" };

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

let causes = 0;
const grant = (scope: OrgScope, amount: string, expiresOn: number | null, today = 0) =>
  grantPromotion(
    operator,
    {
      orgId: scope.orgId,
      name: "Welcome",
      amount: parseUsd(amount),
      expiresAt: expiresOn === null ? null : new Date(start + expiresOn * DAY),
      cause: `grant ${causes++}`,
    },
    clockAt(today),
  );

async function promotionsOf({ orgId }: OrgScope) {
  const { rows } = await owner.query(
    "select amount, remaining, held from promotions where org_id = $1 order by expires_at nulls last, id",
    [orgId],
  );
  return rows;
}

async function walletOf({ orgId }: OrgScope) {
  const { rows } = await owner.query("select posted, held, promotional from wallets where org_id = $1", [orgId]);
  return rows[0];
}

it("the soonest to expire is spent first, and paid money last", async () => {
  const scope = await openOrganization("10.00");
  const [work] = await postJob(scope, shop);
  if (!work) throw new Error("no run");
  await grant(scope, "5.00", null);
  await grant(scope, "0.05", 20);
  await grant(scope, "0.01", 10);
  const attempt = await mustReserve(work);
  const held = await promotionsOf(scope);
  expect(held.slice(0, 2)).toMatchObject([
    { held: "10000000000", remaining: "10000000000" },
    { held: "50000000000", remaining: "50000000000" },
  ]);
  // 10,000 tokens in and 1,000 out at 3 and 15 USD a million, and a quarter on top: 0.05625 USD.
  const { cost } = await settle(work, attempt, { input_tokens: 10_000, output_tokens: 1_000 });
  expect(cost).toBe(parseUsd("0.05625"));
  expect(await promotionsOf(scope)).toMatchObject([
    { held: "0", remaining: "0" },
    { held: "0", remaining: "3750000000" },
    { held: "0", remaining: "5000000000000" },
  ]);
  expect(await walletOf(scope)).toMatchObject({ held: "0", promotional: "5003750000000" });
  expect(await violations()).toEqual([]);
});

it("credit does not expire while it is held, and the rest of it expires at once", async () => {
  const scope = await openOrganization("0.00");
  const [work] = await postJob(scope, shop);
  if (!work) throw new Error("no run");
  await grant(scope, "5.00", 10);
  const attempt = await mustReserve(work);
  const [{ held }] = await promotionsOf(scope);
  expect(BigInt(held)).toBeGreaterThan(0n);

  expect(await expirePromotions(clockAt(9))).toBe(0);
  expect(await expirePromotions(clockAt(10))).toBe(1);
  expect(await promotionsOf(scope)).toMatchObject([{ held, remaining: held }]);
  expect(await walletOf(scope)).toEqual({ posted: held, held, promotional: held });

  await lose(work, attempt);
  expect(await expirePromotions(clockAt(10))).toBe(1);
  expect(await walletOf(scope)).toEqual({ posted: "0", held: "0", promotional: "0" });
  expect(await violations()).toEqual([]);
});

it("is granted once for each cause, also when two send it at once", async () => {
  const scope = await openOrganization("0.00");
  const same = { orgId: scope.orgId, name: "Gift", amount: parseUsd("3.00"), expiresAt: null, cause: "form 1" };
  const ids = await Promise.all([1, 2, 3].map(() => grantPromotion(operator, same, clockAt(0))));
  expect(new Set(ids).size).toBe(1);
  expect(await walletOf(scope)).toMatchObject({ posted: "3000000000000" });
  await expect(grantPromotion(operator, { ...same, amount: parseUsd("4.00") }, clockAt(0))).rejects.toThrow("another");
});

it.each([
  ["amount", { amount: parseUsd("0.00") }],
  ["amount", { amount: parseUsd("0.001") }],
  ["name", { name: " " }],
  ["expiresAt", { expiresAt: new Date(start) }],
])("refuses a grant with a wrong %s", async (field, change) => {
  const { orgId } = await openOrganization("0.00");
  const good = { orgId, name: "Gift", amount: parseUsd("3.00"), expiresAt: null, cause: "x" };
  await expect(grantPromotion(operator, { ...good, ...change }, clockAt(0))).rejects.toMatchObject({
    details: { field },
  });
});

const operation = fc.oneof(
  fc.record({
    kind: fc.constant("grant" as const),
    cents: fc.integer({ min: 1, max: 30 }),
    expiresIn: fc.option(fc.integer({ min: 1, max: 6 })),
  }),
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("call" as const),
      lane: fc.nat(3),
      // Up to far above what is held.
      outputTokens: fc.oneof(fc.nat(2_000), fc.nat(30_000)),
      lost: fc.boolean(),
    }),
  },
  fc.record({ kind: fc.constant("pass" as const), days: fc.integer({ min: 1, max: 3 }) }),
);

it("grants, holds, settles above and below, releases and expiries keep every invariant", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 40 }), async (operations) => {
      const scope = await openOrganization("0.20");
      const works = await postJob(scope, shop, { budget: "100.00", lanes: 4 });
      const open = new Map<number, Awaited<ReturnType<typeof mustReserve>>>();
      let today = 0;
      for (const op of operations) {
        if (op.kind === "grant") {
          const expiresOn = op.expiresIn === null ? null : today + op.expiresIn;
          await grant(scope, `0.${String(op.cents).padStart(2, "0")}`, expiresOn, today);
        } else if (op.kind === "pass") {
          today += op.days;
          await expirePromotions(clockAt(today));
        } else {
          const work = works[op.lane];
          if (!work) throw new Error("no such lane");
          const attempt = open.get(op.lane);
          if (!attempt) {
            const reserved = await mustReserve(work, { inputBound: 2_000n, wantedOutput: 4_096 }).catch(() => null);
            if (reserved) open.set(op.lane, reserved);
            continue;
          }
          open.delete(op.lane);
          if (op.lost) await lose(work, attempt);
          else await settle(work, attempt, { input_tokens: 500, output_tokens: op.outputTokens });
        }
      }
      expect(await violations()).toEqual([]);
      for (const [lane, attempt] of open) await lose(works[lane] as (typeof works)[number], attempt);
      await expirePromotions(clockAt(today + 7));
      expect(await violations()).toEqual([]);
      const { held } = await walletOf(scope);
      expect(held).toBe("0");
    }),
    { numRuns: 25 },
  );
}, 120_000);

it("parallel holds and grants over several connections keep every invariant", async () => {
  const scope = await openOrganization("1.00");
  const works = await postJob(scope, shop, { budget: "100.00", lanes: 8 });
  for (const days of [5, 6, 7]) await grant(scope, "0.30", days);
  const one = async (work: (typeof works)[number], index: number) => {
    for (let round = 0; round < 3; round++) {
      const attempt = await mustReserve(work, { inputBound: 2_000n, wantedOutput: 2_048 }).catch(() => null);
      if (!attempt) return;
      if ((index + round) % 3 === 0) await lose(work, attempt);
      else await settle(work, attempt, { input_tokens: 100, output_tokens: 4_000 * (index % 3) });
    }
  };
  await Promise.all([
    ...works.map(one),
    expirePromotions(clockAt(5)),
    grant(scope, "0.10", 8),
    expirePromotions(clockAt(6)),
  ]);
  expect(await violations()).toEqual([]);
  const { rows } = await withSystem((tx) => tx.execute("select count(*) as open from hold_draws where spent is null"));
  expect(rows).toEqual([{ open: "0" }]);
});
