import { asc, sql } from "drizzle-orm";
import { organizations } from "#drizzle/schema/index";
import { NotFound } from "#kernel";
import { inOneTrip, type Tx } from "#platform";
import type { Parties } from "../invoices/bill";
import { type BillingProfile, readProfiles } from "./profile";
import { decideTax, type TaxTerms } from "./tax";
import { readTaxRates } from "./tax-rates";

/** The agency, as its documents name it. */
const ISSUER_NAME = "Hireling";

/** Whom a document is for, as things stand now. */
export type Customer = {
  readonly orgId: string;
  readonly parties: Parties;
  readonly profile: BillingProfile | null;
  readonly tax: TaxTerms;
};

/**
 * Queues everything that changes one organization's documents: invoices, credit notes and credits for spoiled runs. The
 * lock comes after the run's and the job's, and before caps and the wallet; the foreign keys of a settle pass it.
 * @throws NotFound
 */
export async function lockCustomer(tx: Tx, orgId: string): Promise<Customer> {
  const [customer] = await lockCustomers(tx, [orgId]);
  if (!customer) throw new NotFound("organization", orgId);
  return customer;
}

/** The same for many, in the order of their ids; those that are not there are left out. */
export async function lockCustomers(tx: Tx, orgIds: readonly string[]): Promise<Customer[]> {
  const [locked, profiles] = await inOneTrip(
    () =>
      tx
        .select({ id: organizations.id, name: organizations.name, slug: organizations.slug })
        .from(organizations)
        .where(sql`${organizations.id} = any(${sql.param(orgIds)}::uuid[])`)
        .orderBy(asc(organizations.id))
        .for("no key update"),
    () => readProfiles(tx, orgIds),
  );
  const rates = await readTaxRates(
    tx,
    [...profiles.values()].map(({ country }) => country),
  );
  return locked.map(({ id: orgId, name, slug }) => {
    const profile = profiles.get(orgId) ?? null;
    const tax = decideTax(profile, (profile && rates.get(profile.country)) ?? null);
    return { orgId, parties: { issuer: { name: ISSUER_NAME }, customer: partyOf(name, slug, profile) }, profile, tax };
  });
}

const partyOf = (name: string, slug: string, profile: BillingProfile | null): Parties["customer"] =>
  profile
    ? {
        name: profile.legalName,
        slug,
        address: profile.address,
        country: profile.country,
        vatId: profile.vatId,
        costCentre: profile.costCentre,
      }
    : { name, slug, address: null, country: null, vatId: null, costCentre: null };
