import { eq, sql } from "drizzle-orm";
import { rerateDeltas, rerateLines, transfers, wallets } from "#drizzle/schema/index";
import { newId, type Pico, pico } from "#kernel";
import type { Tx } from "#platform";
import { AGENCY, moving, walletAccount } from "../accounts";
import { lowerCosts } from "../invoicing/write-credit-note";
import type { Delta } from "./compute-deltas";

type Place = { readonly rerateId: string; readonly orgId: string };

/** Posts deltas: rows, ledger, runs, caps and wallet. Runs, caps and the wallet must be locked. */
export async function writeDeltas(tx: Tx, { rerateId, orgId }: Place, deltas: readonly Delta[]): Promise<void> {
  if (deltas.length === 0) return;
  const rows = deltas.map((delta) => ({ id: newId(), ...delta }));
  await tx.insert(rerateDeltas).values(
    rows.map(({ id, call: { eventId, no, billed, rerated }, credited }) => ({
      ...{ id, rerateId, eventId, orgId, no },
      ...{ billed, rerated, credited },
    })),
  );
  const lines = rows.flatMap(({ id, call }) => call.lines.map((line) => ({ ...line, deltaId: id, orgId })));
  if (lines.length > 0) await tx.insert(rerateLines).values(lines);
  await tx.insert(transfers).values(rows.flatMap((row) => transfersOf(orgId, row)));
  await lowerCosts(
    tx,
    rows.map(({ call: { eventId }, amount }) => ({ eventId, amount: pico(-amount) })),
  );
  const moved = rows.reduce((sum, { amount }) => sum + amount, 0n).toString();
  await tx
    .update(wallets)
    .set({ posted: sql`${wallets.posted} - ${moved}::numeric` })
    .where(eq(wallets.orgId, orgId));
}

type Transfer = typeof transfers.$inferInsert;

/** The difference in revenue, and what of it moves no money; below zero, the other way around. */
function transfersOf(orgId: string, { id, delta, credited }: Delta & { readonly id: string }): Transfer[] {
  const wallet = walletAccount(orgId);
  const post = (kind: "rerate" | "rerate_credit", from: string, to: string, amount: Pico): Transfer => ({
    ...{ id: newId(), orgId, kind, cause: id },
    ...moving(from, to, amount),
  });
  return [
    post("rerate", wallet, AGENCY.revenue, delta),
    ...(credited === 0n ? [] : [post("rerate_credit", AGENCY.waste, wallet, credited)]),
  ];
}
