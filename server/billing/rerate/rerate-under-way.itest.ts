import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { Conflict, InvalidInput, newId, type OrgScope, pico, systemClock } from "#kernel";
import { withSystem } from "#platform";
import { issueInvoice } from "../commands/issue-invoice";
import { closeMonth } from "../invoicing/close-month";
import { getJobUsage } from "../queries/get-job-usage";
import { openOrganization, violations } from "../testing/books";
import { balances, CALL, call, DOUBLE, invoiceOf, left, THIRD, testRerates } from "../testing/rerated-client";
import { beginRerateOf, inAnHour } from "../testing/rerates";
import { beginRerate } from "./begin-rerate";
import { continueRerates, type Rerated } from "./continue-rerates";
import { leaveOutOfRerate, retryRerate } from "./decide-part";
import { listRerates } from "./list-rerates";

const OPERATOR = { label: "Olga" };

const given = testRerates();

const invoice = (of: OrgScope = given.scope) => invoiceOf(of);

describe("a re-rating that is interrupted", () => {
  it("goes on where it was, and posts nothing twice", async () => {
    for (let n = 0; n < 5; n++) await call(given.work);
    const rerateId = await beginRerateOf(given.scope.orgId, given.double);
    const told: Rerated[] = [];
    const dies = async () => {
      throw new Error("the process was killed");
    };
    // Two batches commit; the last one, which tells the client, does not.
    await continueRerates({ tell: dies, batch: 2 });
    expect(await balances(given.work)).toEqual(left(pico(CALL + 4n * DOUBLE)));
    expect(await violations()).toEqual([]);
    await retryRerate(OPERATOR, { rerateId, orgId: given.scope.orgId });
    for (let n = 0; n < 2; n++)
      await continueRerates({ tell: async (_, rerated) => void told.push(rerated), batch: 2 });
    expect(await balances(given.work)).toEqual(left(pico(5n * DOUBLE)));
    expect(told).toMatchObject([{ orgId: given.scope.orgId, adjusted: 5, amount: pico(5n * CALL) }]);
    expect(await violations()).toEqual([]);
  });

  it("stops between two batches when it is told to", async () => {
    for (let n = 0; n < 3; n++) await call(given.work);
    await beginRerateOf(given.scope.orgId, given.double);
    await continueRerates({ tell: async () => undefined, signal: AbortSignal.abort() });
    expect(await balances(given.work)).toEqual(left(pico(3n * CALL)));
    await continueRerates({ tell: async () => undefined });
    expect(await balances(given.work)).toEqual(left(pico(3n * DOUBLE)));
  });
});

it("re-rates while calls settle, months close and others re-rate too", async () => {
  const clients = await Promise.all(Array.from({ length: 3 }, () => openOrganization("2.00")));
  const works = await Promise.all(clients.flatMap((client) => [given.post(client), given.post(client)]));
  for (let n = 0; n < 4; n++) await Promise.all(works.map((each) => call(each)));
  await beginRerateOf(null, given.double);
  let told = 0;
  const go = () => continueRerates({ tell: async () => void told++, batch: 1 });
  const month = { clock: inAnHour };
  await Promise.all([
    ...works.map(async (each) => {
      for (let n = 0; n < 4; n++) await call(each);
    }),
    ...clients.map(({ orgId }) => closeMonth(orgId, "2020-01", month)),
    ...clients.map((client) => issueInvoice(client, { clock: systemClock })),
    go(),
    go(),
    go(),
  ]);
  await go();
  const { rows } = await withSystem((tx) =>
    tx.execute<{ open: number }>(sql`select count(*)::int as open from rerates where ended_at is null`),
  );
  expect(rows).toEqual([{ open: 0 }]);
  expect(told).toBeGreaterThanOrEqual(clients.length);
  for (const client of clients) await invoice(client);
  for (const each of works) {
    const { adjustments } = await getJobUsage(each.scope, each.jobId);
    // Of what settled meanwhile, as much as came in time.
    expect(adjustments.length).toBeGreaterThanOrEqual(4);
    expect((await balances(each)).cost).toBe(8n * CALL + BigInt(adjustments.length) * CALL);
  }
  expect(await violations()).toEqual([]);
});

