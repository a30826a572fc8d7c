import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { billingProfiles } from "#drizzle/schema/index";
import { InvalidInput, type OrgScope } from "#kernel";
import { recordAudit, type Tx, withOrg, withSystem } from "#platform";

const REGIONS = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

/** Private and unknown regions, which have names as well. */
const NO_COUNTRY = ["XA", "XB", "ZZ"];

/** A code that the world knows: `AA` has the form of a country, but is none. */
const isCountry = (code: string): boolean =>
  /^[A-Z]{2}$/.test(code) && REGIONS.of(code) !== undefined && !NO_COUNTRY.includes(code);

const blankToNull = (text: string | null | undefined): string | null => text?.trim() || null;

/** A text of at most `max` characters; empty means none. */
const optionalText = (max: number) =>
  z.string().max(max, `is longer than ${max} characters.`).nullish().transform(blankToNull);

const COUNTRY = "must be a country's two letters, for example DE.";

export const billingProfileInput = z.object({
  legalName: z.string().trim().min(1, "is missing: invoices carry it.").max(200, "is longer than 200 characters."),
  address: z.string().trim().min(1, "is missing: invoices carry it.").max(500, "is longer than 500 characters."),
  country: z.string().trim().toUpperCase().refine(isCountry, COUNTRY).describe("ISO 3166-1 alpha-2"),
  vatId: optionalText(20)
    .transform((id) => id?.replace(/[\s.-]/g, "").toUpperCase() ?? null)
    .refine((id) => id === null || /^[A-Z]{2}[A-Z0-9+*]{2,13}$/.test(id), "must look like DE123456789.")
    .describe("With its country's prefix; none when absent"),
  purchaseOrder: optionalText(100).describe("Your reference, which every invoice repeats"),
  costCentre: optionalText(100).describe("Where calls outside any project are booked"),
  email: optionalText(320)
    .refine((email) => email === null || z.email().safeParse(email).success, "must be an email address.")
    .describe("Where invoices are sent; nowhere when absent"),
});

/** What an organization says about itself as a customer. */
export type BillingProfileInput = z.infer<typeof billingProfileInput>;

/** How an organization is billed. The operator sets the last three. */
export type BillingProfile = BillingProfileInput & {
  /** Basis points instead of the country's; NULL when the country's holds. */
  readonly taxBps: number | null;
  /** With a VAT id in another country the customer owes the tax itself. */
  readonly reverseCharge: boolean;
  /** Days until what the wallet does not pay is due. */
  readonly termsDays: number;
};

const DEFAULT_TERMS_DAYS = 14;

const toProfile = ({ orgId: _, ...profile }: typeof billingProfiles.$inferSelect): BillingProfile => profile;

/** By organization. One without a profile is billed by its name and without tax. */
export async function readProfiles(tx: Tx, orgIds: readonly string[]): Promise<ReadonlyMap<string, BillingProfile>> {
  const rows = await tx
    .select()
    .from(billingProfiles)
    .where(sql`${billingProfiles.orgId} = any(${sql.param(orgIds)}::uuid[])`);
  return new Map(rows.map((row) => [row.orgId, toProfile(row)]));
}

/** One organization's; NULL when it has none. */
export const readProfile = async (tx: Tx, orgId: string): Promise<BillingProfile | null> =>
  (await readProfiles(tx, [orgId])).get(orgId) ?? null;

/** How an organization is billed; NULL when it has not said so. */
export const findBillingProfile = (scope: OrgScope): Promise<BillingProfile | null> =>
  withOrg(scope, (tx) => readProfile(tx, scope.orgId));

/** Says who an organization is on its invoices from now on. Invoices that were issued keep what they say. */
export function saveBillingProfile(scope: OrgScope, input: BillingProfileInput): Promise<BillingProfile> {
  const { orgId, actor } = scope;
  return withOrg(scope, async (tx) => {
    // Without a VAT id there is nobody to whom the tax could be left.
    const set = input.vatId === null ? { ...input, reverseCharge: false } : input;
    const [saved] = await tx
      .insert(billingProfiles)
      .values({ orgId, ...input })
      .onConflictDoUpdate({ target: billingProfiles.orgId, set })
      .returning();
    if (!saved) throw new Error("the billing profile was not written");
    const { country, vatId } = saved;
    await recordAudit(tx, { orgId, actor: actor.label, action: "billing_profile.saved", data: { country, vatId } });
    return toProfile(saved);
  });
}

/** What the operator decides about an organization's taxes and terms. */
export type BillingTerms = Pick<BillingProfile, "taxBps" | "reverseCharge" | "termsDays">;

/**
 * Sets an organization's tax and terms; for the operator only.
 * @param actor the operator's label
 * @throws InvalidInput without a profile, for reverse charge without a VAT id, or for figures out of range
 */
export async function setBillingTerms(orgId: string, terms: BillingTerms, actor: string): Promise<void> {
  const { taxBps, reverseCharge, termsDays } = terms;
  if (taxBps !== null && !isWithin(taxBps, 10_000)) {
    throw new InvalidInput("taxBps", "A tax is 0 to 10,000 basis points: 1900 are 19%.");
  }
  if (!isWithin(termsDays, 365)) throw new InvalidInput("termsDays", "Terms are 0 to 365 days.");
  await withSystem(async (tx) => {
    const profile = await readProfile(tx, orgId);
    if (!profile) throw new InvalidInput("orgId", "This organization has no billing profile yet.");
    if (reverseCharge && profile.vatId === null) {
      throw new InvalidInput("reverseCharge", "Reverse charge needs the customer's VAT id.");
    }
    await tx.update(billingProfiles).set(terms).where(eq(billingProfiles.orgId, orgId));
    await recordAudit(tx, { orgId, actor, action: "billing_terms.set", data: { ...terms } });
  });
}

const isWithin = (figure: number, max: number): boolean => Number.isInteger(figure) && figure >= 0 && figure <= max;

/** Terms of an organization without a profile. */
export const termsOf = (profile: BillingProfile | null): number => profile?.termsDays ?? DEFAULT_TERMS_DAYS;
