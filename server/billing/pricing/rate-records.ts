import { z } from "zod";
import {
  COMPONENTS,
  type Component,
  FEES,
  formatUsd,
  InvalidInput,
  parseDecimal,
  type Quantities,
  WIRE_APIS,
} from "#kernel";
import { UnratedComponent } from "../errors";
import { componentsOf } from "../usage/components-of";
import type { MeteredUsage } from "../usage/metered-usage";
import { componentsIn, computeLines, sumLines } from "./price-of";
import type { PricePoint } from "./rate";

/** A price as a decimal string; a JSON number is read as it is written. */
const price = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => /^\d+(\.\d+)?$/.test(text), "must be a price in US dollars, not below zero");
const rates = z.partialRecord(z.enum(COMPONENTS), price);
const quantity = z.union([z.int().nonnegative(), z.string().regex(/^\d+$/, "must be a whole number, not below zero")]);

/** What to price: a provider's raw usage, or components; and by which rates. */
const recordSchema = z
  .object({
    id: z.union([z.string(), z.number()]),
    api: z.enum(WIRE_APIS).optional(),
    usage: z.unknown().optional(),
    components: z.partialRecord(z.enum(COMPONENTS), quantity).optional(),
    /** USD per million tokens, or per 1,000 calls of a fee. */
    rates,
    /** Long context: rates of the whole request when its total input passes `above`. What a tier leaves out keeps its base rate. */
    tiers: z
      .array(z.strictObject({ above: z.int().nonnegative(), operator: z.enum([">", ">="]).default(">"), rates }))
      .default([]),
  })
  .refine(
    (record) => (record.usage === undefined) !== (record.components === undefined),
    "give either usage or components",
  )
  .refine((record) => record.usage === undefined || record.api !== undefined, {
    path: ["api"],
    error: "say whose usage it is",
  });
type RateRecord = z.infer<typeof recordSchema>;

export type RatedRecord =
  | {
      readonly id: string | number | null;
      readonly lines: readonly {
        readonly component: Component;
        readonly quantity: number;
        readonly rate: string;
        readonly amount: string;
      }[];
      readonly total: string;
      /** Why a person should look at it; absent when the usage adds up. */
      readonly review?: string;
    }
  | { readonly id: string | number | null; readonly error: string };

const pointsOf = (table: RateRecord["rates"], above: PricePoint["above"]): PricePoint[] =>
  COMPONENTS.flatMap((component) => {
    const rate = table[component];
    return rate === undefined ? [] : { component, rate: parseDecimal(rate, `rates.${component}`), above };
  });

function meter({ api, usage, components = {} }: RateRecord): MeteredUsage {
  if (api && usage !== undefined) return componentsOf(api, usage);
  const quantities: Quantities = {};
  let totalInput = 0n;
  for (const component of COMPONENTS) {
    const count = BigInt(components[component] ?? 0);
    if (count > 0n) quantities[component] = count;
    if (component !== "output" && component !== "reasoning" && !FEES.includes(component)) totalInput += count;
  }
  return { quantities, totalInput, servedTier: null, multipliers: [], review: null };
}

function rateRecord(record: RateRecord): RatedRecord {
  const usage = meter(record);
  const points = [
    ...pointsOf(record.rates, null),
    ...record.tiers.flatMap(({ above, operator, rates }) => pointsOf(rates, { tokens: above, operator })),
  ];
  const { lines, unrated } = computeLines(usage, points, 0);
  if (unrated.length > 0) throw new UnratedComponent(componentsIn(unrated), { tier: null });
  return {
    id: record.id,
    lines: lines.map(({ component, quantity, rate, amount }) => ({
      component,
      quantity: Number(quantity),
      rate,
      amount: formatUsd(amount),
    })),
    total: formatUsd(sumLines(lines)),
    ...(usage.review ? { review: usage.review } : {}),
  };
}

const idOf = (record: unknown): string | number | null =>
  z.object({ id: z.union([z.string(), z.number()]) }).safeParse(record).data?.id ?? null;

/**
 * Prices records of usage by the rates that stand with them, each by itself. One that cannot be priced (a component without
 * a rate, a count that is none) has an `error` instead; nothing is priced at zero by default.
 * @throws InvalidInput when `json` is not a list
 */
export function rateRecords(json: unknown): RatedRecord[] {
  if (!Array.isArray(json))
    throw new InvalidInput(
      "file",
      "The file must be a JSON array of records: [{ id, api, usage | components, rates, tiers? }].",
    );
  return json.map((record: unknown): RatedRecord => {
    const parsed = recordSchema.safeParse(record);
    if (!parsed.success) {
      return {
        id: idOf(record),
        error: parsed.error.issues.map(({ path, message }) => `${path.join(".") || "record"}: ${message}`).join("; "),
      };
    }
    try {
      return rateRecord(parsed.data);
    } catch (error) {
      if (error instanceof InvalidInput || error instanceof UnratedComponent)
        return { id: parsed.data.id, error: error.message };
      throw error;
    }
  });
}
