import { sql } from "drizzle-orm";
import type { Tx } from "#platform";
import type { CreditFacts, UsageFacts } from "./entry";
import { creditFacts, entryFacts, usageFacts } from "./entry-facts";

/** An entry's place in its chain. */
type Sealed = { readonly seq: number; readonly digest: string; readonly hash: string };

/** A billed call as it was sealed; `seal` is NULL where it waits for one. */
export type SealedCall = {
  readonly facts: UsageFacts;
  readonly seal: Sealed | null;
  /** What was credited after the call, up to the invoice; NULL when nothing was. */
  readonly later: (CreditFacts & { readonly seal: Sealed }) | null;
};

type Row = { facts: UsageFacts; seal: Sealed | null; later: CreditFacts | null; laterSeal: Sealed | null };

const place = (s: string) =>
  sql.raw(
    `case when ${s}.seq is not null then json_build_object('seq', ${s}.seq, 'digest', ${s}.digest, 'hash', ${s}.hash) end`,
  );

/** The calls on an invoice, by attempt. */
export async function readSealedCalls(tx: Tx, invoiceId: string): Promise<ReadonlyMap<string, SealedCall>> {
  const { rows } = await tx.execute<Row>(sql`
    select ${entryFacts(sql`'usage'`, sql`il.event_id`)} as facts, ${place("s")} as seal,
      case when c.seq is not null then ${entryFacts(sql`'credit'`, sql`il.event_id`)} end as later, ${place("c")} as "laterSeal"
    from invoice_lines il join invoices i on i.id = il.invoice_id
      left join seals s on s.kind = 'usage' and s.ref_id = il.event_id
      left join seals c on c.kind = 'credit' and c.ref_id = il.event_id and c.seq <= i.last_seal
    where il.invoice_id = ${invoiceId}`);
  return new Map(
    rows.map(({ facts, seal, later, laterSeal }) => [
      facts.attemptId,
      {
        facts: usageFacts(facts),
        seal,
        later: later && laterSeal && { ...creditFacts(later), seal: laterSeal },
      },
    ]),
  );
}
