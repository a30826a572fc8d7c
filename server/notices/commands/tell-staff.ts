import { eq } from "drizzle-orm";
import { outbox, users } from "#drizzle/schema/index";
import { newId } from "#kernel";
import { env, publicUrl, type Tx } from "#platform";
import type { EmailPayload } from "../schema";

export type StaffNews = {
  /** The organization that it is about. */
  readonly orgId: string;
  /** One line. */
  readonly subject: string;
  /** Plain text: what happened, and what to do. */
  readonly body: string;
  /** A path of the app. */
  readonly href: string;
  /** The fact it tells of, unique in the organization: told once. */
  readonly cause: string;
};

/** Writes to the staff of the installation, as part of the transaction that makes it so. @param tx of the system */
export async function tellStaff(tx: Tx, { orgId, subject, body, href, cause }: StaffNews): Promise<void> {
  const staff = await tx.select({ target: users.email }).from(users).where(eq(users.isOperator, true));
  const payload: EmailPayload = { subject, text: `${body}\n\n${publicUrl(env())}${href}\n`, attachments: [] };
  const letters = staff.map(({ target }) => ({
    id: newId(),
    orgId,
    channel: "email" as const,
    target,
    payload,
    cause: `${orgId}/${cause}`,
  }));
  if (letters.length > 0) await tx.insert(outbox).values(letters).onConflictDoNothing();
}
