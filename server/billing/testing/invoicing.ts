import { eq } from "drizzle-orm";
import type pg from "pg";
import { beforeAll } from "vitest";
import { usageEvents } from "#drizzle/schema/index";
import { type Clock, type OrgScope, type Pico, parseUsd } from "#kernel";
import { withOrg } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { setTaxRate } from "../invoicing/tax-rates";
import { getInvoiceAccount } from "../queries/get-invoice-account";
import { getWallet } from "../queries/get-wallet";
import { mustReserve, openOrganization, openShop, postJob, type Shop, settle, type Work } from "./books";

export const at = (iso: string): { clock: Clock } => ({ clock: { now: () => new Date(iso) } });
export const NOVEMBER = at("2026-11-23T12:00:00Z");
export const DECEMBER = at("2026-12-01T12:00:00Z");

export const PROFILE = {
  legalName: "Klient GmbH",
  address: "Unter den Linden 1\n10117 Berlin",
  country: "DE",
  vatId: "DE123456789",
  purchaseOrder: "PO-77",
  costCentre: "4711",
  email: "invoices@klient.example",
};

type Invoicing = {
  /** As the owner, whom nothing is hidden from. */
  readonly owner: pg.Client;
  /** From `beforeAll` on. */
  shop(): Shop;
  /** A run of an organization of its own. */
  start(credit?: string): Promise<Work>;
  /** Moves the time of calls that are not sealed yet: as if they had been charged then. */
  chargedAt(work: Work, iso: string): Promise<void>;
};

/** A database with a shop and a tax in it, for the test file that calls this at its top level. */
export function testInvoicing(): Invoicing {
  const { owner } = testDatabase();
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
    await setTaxRate({ country: "DE", name: "VAT 19%", bps: 1_900 }, "test");
  });
  return {
    owner,
    shop: () => shop,
    async start(credit = "10.00") {
      const [work] = await postJob(await openOrganization(credit), shop);
      if (!work) throw new Error("no run was posted");
      return work;
    },
    async chargedAt(work, iso) {
      await owner.query("alter table usage_events disable trigger all");
      await owner.query(
        "update usage_events e set created_at = $1 where org_id = $2 and not exists (select 1 from seals s where s.ref_id = e.attempt_id)",
        [iso, work.scope.orgId],
      );
      await owner.query("alter table usage_events enable trigger all");
    },
  };
}

export const call = async (work: Work, output_tokens = 200) =>
  settle(work, await mustReserve(work), { input_tokens: 100, output_tokens, cache_read_input_tokens: 7 });

export const account = (scope: OrgScope, id: string, when = NOVEMBER) => getInvoiceAccount(scope, id, when);

export const balance = async (scope: OrgScope): Promise<Pico> => parseUsd((await getWallet(scope)).balance);

export const eventsOf = async ({ scope }: Work): Promise<string[]> =>
  withOrg(scope, async (tx) =>
    (await tx.select({ id: usageEvents.attemptId }).from(usageEvents).where(eq(usageEvents.orgId, scope.orgId))).map(
      ({ id }) => id,
    ),
  );
