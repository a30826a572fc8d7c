import { asc, inArray } from "drizzle-orm";
import { z } from "zod";
import { taxRates } from "#drizzle/schema/index";
import { readPublic, recordAudit, type Tx, withSystem } from "#platform";

const MAX_BPS = 10_000;

export const taxRateInput = z.object({
  country: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/, "must be a country's two letters, for example DE."),
  name: z.string().trim().min(1, "is missing: invoices carry it.").max(60, "is longer than 60 characters."),
  bps: z
    .int("must be whole basis points: 1900 are 19%.")
    .min(0, "must not be below zero.")
    .max(MAX_BPS, "must not be above 10,000 (100%)."),
});

export type TaxRate = z.infer<typeof taxRateInput>;

/** Sets a country's tax for invoices from now on; for the operator only. Issued ones keep theirs. */
export function setTaxRate(rate: TaxRate, actor: string): Promise<void> {
  const { country, ...set } = rate;
  return withSystem(async (tx) => {
    await tx.insert(taxRates).values(rate).onConflictDoUpdate({ target: taxRates.country, set });
    await recordAudit(tx, { orgId: null, actor, action: "tax_rate.set", data: { country, ...set } });
  });
}

/** All countries' taxes, by their letters. */
export const listTaxRates = (): Promise<TaxRate[]> =>
  readPublic((tx) => tx.select().from(taxRates).orderBy(asc(taxRates.country)));

/** Some countries' taxes, by country; one for which the operator has set none is not there. */
export async function readTaxRates(tx: Tx, countries: readonly string[]): Promise<ReadonlyMap<string, TaxRate>> {
  if (countries.length === 0) return new Map();
  const rows = await tx
    .select()
    .from(taxRates)
    .where(inArray(taxRates.country, [...countries]));
  return new Map(rows.map((rate) => [rate.country, rate]));
}

/** A country's tax; NULL when the operator has set none. */
export const readTaxRate = async (tx: Tx, country: string): Promise<TaxRate | null> =>
  (await readTaxRates(tx, [country])).get(country) ?? null;
