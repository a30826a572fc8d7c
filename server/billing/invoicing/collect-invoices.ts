import { asc, sql } from "drizzle-orm";
import { invoicePayments, transfers, wallets } from "#drizzle/schema/index";
import { NotFound, newId, type Pico, pico } from "#kernel";
import { insertRows, type Tx, withSystem } from "#platform";
import { AGENCY, walletAccount } from "../accounts";
import { computeCollections, type OpenInvoice, type Purse } from "./collect";
import { lockCustomer } from "./customer";

/** Locks a wallet, the last lock but the counter's. @throws NotFound */
export async function lockPurse(tx: Tx, orgId: string): Promise<Purse> {
  const purse = (await lockPurses(tx, [orgId])).get(orgId);
  if (!purse) throw new NotFound("wallet", orgId);
  return purse;
}

/** The same for many, in the order of their organizations. */
export async function lockPurses(tx: Tx, orgIds: readonly string[]): Promise<ReadonlyMap<string, Purse>> {
  const rows = await tx
    .select()
    .from(wallets)
    .where(sql`${wallets.orgId} = any(${sql.param(orgIds)}::uuid[])`)
    .orderBy(asc(wallets.orgId))
    .for("update");
  return new Map(
    rows.map(({ orgId, posted, held, creditLimit, promotional }) => {
      const free = posted - held + creditLimit - promotional;
      return [orgId, { posted, free: pico(free > 0n ? free : 0n) }];
    }),
  );
}

type Row = {
  org_id: string;
  id: string;
  total: string;
  paid: string;
  credited: string;
  due_at: Date | string | null;
  tax_to_take: string;
};

/** An organization's invoices with what has happened to them, the oldest first. */
export const readAccounts = async (tx: Tx, orgId: string): Promise<OpenInvoice[]> =>
  (await readAccountsOf(tx, [orgId])).get(orgId) ?? [];

async function readAccountsOf(tx: Tx, orgIds: readonly string[]): Promise<Map<string, OpenInvoice[]>> {
  const ours = sql`any(${sql.param(orgIds)}::uuid[])`;
  const { rows } = await tx.execute<Row>(sql`
    select i.org_id, i.id, i.total::text, coalesce(p.paid, 0)::text as paid, coalesce(n.credited, 0)::text as credited, i.due_at,
      (case when t.id is null then i.tax - coalesce(n.tax, 0) else 0 end)::text as tax_to_take
    from invoices i
      left join lateral (select sum(amount) as paid from invoice_payments where invoice_id = i.id) p on true
      left join (
        select corrects_id, -sum(exact_total + tax) as credited, -sum(tax) as tax
        from invoices where org_id = ${ours} and kind = 'credit_note' group by corrects_id) n on n.corrects_id = i.id
      left join transfers t on t.org_id = i.org_id and t.kind = 'tax' and t.cause = i.id::text
    where i.org_id = ${ours} and i.kind = 'invoice'
    order by i.serial`);
  const accounts = new Map<string, OpenInvoice[]>();
  for (const { org_id, id, total, paid, credited, due_at, tax_to_take } of rows) {
    const account = {
      id,
      total: amount(total),
      paid: amount(paid),
      credited: amount(credited),
      dueAt: due_at === null ? null : new Date(due_at),
      taxToTake: amount(tax_to_take),
    };
    const others = accounts.get(org_id);
    if (others) others.push(account);
    else accounts.set(org_id, [account]);
  }
  return accounts;
}

const amount = (text: string): Pico => pico(BigInt(text));

/** One invoice's account; NULL when the organization has no such invoice. */
export const findAccount = async (tx: Tx, orgId: string, invoiceId: string): Promise<OpenInvoice | null> =>
  (await readAccounts(tx, orgId)).find(({ id }) => id === invoiceId) ?? null;

/**
 * Lets wallets pay what they can of their organizations' open invoices. The customers must be locked.
 * Called whenever invoices were issued or money came in for one, and by the worker for what came in otherwise.
 * @param purses locked, as they are now
 */
export async function collectInvoices(tx: Tx, purses: ReadonlyMap<string, Purse>): Promise<void> {
  const accounts = await readAccountsOf(tx, [...purses.keys()]);
  const collections = [...purses].flatMap(([orgId, purse]) =>
    computeCollections(accounts.get(orgId) ?? [], purse).map((collection) => ({ orgId, ...collection })),
  );
  const taxes = collections.filter(({ tax }) => tax !== 0n);
  const payments = collections.filter(({ paid }) => paid > 0n);
  if (taxes.length > 0) {
    await insertRows(tx, transfers, taxes.map(taxTransfer));
    await tx.execute(sql`
      update wallets w set posted = w.posted - t.tax from (
        select org_id, sum(tax) as tax from unnest(${sql.param(taxes.map(({ orgId }) => orgId))}::uuid[],
          ${sql.param(taxes.map(({ tax }) => tax.toString()))}::numeric[]) as t (org_id, tax) group by org_id) t
      where t.org_id = w.org_id`);
  }
  await insertRows(
    tx,
    invoicePayments,
    payments.map(({ orgId, invoiceId, paid }) => ({
      id: newId(),
      orgId,
      invoiceId,
      amount: paid,
      method: "wallet" as const,
    })),
  );
}

const taxTransfer = ({ orgId, invoiceId, tax }: { orgId: string; invoiceId: string; tax: Pico }) => ({
  id: newId(),
  orgId,
  kind: "tax" as const,
  ...(tax > 0n
    ? { debit: walletAccount(orgId), credit: AGENCY.tax, amount: tax }
    : { debit: AGENCY.tax, credit: walletAccount(orgId), amount: pico(-tax) }),
  cause: invoiceId,
});

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
      await collectInvoices(tx, await lockPurses(tx, [orgId]));
    });
  }
}
