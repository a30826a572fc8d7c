import { beforeAll, describe, expect, it } from "vitest";
import { auditLog, models, organizations } from "#drizzle/schema/index";
import { mintScope, newId } from "#kernel";
import { withOrg, withSystem } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { findRateCard, getRateTable } from "../rate-tables";
import { createDraft, importPrices, removeDraftLine, setDraftLine } from "./drafts";
import { getDraft } from "./get-draft";
import type { PriceLine } from "./lines";
import { setMarkup } from "./markups";
import { confirmRateCard, listRateCards, publishDraft, withdrawRateCard } from "./publish";
import { findValidityProblem } from "./validity";

const { owner } = testDatabase();
const CLERK = { label: "clerk@agency.example" };
const modelId = newId();
const NOW = new Date("2026-11-01T00:00:00Z");
const inDays = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);

const line = (component: PriceLine["component"], cost: string, more: Partial<PriceLine> = {}): PriceLine => ({
  modelId,
  tier: "standard",
  component,
  above: null,
  cost,
  sell: null,
  ...more,
});

async function draft(input: string, from: "card" | "empty" = "empty"): Promise<string> {
  const id = await createDraft(CLERK, { note: `Input at ${input}`, from }, NOW);
  const lines = [line("input", input), line("cacheRead", "0.2"), line("output", "12")];
  for (const each of lines) await setDraftLine(CLERK, id, each);
  return id;
}

const inForce = async (at: Date) => (await withSystem((tx) => findRateCard(tx, at)))?.version ?? null;

const chainProblem = async (): Promise<string | null> => {
  const cards = await listRateCards(NOW);
  const confirmed = cards.filter(({ state }) => state !== "provisional" && state !== "withdrawn");
  return findValidityProblem(
    confirmed.map(({ version, validFrom, validTo }) => ({ version, from: validFrom, to: validTo })),
  );
};

beforeAll(async () => {
  await withSystem((tx) =>
    tx.insert(models).values({
      id: modelId,
      provider: "openai",
      modelId: "gpt-5.6-terra",
      name: "Terra",
      kind: "hosted",
      api: "openai-responses",
      contextWindow: 1_000_000,
      maxOutput: 100_000,
      source: "test",
    }),
  );
});

