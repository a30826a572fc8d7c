import type { OrgScope } from "#kernel";
import { withOrg } from "#platform";
import { type BillingProfile, readProfile, termsOf } from "./profile";
import { decideTax, type TaxTerms } from "./tax";
import { readTaxRate } from "./tax-rates";

/** What the next invoice of an organization will go by. */
export type CustomerTerms = {
  /** NULL when it has none: it is billed by its name and without tax. */
  readonly profile: BillingProfile | null;
  readonly tax: TaxTerms;
  /** Days until what the wallet does not pay is due. */
  readonly termsDays: number;
};

/** How an organization would be billed now. */
export function getCustomerTerms(scope: OrgScope): Promise<CustomerTerms> {
  return withOrg(scope, async (tx) => {
    const profile = await readProfile(tx, scope.orgId);
    const rate = profile ? await readTaxRate(tx, profile.country) : null;
    return { profile, tax: decideTax(profile, rate), termsDays: termsOf(profile) };
  });
}
