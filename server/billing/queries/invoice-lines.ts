import { sql } from "drizzle-orm";
import { formatUsd, type Pico, parseUsd, pico } from "#kernel";
import type { Tx } from "#platform";
import type { OpenLine } from "../invoices/compose-bill";
import { readSealedCalls, type SealedCall } from "../seal/read-sealed";
import { readBilledEvents } from "./billed-events";

/** An invoice's lines in their order: what people read of each call, and what was sealed of it. */
export async function readInvoiceLines(tx: Tx, invoiceId: string): Promise<OpenLine[]> {
  const calls = await readSealedCalls(tx, invoiceId);
  const events = await readBilledEvents(tx, sql`il.invoice_id = ${invoiceId}`);
  return events.flatMap(
    ({ eventId, walletMovement, agentName, verifier, amount: _, components, credits: __, ...place }) => {
      const call = calls.get(eventId);
      if (!call) return [];
      const { attemptId, provider, rateCardId, markupBps, usageDigest } = call.facts;
      const credits = creditsOf(call);
      return {
        ...{ attemptId, ...place, provider, rateCardId, markupBps, usageDigest },
        components: [...components],
        credits,
        seal: call.seal,
        amount: formatUsd(pico(sumUsd(components) - sumUsd(credits))),
      };
    },
  );
}

/** Those of the settle itself, and the one that came later, if it came before the invoice. */
const creditsOf = ({ facts, later }: SealedCall): OpenLine["credits"] => [
  ...facts.credits.map((credit) => ({ ...credit, seal: null })),
  ...(later ? [{ reason: later.reason, amount: later.amount, seal: { ...later.seal, at: later.at } }] : []),
];

const sumUsd = (parts: readonly { readonly amount: string }[]): Pico =>
  pico(parts.reduce((sum, { amount }) => sum + parseUsd(amount), 0n));
