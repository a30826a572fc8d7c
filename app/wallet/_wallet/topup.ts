import type { Tone } from "@/_components/ui/badge";
import type { Answers } from "@/_trpc/types";

export type Topup = Answers["wallet"]["topup"];

export const METHOD_NAMES: Record<Topup["method"], string> = {
  stripe: "Card",
  bank: "Bank transfer",
  demo: "Demo money",
};

export const STATE_NAMES: Record<Topup["state"], { readonly name: string; readonly tone: Tone }> = {
  pending: { name: "Pending", tone: "accent" },
  paid: { name: "Paid", tone: "positive" },
  failed: { name: "Failed", tone: "negative" },
  expired: { name: "Expired", tone: "neutral" },
  refunded: { name: "Refunded", tone: "neutral" },
};

type Claim = NonNullable<Topup["chargeback"]>;

/** How far the claim of a payer's bank has come. */
export const CLAIM_NAMES: Record<Claim, { readonly name: string; readonly tone: Tone }> = {
  open: { name: "Disputed", tone: "caution" },
  won: { name: "Dispute won", tone: "neutral" },
  lost: { name: "Charged back", tone: "negative" },
};

const MOVEMENTS: Readonly<Record<string, string>> = {
  charge: "Model call",
  overrun_credit: "Credit for a call that cost too much",
  rerate: "Re-rated call",
  rerate_credit: "Credit for a re-rated call",
  demo_credit: "Demo credit",
  promotion: "Promotional credit",
  promotion_expiry: "Promotional credit expired",
  topup: "Top-up",
  topup_refund: "Refund of a top-up",
  chargeback: "Chargeback of a top-up",
  tax: "Tax",
  refund: "Refund",
  fault_credit: "Credit for a run that failed",
  invoice_payment: "Payment of an invoice",
};

/** A movement's kind for people. */
export const movementName = (kind: string): string => MOVEMENTS[kind] ?? kind.replaceAll("_", " ");
