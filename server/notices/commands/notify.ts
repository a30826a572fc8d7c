import { and, eq, isNull } from "drizzle-orm";
import { members, notifications, outbox, users, webhookEndpoints } from "#drizzle/schema/index";
import { newId, type Role } from "#kernel";
import { env, publicUrl, type Tx } from "#platform";
import type { EmailPayload, EventPayload, NewsKind } from "../schema";

export type News = {
  readonly orgId: string;
  readonly kind: NewsKind;
  /** One line. */
  readonly subject: string;
  /** Plain text: what happened, and what to do. */
  readonly body: string;
  /** A path of the app; NULL when it leads nowhere. */
  readonly href: string | null;
  /** The fact it tells of, unique in the organization: told once, however often this is called. */
  readonly cause: string;
  /** The one member who gets the letter; absent, NULL or not a member any more: owners, admins and billing members do. */
  readonly to?: string | null;
  /** What the webhook event carries. Money as decimal strings. */
  readonly data: EventPayload["data"];
  readonly at: Date;
};

/** Who gets it by email, unless it is for one person. */
const READERS: readonly Role[] = ["owner", "admin", "billing"];

/**
 * Tells an organization something, as part of the transaction that makes it so: in the app, by email to whom it
 * concerns, and to its webhooks. Letters and events leave after the commit (`deliverOutbox`).
 * @param tx of the system, since an organization may not read people's addresses
 * @returns whether it is news; false when the cause was told already
 */
export async function notify(tx: Tx, { data, at, to = null, ...news }: News): Promise<boolean> {
  const { orgId, kind, subject, body, href, cause } = news;
  const told = await tx
    .insert(notifications)
    .values({ id: newId(), ...news })
    .onConflictDoNothing()
    .returning({ id: notifications.id });
  if (told.length === 0) return false;
  const readers = await readAddresses(tx, orgId, to);
  const endpoints = await tx
    .select({ target: webhookEndpoints.id })
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.orgId, orgId), isNull(webhookEndpoints.disabledAt)));
  const link = href === null ? "" : `\n\n${publicUrl(env())}${href}`;
  const letter: EmailPayload = { subject, text: `${body}${link}\n`, attachments: [] };
  const event: EventPayload = { type: kind, timestamp: at.toISOString(), data };
  const rows = [
    ...readers.map(({ target }) => ({ channel: "email" as const, target, payload: letter })),
    ...endpoints.map(({ target }) => ({ channel: "webhook" as const, target, payload: event })),
  ];
  // Causes are unique in an organization only, and a person may belong to several.
  const outgoing = rows.map((row) => ({ id: newId(), orgId, cause: `${orgId}/${cause}`, ...row }));
  if (outgoing.length > 0) await tx.insert(outbox).values(outgoing).onConflictDoNothing();
  return true;
}

async function readAddresses(tx: Tx, orgId: string, to: string | null): Promise<{ target: string }[]> {
  const rows = await tx
    .select({ target: users.email, userId: users.id, role: members.role })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.orgId, orgId));
  const person = rows.filter(({ userId }) => userId === to);
  return person.length > 0 ? person : rows.filter(({ role }) => READERS.includes(role));
}
