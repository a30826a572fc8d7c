import Papa from "papaparse";
import { beforeAll, expect, it } from "vitest";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { lose, mustReserve, openOrganization, openShop, postJob, settle, type Work } from "../../billing/testing/books";
import { reconcile } from "./reconcile";

const { owner } = testDatabase();

const USAGE = {
  input_tokens: 1_000,
  output_tokens: 100,
  cache_read_input_tokens: 10_000,
  cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 3 },
};
const HEADER =
  "usage_date_utc,model_version,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,cost_usd";
/** Three calls, at list price. */
const AGREEING = "2026-11-01,sonnet-20260101,3000,60,9,30000,300,0.022779";

const compare = (...rows: string[]) => reconcile({ provider: "anthropic", csv: [HEADER, ...rows].join("\n") });

const moved = async (table: "usage_events" | "waste", attemptId: string, at: string) => {
  await owner.query(`alter table ${table} disable trigger all`);
  await owner.query(`update ${table} set created_at = $1 where attempt_id = $2`, [at, attemptId]);
  await owner.query(`alter table ${table} enable trigger all`);
};

/** Two organizations with a charged call each, one wasted call with its usage, one without; and one on the next day. */
beforeAll(async () => {
  const shop = await openShop();
  const post = async (): Promise<Work> => {
    const [work] = await postJob(await openOrganization("100.00"), shop);
    if (!work) throw new Error("the job has no run");
    return work;
  };
  const [one, other] = [await post(), await post()];
  for (const [work, at] of [
    [one, "2026-11-01T00:00:00Z"],
    [other, "2026-11-01T23:59:59Z"],
    [other, "2026-11-02T00:00:00Z"],
  ] as const) {
    const attempt = await mustReserve(work);
    await settle(work, attempt, USAGE);
    await moved("usage_events", attempt.id, at);
  }
  for (const raw of [USAGE, null]) {
    const attempt = await mustReserve(one);
    await lose(one, attempt, raw);
    await moved("waste", attempt.id, "2026-11-01T12:00:00Z");
  }
});

it("agrees with a report that says what was metered, wasted calls included", async () => {
  const result = await compare(AGREEING);
  expect(result).toMatchObject({ from: "2026-11-01", to: "2026-11-01", notable: 0 });
  expect(result.days).toHaveLength(1);
  expect(result.days[0]).toMatchObject({ model: "sonnet", status: "agrees", unreportedCalls: 1 });
  expect(result.totals.map(({ measure, metered, difference }) => [measure, metered, difference])).toEqual([
    ["input", "3000", "0"],
    ["cacheRead", "30000", "0"],
    ["cacheWrite", "69", "0"],
    ["output", "300", "0"],
    ["cost", "0.022779", "0.00"],
  ]);
});

it("puts differences first, and shows what either side lacks", async () => {
  const result = await compare(AGREEING, "2026-11-02,opus,5,0,0,0,5,9.00");
  expect(result.notable).toBe(2);
  expect(result.days.map(({ day, model, status }) => [day, model, status])).toEqual([
    ["2026-11-02", "opus", "only_reported"],
    ["2026-11-02", "sonnet", "only_metered"],
    ["2026-11-01", "sonnet", "agrees"],
  ]);
  const rows = Papa.parse<Record<string, string>>(result.csv, { header: true }).data;
  expect(rows).toHaveLength(15);
  expect(rows.find(({ model, measure }) => model === "opus" && measure === "cost")).toMatchObject({
    reported: "9.00",
    difference: "-9.00",
    percent: "-100.00",
  });
});

it("knows nothing of another provider's models", async () => {
  const { days } = await reconcile({ provider: "openai", csv: [HEADER, AGREEING].join("\n") });
  expect(days.map(({ status }) => status)).toEqual(["only_reported"]);
});
