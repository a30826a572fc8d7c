import Papa from "papaparse";
import { formatDecimal, formatUsd, type Pico, parseUsd, pico } from "#kernel";
import type { Bill, BillAdjustment, BillLine } from "../invoices/bill";
import type { CreditNote } from "../queries/get-credit-note";

/**
 * The columns of FOCUS 1.2 (focus.finops.org), in its order: every mandatory one, and the others that the agency has
 * something to say in. Costs are exact decimals in US dollars.
 */
const COLUMNS = [
  "BilledCost",
  "BillingAccountId",
  "BillingAccountName",
  "BillingAccountType",
  "BillingCurrency",
  "BillingPeriodEnd",
  "BillingPeriodStart",
  "ChargeCategory",
  "ChargeClass",
  "ChargeDescription",
  "ChargeFrequency",
  "ChargePeriodEnd",
  "ChargePeriodStart",
  "ConsumedQuantity",
  "ConsumedUnit",
  "ContractedCost",
  "ContractedUnitPrice",
  "EffectiveCost",
  "InvoiceId",
  "InvoiceIssuerName",
  "ListCost",
  "ListUnitPrice",
  "PricingCategory",
  "PricingCurrency",
  "PricingQuantity",
  "PricingUnit",
  "ProviderName",
  "PublisherName",
  "RegionId",
  "RegionName",
  "ResourceId",
  "ResourceName",
  "ResourceType",
  "ServiceCategory",
  "ServiceName",
  "ServiceSubcategory",
  "SkuId",
  "SkuMeter",
  "SkuPriceDetails",
  "SkuPriceId",
  "SubAccountId",
  "SubAccountName",
  "SubAccountType",
  "Tags",
] as const;

export type FocusRow = Readonly<Record<(typeof COLUMNS)[number], string | null>>;

const FEE_UNIT = 1_000;
const SECOND_MS = 1_000;

/** FOCUS writes moments in UTC to the second. */
const second = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const floorSecond = (iso: string): number => Math.floor(Date.parse(iso) / SECOND_MS) * SECOND_MS;
const periodOf = (from: string, to: string): { start: string; end: string } => ({
  start: second(floorSecond(from)),
  // The end of a period does not belong to it any more.
  end: second(floorSecond(to) + SECOND_MS),
});

type Head = Pick<Bill, "number" | "period" | "parties" | "projects" | "issuedAt">;

/** What all rows of a document have in common; a row overrides what it knows better. */
function blank({ number, period, parties }: Head): FocusRow {
  const billing = periodOf(period.from, period.to);
  const empty = Object.fromEntries(COLUMNS.map((column) => [column, null])) as Record<(typeof COLUMNS)[number], null>;
  return {
    ...empty,
    BillingAccountId: parties.customer.slug,
    BillingAccountName: parties.customer.name,
    BillingAccountType: "Organization",
    BillingCurrency: "USD",
    BillingPeriodStart: billing.start,
    BillingPeriodEnd: billing.end,
    ChargePeriodStart: billing.start,
    ChargePeriodEnd: billing.end,
    ChargeFrequency: "One-Time",
    InvoiceId: number,
    InvoiceIssuerName: parties.issuer.name,
    PricingCurrency: "USD",
    ProviderName: parties.issuer.name,
    PublisherName: parties.issuer.name,
    ServiceCategory: "AI and Machine Learning",
    ServiceName: "Hired agents",
    ServiceSubcategory: "Generative AI",
  };
}

/** All four costs are one: there are no discounts, commitments or upfront charges. */
const cost = (usd: string) => ({ BilledCost: usd, EffectiveCost: usd, ListCost: usd, ContractedCost: usd });

type Place = { readonly projectId: string | null; readonly runId: string; readonly jobId: string } & Pick<
  BillLine,
  "agent" | "jobTitle" | "step" | "attempt" | "model"
>;

/** Where a call belongs: the run is the resource, the project the sub account, the rest are tags. */
function placeOf(place: Place, { projects, parties }: Head) {
  const project = projects.find(({ id }) => id === place.projectId) ?? null;
  const costCentre = project?.costCentre ?? parties.customer.costCentre;
  const tags = { agent: place.agent, job: place.jobId, ...(costCentre === null ? {} : { cost_centre: costCentre }) };
  return {
    ResourceId: place.runId,
    ResourceName: `${place.agent} on ${place.jobTitle}`,
    ResourceType: "Run",
    SubAccountId: place.projectId,
    SubAccountName: place.projectId === null ? null : (project?.name ?? place.projectId),
    SubAccountType: place.projectId === null ? null : "Project",
    Tags: JSON.stringify(tags),
  };
}

