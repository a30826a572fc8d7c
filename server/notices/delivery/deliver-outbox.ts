import { and, eq, isNull, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import { outbox, webhookEndpoints } from "#drizzle/schema/index";
import { logFor, unseal, withSystem } from "#platform";
import { webhookSecretContext } from "../commands/webhooks";
import { emailPayload, eventPayload } from "../schema";
import { MAX_AGE_DAYS, MAX_TRIES, waitAfter } from "./rules";
import { type Attachment, canSendEmail, sendEmail } from "./send-email";
import { sendWebhook } from "./send-webhook";

type OutboxRow = typeof outbox.$inferSelect;

/** Sent side by side, so that a receiver that hangs holds up few others. */
const BATCH = 32;

/** Longer than a try may take. A process that dies in between has then lost its claim. */
const CLAIM = sql`interval '1 minute'`;

/** Makes the PDF of an organization's invoice or credit note. */
type Attach = (orgId: string, invoiceId: string) => Promise<Attachment>;

/** Nobody will take it, now or later. */
class Undeliverable extends Error {}

/**
 * Sends what is due in the outbox, once across all processes; what fails is tried again later, and given up at last with
 * its failure kept. A crash right after sending repeats it under the same id.
 * @param signal ends tries under way; they are made again
 * @param attach makes what letters refer to
 * @returns how many tries were made
 */
export async function deliverOutbox(signal: AbortSignal, attach: Attach): Promise<number> {
  const claimed = await claimDue();
  await Promise.all(claimed.map((row) => deliver(row, signal, attach)));
  return claimed.length;
}

/** Claims by the clock instead of by a lock: no transaction is open while a receiver takes its time. */
function claimDue(): Promise<OutboxRow[]> {
  const channels = canSendEmail() ? sql`('email', 'webhook')` : sql`('webhook')`;
  return withSystem((tx) =>
    tx
      .update(outbox)
      .set({ tries: sql`${outbox.tries} + 1`, nextTryAt: sql`now() + ${CLAIM}` })
      .where(
        sql`${outbox.id} in (
          select o.id from outbox o
          where o.sent_at is null and o.next_try_at <= now() and o.tries < ${MAX_TRIES} and o.channel in ${channels}
            and o.created_at > now() - make_interval(days => ${MAX_AGE_DAYS})
          order by o.next_try_at limit ${BATCH} for update skip locked)`,
      )
      .returning(),
  );
}

async function deliver(row: OutboxRow, signal: AbortSignal, attach: Attach): Promise<void> {
  try {
    await (row.channel === "email" ? mail(row, signal, attach) : post(row, signal));
    await note(row, { sentAt: sql`now()`, failure: null });
  } catch (error) {
    // Interrupted, not failed: whoever finds the claim run out tries again.
    if (signal.aborted) return;
    const failure = (error instanceof Error ? error.message : String(error)).slice(0, 500);
    const tries = error instanceof Undeliverable ? MAX_TRIES : row.tries;
    await note(row, { tries, failure, nextTryAt: sql`now() + make_interval(secs => ${waitAfter(row.tries)})` });
    logFor({ module: "outbox", orgId: row.orgId }).warn(
      { outboxId: row.id, channel: row.channel, tries, failure },
      "not delivered",
    );
  }
}

async function note({ id }: OutboxRow, news: PgUpdateSetSource<typeof outbox>): Promise<void> {
  await withSystem((tx) => tx.update(outbox).set(news).where(eq(outbox.id, id)));
}

async function mail({ id, orgId, target, payload }: OutboxRow, signal: AbortSignal, attach: Attach): Promise<void> {
  const letter = emailPayload.parse(payload);
  const attachments = await Promise.all(letter.attachments.map(({ invoiceId }) => attach(orgId, invoiceId)));
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  await Promise.race([sendEmail(id, target, { ...letter, attachments }), aborted]);
}

async function post({ id, target, payload }: OutboxRow, signal: AbortSignal): Promise<void> {
  const [endpoint] = await withSystem((tx) =>
    tx
      .select()
      .from(webhookEndpoints)
      .where(and(eq(webhookEndpoints.id, target), isNull(webhookEndpoints.disabledAt))),
  );
  if (!endpoint) throw new Undeliverable("The webhook was removed.");
  const secret = unseal(endpoint.secret, webhookSecretContext(endpoint.id));
  const body = JSON.stringify(eventPayload.parse(payload));
  await sendWebhook(endpoint.url, secret, { id: `msg_${id}`, at: new Date(), body }, signal);
}
