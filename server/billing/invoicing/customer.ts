import { eq } from "drizzle-orm";
import { organizations } from "#drizzle/schema/index";
import { NotFound } from "#kernel";
import type { Tx } from "#platform";
import type { Parties } from "../invoices/bill";
import { type BillingProfile, readProfile } from "./profile";
import { decideTax, type TaxTerms } from "./tax";
import { readTaxRate } from "./tax-rates";

/** The agency, as its documents name it. */
const ISSUER_NAME = "Hireling";

/** Whom a document is for, as things stand now. */
export type Customer = {
  readonly parties: Parties;
  readonly profile: BillingProfile | null;
  readonly tax: TaxTerms;
  readonly timeZone: string;
};

/**
 * Queues everything that changes one organization's documents: invoices, credit notes and credits for spoiled runs. The
 * lock comes after the run's and the job's, and before caps and the wallet; the foreign keys of a settle pass it.
 * @throws NotFound
 */
export async function lockCustomer(tx: Tx, orgId: string): Promise<Customer> {
  const [organization] = await tx
    .select({ name: organizations.name, slug: organizations.slug, timeZone: organizations.timeZone })
    .from(organizations)
    .where(eq(organizations.id, orgId))
    .for("no key update");
  if (!organization) throw new NotFound("organization", orgId);
  const { name, slug, timeZone } = organization;
  const profile = await readProfile(tx, orgId);
  const rate = profile ? await readTaxRate(tx, profile.country) : null;
  const customer = profile
    ? {
        name: profile.legalName,
        slug,
        address: profile.address,
        country: profile.country,
        vatId: profile.vatId,
        costCentre: profile.costCentre,
      }
    : { name, slug, address: null, country: null, vatId: null, costCentre: null };
  return { parties: { issuer: { name: ISSUER_NAME }, customer }, profile, tax: decideTax(profile, rate), timeZone };
}
