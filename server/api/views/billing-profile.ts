import { z } from "zod";

const text = z.string().nullable();

/** Who an organization is on its invoices, and how it is billed. */
export const billingProfile = z.object({
  legalName: z.string(),
  address: z.string(),
  country: z.string().describe("ISO 3166-1 alpha-2"),
  vatId: text,
  purchaseOrder: text,
  costCentre: text,
  email: text,
  taxBps: z.number().int().nullable().describe("Basis points instead of the country's; set by the agency"),
  reverseCharge: z.boolean().describe("Whether you owe the tax yourselves; set by the agency"),
  termsDays: z.number().int().describe("Days until what the wallet does not pay is due; set by the agency"),
});
