import { sql } from "drizzle-orm";
import { integer, pgView, uuid } from "drizzle-orm/pg-core";
import { picoSum } from "./columns";

/**
 * Which usage event is on which invoice, and as which line: what the chain and the tallies say. A call is sealed once, a
 * seal is on one tally, and a tally on one invoice, so each call is on one only.
 */
export const invoiceLines = pgView("invoice_lines", {
  eventId: uuid("event_id").notNull(),
  invoiceId: uuid("invoice_id").notNull(),
  orgId: uuid("org_id").notNull(),
  /** 1, 2, 3, … on its invoice. */
  no: integer("no").notNull(),
  /** What the call cost when it was invoiced: Σ charge lines − Σ credits. */
  amount: picoSum("amount").notNull(),
})
  .with({ securityInvoker: true })
  .as(sql`
    select s.ref_id as event_id, t.invoice_id, s.org_id, t.first_line + s.line - 1 as no,
      s.amount + coalesce((select c.amount from seals c where c.kind = 'credit' and c.ref_id = s.ref_id), 0) as amount
    from seals s join tallies t on t.org_id = s.org_id and t.no = s.tally
      and s.seq between coalesce(t.first_seal, 1) and coalesce(t.last_seal, 9223372036854775807)
    where s.kind = 'usage' and t.invoice_id is not null`);
