import { eq, sql } from "drizzle-orm";
import { invoicePayments, transfers, wallets } from "#drizzle/schema/index";
import { NotFound, newId, type Pico, pico } from "#kernel";
import { type Tx, withSystem } from "#platform";
import { AGENCY, walletAccount } from "../accounts";
import { computeCollections, type OpenInvoice, type Purse } from "./collect";
import { lockCustomer } from "./customer";

/** Locks a wallet, the last lock but the counter's. @throws NotFound */
export async function lockPurse(tx: Tx, orgId: string): Promise<Purse> {
  const [wallet] = await tx.select().from(wallets).where(eq(wallets.orgId, orgId)).for("update");
  if (!wallet) throw new NotFound("wallet", orgId);
  const { posted, held, creditLimit, promotional } = wallet;
  const free = posted - held + creditLimit - promotional;
  return { posted, free: pico(free > 0n ? free : 0n) };
}

type Row = {
  id: string;
  total: string;
  paid: string;
  credited: string;
  due_at: Date | string | null;
  tax_to_take: string;
};

/** An organization's invoices with what has happened to them, the oldest first. */
export async function readAccounts(tx: Tx, orgId: string): Promise<OpenInvoice[]> {
  const { rows } = await tx.execute<Row>(sql`
    with payments as (
      select invoice_id, sum(amount) as paid from invoice_payments where org_id = ${orgId} group by invoice_id
    ), notes as (
      select corrects_id, -sum(exact_total + tax) as credited, -sum(tax) as tax
      from invoices where org_id = ${orgId} and kind = 'credit_note' group by corrects_id
    )
    select i.id, i.total::text, coalesce(p.paid, 0)::text as paid, coalesce(n.credited, 0)::text as credited, i.due_at,
      (case when t.id is null then i.tax - coalesce(n.tax, 0) else 0 end)::text as tax_to_take
    from invoices i
      left join payments p on p.invoice_id = i.id
      left join notes n on n.corrects_id = i.id
      left join transfers t on t.org_id = i.org_id and t.kind = 'tax' and t.cause = i.id::text
    where i.org_id = ${orgId} and i.kind = 'invoice'
    order by i.serial`);
  return rows.map(({ id, total, paid, credited, due_at, tax_to_take }) => ({
    id,
    total: amount(total),
    paid: amount(paid),
    credited: amount(credited),
    dueAt: due_at === null ? null : new Date(due_at),
    taxToTake: amount(tax_to_take),
  }));
}

const amount = (text: string): Pico => pico(BigInt(text));

/** One invoice's account; NULL when the organization has no such invoice. */
export const findAccount = async (tx: Tx, orgId: string, invoiceId: string): Promise<OpenInvoice | null> =>
  (await readAccounts(tx, orgId)).find(({ id }) => id === invoiceId) ?? null;

/**
 * Lets the wallet pay what it can of its organization's open invoices. The customer must be locked.
 * Called whenever an invoice was issued or money came in for one, and by the worker for what came in otherwise.
 */
export async function collectInvoices(tx: Tx, orgId: string): Promise<void> {
  const purse = await lockPurse(tx, orgId);
  const collections = computeCollections(await readAccounts(tx, orgId), purse);
  const taxes = collections.filter(({ tax }) => tax !== 0n);
  const payments = collections.filter(({ paid }) => paid > 0n);
  if (taxes.length > 0) {
    const taken = taxes.reduce((sum, { tax }) => sum + tax, 0n).toString();
    await tx.insert(transfers).values(
      taxes.map(({ invoiceId, tax }) => ({
        id: newId(),
        orgId,
        kind: "tax" as const,
        ...(tax > 0n
          ? { debit: walletAccount(orgId), credit: AGENCY.tax, amount: tax }
          : { debit: AGENCY.tax, credit: walletAccount(orgId), amount: pico(-tax) }),
        cause: invoiceId,
      })),
    );
    await tx
      .update(wallets)
      .set({ posted: sql`${wallets.posted} - ${taken}::numeric` })
      .where(eq(wallets.orgId, orgId));
  }
  if (payments.length > 0) {
    await tx.insert(invoicePayments).values(
      payments.map(({ invoiceId, paid }) => ({
        id: newId(),
        orgId,
        invoiceId,
        amount: paid,
        method: "wallet" as const,
      })),
    );
  }
}

/**
 * Collects for every organization that has something due: a wallet may have been filled since. Each in a transaction of
 * its own.
 */
export async function collectDue(): Promise<void> {
  const { rows } = await withSystem((tx) =>
    tx.execute<{ org_id: string }>(sql`
      select distinct i.org_id from invoices i
        left join (select invoice_id, sum(amount) as paid from invoice_payments group by invoice_id) p on p.invoice_id = i.id
      where i.kind = 'invoice' and i.total > coalesce(p.paid, 0)`),
  );
  for (const { org_id: orgId } of rows) {
    await withSystem(async (tx) => {
      await lockCustomer(tx, orgId);
      await collectInvoices(tx, orgId);
    });
  }
}