describe("an organization that fails", () => {
  const go = (told: Rerated[] = []) =>
    continueRerates({ tell: async (_, rerated) => void told.push(rerated), batch: 1 });
  const partOf = (rerateId: string) => ({ rerateId, orgId: given.scope.orgId });
  const viewOf = async (id: string) => (await listRerates()).find((rerate) => rerate.id === id);

  /** From now on the database takes so many deltas of the client and no more. */
  const obstruct = (after: number) =>
    given.owner.query(`
      create function obstruct() returns trigger language plpgsql as $$ begin
        if new.org_id = '${given.scope.orgId}' and (select count(*) from rerate_deltas where org_id = new.org_id) >= ${after}
        then raise exception 'no room for this client'; end if;
        return new;
      end $$;
      create trigger obstruct before insert on rerate_deltas for each row execute function obstruct();`);
  const clear = () => given.owner.query("drop function if exists obstruct cascade");
  afterEach(clear);

  it("holds up neither others nor later re-ratings, says why, and takes all of them in their order", async () => {
    const other = await given.post(await openOrganization("1.00"));
    await Promise.all([call(given.work), call(other)]);
    await obstruct(0);
    const first = await beginRerateOf(null, given.double);
    await go();
    expect(await balances(other)).toEqual(left(DOUBLE));
    const failing = [{ orgId: given.scope.orgId, failures: 1, failure: "no room for this client" }];
    expect(await viewOf(first)).toMatchObject({ endedAt: null, failing, leftOut: [] });

    // It is not tried again before its time, and the next one is nobody's to wait for but its own.
    await given.owner.query(
      "update rerate_organizations set next_try_at = now() + interval '1 hour' where failures > 0",
    );
    const second = await beginRerateOf(null, given.third);
    await go();
    expect(await viewOf(first)).toMatchObject({ failing });
    expect(await viewOf(second)).toMatchObject({ endedAt: null, failing: [] });
    expect(await balances(other)).toEqual(left(THIRD));
    expect(await balances(given.work)).toEqual(left(CALL));

    await retryRerate(OPERATOR, partOf(first));
    await go();
    expect(await viewOf(first)).toMatchObject({ failing: [{ failures: 2 }] });

    await clear();
    await retryRerate(OPERATOR, partOf(first));
    const told: Rerated[] = [];
    await go(told);
    expect(told.map(({ rerateId, amount }) => [rerateId, amount])).toEqual([
      [first, pico(DOUBLE - CALL)],
      [second, pico(THIRD - DOUBLE)],
    ]);
    for (const id of [first, second]) {
      expect(await viewOf(id)).toMatchObject({ endedAt: expect.any(String), failing: [] });
    }
    expect(await balances(given.work)).toEqual(left(THIRD));
    expect(await violations()).toEqual([]);
  });

  it("is left out of the rest by an operator's word, on record; what was posted stays, and is told", async () => {
    for (let n = 0; n < 3; n++) await call(given.work);
    await obstruct(1);
    const id = await beginRerateOf(given.scope.orgId, given.double);
    await go();
    const told: Rerated[] = [];
    const tell = async (_: unknown, rerated: Rerated) => void told.push(rerated);
    const order = { ...partOf(id), reason: "Agreed with the client" };
    await expect(leaveOutOfRerate(OPERATOR, { ...order, reason: " " }, { tell })).rejects.toThrow(InvalidInput);
    await leaveOutOfRerate(OPERATOR, order, { tell });
    expect(told).toMatchObject([{ rerateId: id, adjusted: 1, amount: pico(DOUBLE - CALL) }]);
    for (const again of [leaveOutOfRerate(OPERATOR, order, { tell }), retryRerate(OPERATOR, partOf(id))]) {
      await expect(again).rejects.toThrow(Conflict);
    }
    await clear();
    await go();
    expect(await balances(given.work)).toEqual(left(pico(2n * CALL + DOUBLE)));
    expect(await viewOf(id)).toMatchObject({
      endedAt: expect.any(String),
      failing: [],
      leftOut: [{ orgId: given.scope.orgId, by: "Olga", reason: "Agreed with the client" }],
    });
    const { rows } = await given.owner.query(
      "select actor, data ->> 'reason' as reason from audit_log where action = $1",
      ["rerate.left_out"],
    );
    expect(rows).toEqual([{ actor: "Olga", reason: "Agreed with the client" }]);
    expect(await violations()).toEqual([]);
  });
});

describe("refuses", () => {
  it("just the same while it is under way", async () => {
    await call(given.work);
    const same = { ...order(), orgId: given.scope.orgId };
    await beginRerate(OPERATOR, same, { clock: inAnHour });
    await expect(beginRerate(OPERATOR, same, { clock: inAnHour })).rejects.toThrow(Conflict);
  });

  const order = () => ({
    rateCardId: given.double.rateCardId,
    from: new Date(0),
    to: new Date("2026-01-01"),
    modelId: null,
    orgId: null,
    reason: "The list was wrong",
  });
  it.each([
    ["reason", { reason: " " }],
    ["to", { from: new Date("2026-02-01"), to: new Date("2026-02-01") }],
    ["to", { to: new Date(Date.now() + 7_200_000) }],
    ["rateCardId", { rateCardId: newId() }],
    ["modelId", { modelId: newId() }],
    ["orgId", { orgId: "nobody" }],
  ])("a wrong %s", async (field, wrong) => {
    const refused = beginRerate(OPERATOR, { ...order(), ...wrong }, { clock: inAnHour });
    await expect(refused).rejects.toThrow(InvalidInput);
    await expect(refused).rejects.toMatchObject({ details: { field } });
  });
});
