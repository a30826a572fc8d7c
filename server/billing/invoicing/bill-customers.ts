import { inArray } from "drizzle-orm";
import { projects } from "#drizzle/schema/index";
import { addPico, ZERO } from "#kernel";
import { inOneTrip, type Tx } from "#platform";
import type { BilledProject } from "../invoices/bill";
import { type TakenAdjustments, takeAdjustments } from "../rerate/take-adjustments";
import { publishHeadsAt } from "../seal/publish-heads";
import { sealAllOf } from "../seal/seal-entries";
import { type Taken, takeTallies } from "../tallies/take-tallies";
import { collectInvoices, lockPurses } from "./collect-invoices";
import type { Customer } from "./customer";
import { termsOf } from "./profile";
import { announceDocuments } from "./send-invoice";
import { taxOn } from "./tax";
import { type Draft, numberDocuments, writeDocuments } from "./write-document";

const DAY_MS = 86_400_000;

/** An invoice to be: of a locked customer, for what it called up to the end of a month, or (NULL) up to now. */
export type Billing = { readonly invoiceId: string; readonly customer: Customer; readonly month: string | null };

/**
 * Bills locked customers, each once, and lets their wallets pay what they can: a prepaid one has paid the net by its
 * movements already. What is written grows with the customers, not with their calls.
 */
export async function billCustomers(tx: Tx, billings: readonly Billing[], now: Date): Promise<void> {
  const orgIds = billings.map(({ customer }) => customer.orgId);
  await sealAllOf(tx, orgIds);
  const takings = billings.map(({ invoiceId, customer: { orgId }, month }) => ({ invoiceId, orgId, month }));
  const [calls, adjustments] = await inOneTrip(
    () => takeTallies(tx, takings),
    () => takeAdjustments(tx, takings),
  );
  const bills = billings.map((billing) => {
    const { invoiceId } = billing;
    return { ...billing, contents: contentsOf(calls.get(invoiceId), adjustments.get(invoiceId)) };
  });
  const [, named] = await inOneTrip(
    () =>
      publishHeadsAt(
        tx,
        bills.flatMap(({ customer: { orgId }, contents: { lastSeal } }) => (lastSeal ? { orgId, seq: lastSeal } : [])),
      ),
    () =>
      readProjects(
        tx,
        bills.flatMap(({ contents }) => contents.projectIds),
      ),
  );
  const purses = await lockPurses(tx, orgIds);
  const documents = await numberDocuments(
    tx,
    bills.map((bill) => draftOf(bill, named, now)),
  );
  // Other invoices wait for the counter from here on.
  await inOneTrip(
    () => writeDocuments(tx, documents),
    () => collectInvoices(tx, purses),
    () =>
      announceDocuments(
        tx,
        bills.flatMap(({ customer: { orgId, profile } }, index) => {
          const document = documents[index];
          return document ? { ...document, orgId, kind: "invoice" as const, email: profile?.email ?? null } : [];
        }),
      ),
  );
}

/** What an invoice bills: calls, and what re-ratings made of earlier ones. */
function contentsOf(calls: Taken | undefined, adjustments: TakenAdjustments | undefined) {
  const parts = [calls, adjustments].flatMap((part) => part ?? []);
  const seals = parts.flatMap(({ firstSeal, lastSeal }) => [firstSeal, lastSeal]);
  return {
    exactTotal: addPico(calls?.exactTotal ?? ZERO, adjustments?.total ?? ZERO),
    from: calls?.from ?? null,
    to: calls?.to ?? null,
    firstSeal: seals.length > 0 ? Math.min(...seals) : null,
    lastSeal: seals.length > 0 ? Math.max(...seals) : null,
    projectIds: parts.flatMap(({ projectIds }) => projectIds),
  };
}

type Bill = Billing & { readonly contents: ReturnType<typeof contentsOf> };

function draftOf(
  { invoiceId, customer, month, contents }: Bill,
  named: ReadonlyMap<string, BilledProject>,
  now: Date,
): Draft {
  const { orgId, parties, profile, tax } = customer;
  const { exactTotal, from, to, firstSeal, lastSeal, projectIds } = contents;
  return {
    id: invoiceId,
    orgId,
    kind: "invoice",
    month,
    periodFrom: from ?? now,
    periodTo: to ?? now,
    exactTotal,
    taxBps: tax.bps,
    tax: taxOn(exactTotal, tax.bps),
    taxNote: tax.note,
    purchaseOrder: profile?.purchaseOrder ?? null,
    projects: [...new Set(projectIds)]
      .flatMap((id) => named.get(id) ?? [])
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    firstSeal,
    lastSeal,
    dueAt: new Date(now.getTime() + termsOf(profile) * DAY_MS),
    parties,
    issuedAt: now,
  };
}

/** Projects by their ids, as they are called and booked now. */
async function readProjects(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, BilledProject>> {
  if (ids.length === 0) return new Map();
  const { id, name, costCentre } = projects;
  const rows = await tx
    .select({ id, name, costCentre })
    .from(projects)
    .where(inArray(id, [...ids]));
  return new Map(rows.map((row) => [row.id, row]));
}