/** The rows of one call: one for each component, and one for each credit. */
function usageRows(head: Head, line: BillLine): FocusRow[] {
  const at = periodOf(line.at, line.at);
  const common = {
    ...blank(head),
    ...placeOf(line, head),
    ChargePeriodStart: at.start,
    ChargePeriodEnd: at.end,
    ChargeFrequency: "Usage-Based",
  };
  const purpose = line.purpose === "work" ? "" : `, ${line.purpose}`;
  const place = `${line.agent}, step ${line.step}${purpose} of “${line.jobTitle}”`;
  const used = line.components.map(({ component, quantity, rate, unit, amount, rateCardId }): FocusRow => {
    const scale = unit === FEE_UNIT ? 3 : 6;
    const name = unit === FEE_UNIT ? "Requests" : "Tokens";
    const sku = `${line.provider}/${line.model}/${component}`;
    return {
      ...common,
      ...cost(amount),
      ChargeCategory: "Usage",
      ChargeDescription: `${component} of ${line.model}: ${place}`,
      ConsumedQuantity: String(quantity),
      ConsumedUnit: name,
      ContractedUnitPrice: rate,
      ListUnitPrice: rate,
      PricingCategory: "Standard",
      PricingQuantity: formatDecimal({ digits: BigInt(quantity), scale }),
      PricingUnit: `${unit} ${name}`,
      SkuId: sku,
      SkuMeter: component,
      SkuPriceDetails: JSON.stringify({ x_Tier: line.tier, x_MarkupBps: line.markupBps }),
      SkuPriceId: `${sku}/${line.tier}/${rateCardId}/${line.markupBps}`,
    };
  });
  const given = line.credits.map(
    ({ reason, amount }): FocusRow => ({
      ...common,
      ...cost(negated(amount)),
      ChargeCategory: "Credit",
      ChargeDescription: `${reason}: ${place}`,
    }),
  );
  return [...used, ...given];
}

/** The row of a re-rated call: a correction, when the call itself was billed before. */
function adjustmentRow(head: Head, adjustment: BillAdjustment): FocusRow {
  const { amount, reason, call, provider, model, chargedAt } = adjustment;
  const at = periodOf(chargedAt, chargedAt);
  return {
    ...blank(head),
    ...placeOf(adjustment, head),
    ...cost(amount),
    ChargePeriodStart: at.start,
    ChargePeriodEnd: at.end,
    ChargeCategory: "Adjustment",
    ChargeClass: call.invoice === head.number ? null : "Correction",
    ChargeDescription: `Re-rated, ${reason}: line ${call.line} of ${call.invoice}`,
    SkuId: `${provider}/${model}`,
  };
}

const negated = (usd: string): string => formatUsd(pico(-parseUsd(usd)));

/** The rows of a document's tax and of its rounding, so that its rows add up to what is to be paid. */
function* totalRows(head: Head & Pick<Bill, "tax" | "carriedIn" | "rounding">): Generator<FocusRow> {
  const { tax, carriedIn, rounding } = head;
  const common = blank(head);
  if (parseUsd(tax.amount) !== 0n) {
    yield { ...common, ...cost(tax.amount), ChargeCategory: "Tax", ChargeDescription: tax.note ?? "Tax" };
  }
  for (const [amount, what] of [
    [carriedIn, "Carried in from the rounding of earlier invoices"],
    [rounding, "Rounding to whole cents"],
  ] as const) {
    if (parseUsd(amount) === 0n) continue;
    yield { ...common, ...cost(amount), ChargeCategory: "Adjustment", ChargeDescription: what };
  }
}

/** An invoice as FOCUS rows: their `BilledCost` adds up to its total, exactly. */
export const focusOfBill = (bill: Bill): FocusRow[] => [
  ...bill.lines.flatMap((line) => usageRows(bill, line)),
  ...(bill.adjustments ?? []).map((adjustment) => adjustmentRow(bill, adjustment)),
  ...totalRows(bill),
];

/** A credit note as FOCUS rows: corrections of an invoiced period, which add up to its total. */
export function focusOfCreditNote(note: CreditNote): FocusRow[] {
  const correction = { ChargeClass: "Correction" } as const;
  const lines = note.lines.map(
    (line): FocusRow => ({
      ...blank(note),
      ...placeOf(line, note),
      ...cost(negated(line.amount)),
      ChargeCategory: "Credit",
      ChargeDescription: `${note.reason}: line ${line.invoiceLine} of ${note.corrects.number}`,
    }),
  );
  return [...lines, ...totalRows(note)].map((row) => ({ ...row, ...correction }));
}

/** FOCUS rows as CSV. NULL is an empty field. @param header whether the columns' names come first */
export const focusCsv = (rows: readonly FocusRow[], { header = true } = {}): string =>
  Papa.unparse({ fields: [...COLUMNS], data: rows.map((row) => ({ ...row })) }, { newline: "\r\n", header });

/** Σ BilledCost. */
export const billedCost = (rows: readonly FocusRow[]): Pico =>
  pico(rows.reduce((sum, { BilledCost }) => sum + parseUsd(BilledCost ?? "0"), 0n));
