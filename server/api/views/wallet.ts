import { z } from "zod";
import { usd } from "./money";

/** An organization's money. */
export const walletView = z.object({
  currency: z.string(),
  balance: usd.describe("What is posted"),
  held: usd.describe("Reserved for model calls under way"),
  available: usd.describe("`balance − held + creditLimit`"),
  creditLimit: usd,
  promotional: usd.describe("What of the balance is promotional credit, which is spent first"),
  owed: usd.describe(
    "What payers have back and was spent already: the next money pays it, and until then no call is made",
  ),
  movements: z
    .array(
      z.object({
        id: z.string(),
        kind: z.string(),
        amount: usd.describe("Below zero: spent"),
        at: z.iso.datetime(),
        attemptId: z.string().nullable().describe("The model call that caused it; null for others"),
      }),
    )
    .readonly()
    .describe("The latest, newest first"),
});

/** Money paid into a wallet, or on its way. */
export const topupView = z.object({
  id: z.string(),
  method: z.enum(["stripe", "bank", "demo"]),
  amount: usd.describe("What was asked for"),
  paid: usd.nullable().describe("What arrived, and so what was credited; null until it has"),
  refunded: usd.describe("What was given back to the payer"),
  chargedBack: usd.describe("What the payer's bank has taken back and not given again"),
  chargeback: z
    .enum(["open", "won", "lost"])
    .nullable()
    .describe("How far the bank's claim on it has come; null when there is none"),
  state: z.enum(["pending", "paid", "failed", "expired", "refunded"]),
  automatic: z.boolean().describe("Whether the wallet asked for it by itself"),
  note: z.string().nullable(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable().describe("Null while pending"),
});

/** Credit that is spent before paid money. */
export const promotionView = z.object({
  id: z.string(),
  name: z.string(),
  amount: usd.describe("What was given"),
  remaining: usd.describe("Not spent yet, what calls under way hold included"),
  expiresAt: z.iso.datetime().nullable().describe("Null: never"),
});

/** When a wallet fills itself. */
export const autoTopupView = z.object({
  threshold: usd,
  amount: usd,
  enabled: z.boolean(),
  hasCard: z.boolean().describe("Without a card it waits for a top-up that keeps one"),
  pausedUntil: z.iso.datetime().nullable(),
});