describe("the price book", () => {
  it("refuses a draft with a wrong line, and names the line", async () => {
    const id = await draft("2.1234567");
    await expect(publishDraft(CLERK, id, null, NOW)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(
        "openai gpt-5.6-terra, standard, input: The cost price 2.1234567 has more than six",
      ),
    });
    await removeDraftLine(CLERK, id, line("input", ""));
    await expect(publishDraft(CLERK, id, null, NOW)).rejects.toThrow("it has no base line");
    expect(await inForce(NOW)).toBeNull();
  });

  it("publishes from now on, at once", async () => {
    const id = await draft("2");
    expect(await publishDraft(CLERK, id, null, NOW)).toMatchObject({ version: 1, provisional: false });
    expect(await inForce(NOW)).toBe(1);
    await expect(publishDraft(CLERK, id, null, NOW)).rejects.toMatchObject({ code: "conflict" });
    await expect(setDraftLine(CLERK, id, line("input", "1"))).rejects.toMatchObject({ code: "conflict" });
  });

  it("begins a draft from the card in force, and shows what it changes", async () => {
    const id = await draft("2.5", "card");
    const { comparison, problems, inForce } = await getDraft(id, NOW);
    expect(problems).toEqual([]);
    expect(comparison).toMatchObject({ added: [], removed: [], same: 2 });
    expect(comparison.changed).toMatchObject([{ cost: { from: "2", to: "2.5", percent: "25" } }]);
    expect(inForce).toBe(1);
  });

  it("never lets a provisional card into force by itself; confirming sets the validity", async () => {
    const { rateCardId } = await publishDraft(CLERK, await draft("3"), inDays(10), NOW);
    expect(await inForce(inDays(20))).toBe(1);
    expect(await confirmRateCard(CLERK, rateCardId, inDays(1))).toEqual(inDays(10));
    expect([await inForce(inDays(9)), await inForce(inDays(10))]).toEqual([1, 2]);
    await expect(confirmRateCard(CLERK, rateCardId, inDays(1))).rejects.toMatchObject({ code: "conflict" });
    expect(await chainProblem()).toBeNull();
  });

  it("has no prices before the first confirmed card, whatever was announced for then", async () => {
    const { rateCardId } = await publishDraft(CLERK, await draft("3"), inDays(-5), inDays(-6));
    expect(await inForce(inDays(-3))).toBeNull();
    await withdrawRateCard(CLERK, rateCardId, NOW);
    expect(await inForce(inDays(-3))).toBeNull();
  });

  it("holds from its confirmation on when it is confirmed late", async () => {
    const { rateCardId } = await publishDraft(CLERK, await draft("4"), inDays(12), NOW);
    expect(await confirmRateCard(CLERK, rateCardId, inDays(15))).toEqual(inDays(15));
    expect([await inForce(inDays(13)), await inForce(inDays(15))]).toEqual([2, 4]);
    expect(await chainProblem()).toBeNull();
  });

  it("refuses a card that would overlap a later one, and gives announced ones up", async () => {
    const { rateCardId, version } = await publishDraft(CLERK, await draft("5"), inDays(11), NOW);
    await expect(confirmRateCard(CLERK, rateCardId, NOW)).rejects.toThrow("would overlap");
    await withdrawRateCard(CLERK, rateCardId, NOW);
    await expect(confirmRateCard(CLERK, rateCardId, NOW)).rejects.toThrow("was withdrawn");
    expect((await listRateCards(NOW)).find((card) => card.version === version)?.state).toBe("withdrawn");
    await expect(publishDraft(CLERK, await draft("5"), inDays(-1), NOW)).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  it("confirms one of many at once, and leaves neither gap nor overlap", async () => {
    const cards = [];
    for (const day of [30, 31, 32]) cards.push(await publishDraft(CLERK, await draft("6"), inDays(day), NOW));
    await Promise.allSettled(cards.map(({ rateCardId }) => confirmRateCard(CLERK, rateCardId, NOW)));
    expect(await chainProblem()).toBeNull();
  });

  it.each([
    "update rates set price = 1",
    "delete from rates",
    "insert into rates (id, rate_card_id, model_id, tier, component, price) select gen_random_uuid(), id, (select id from models), 'priority', 'input', 1 from rate_cards limit 1",
    "update rate_cards set valid_from = valid_from - interval '1 day'",
    "update rate_cards set note = 'other'",
    "update rate_cards set confirmed_at = null where confirmed_at is not null",
    "delete from rate_cards",
  ])("never changes a published card: %s", async (statement) => {
    await owner.query("begin");
    await owner.query("set local role hireling_system");
    await expect(owner.query(statement)).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|23001)$/) });
    await owner.query("rollback");
  });

  it("imports into a draft what the catalogue knows, and tells the rest", async () => {
    const id = await createDraft(CLERK, { note: "From LiteLLM", from: "empty" }, NOW);
    const text = JSON.stringify({
      "gpt-5.6-terra": { litellm_provider: "openai", input_cost_per_token: 0.000002, output_cost_per_token: 0.000012 },
      other: { litellm_provider: "openai", input_cost_per_token: 1 },
    });
    expect(await importPrices(CLERK, id, { format: "litellm", text })).toMatchObject({ unknown: ["openai other"] });
    expect((await getDraft(id, NOW)).lines.map(({ component, cost }) => [component, cost])).toEqual([
      ["input", "2"],
      ["output", "12"],
    ]);
  });

  it("finds a model's markup with its prices", async () => {
    await setMarkup(CLERK, "model", modelId, 1_000);
    expect((await withSystem((tx) => getRateTable(tx, modelId, NOW))).markups).toEqual([1_000]);
    await setMarkup(CLERK, "model", modelId, 0);
    expect((await withSystem((tx) => getRateTable(tx, modelId, NOW))).markups).toBeUndefined();
    await expect(setMarkup(CLERK, "organization", newId(), 5)).rejects.toMatchObject({ code: "not_found" });
  });

  it("finds an organization's markup for itself only", async () => {
    const [mine, theirs] = [newId(), newId()];
    await withSystem((tx) =>
      tx.insert(organizations).values([mine, theirs].map((id) => ({ id, slug: `client-${id}`, name: "Client" }))),
    );
    await setMarkup(CLERK, "organization", mine, -500);
    await setMarkup(CLERK, "model", modelId, 1_000);
    const seenBy = (orgId: string) => {
      const scope = mintScope(orgId, "owner", { userId: null, apiKeyId: null, label: "test" });
      return withOrg(scope, async (tx) => (await getRateTable(tx, modelId, NOW)).markups);
    };
    expect(await seenBy(mine)).toEqual([1_000, -500]);
    expect(await seenBy(theirs)).toEqual([1_000]);
  });

  it("is in the audit log", async () => {
    const entries = await withSystem((tx) => tx.select().from(auditLog));
    const actions = new Set(entries.filter(({ actor }) => actor === CLERK.label).map(({ action }) => action));
    expect([...actions].sort()).toEqual([
      "markup.set",
      "price_draft.created",
      "price_draft.imported",
      "price_draft.line_removed",
      "price_draft.line_set",
      "rate_card.confirmed",
      "rate_card.published",
      "rate_card.withdrawn",
    ]);
  });
});
