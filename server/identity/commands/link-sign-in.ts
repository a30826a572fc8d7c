import { and, eq } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import { Conflict, Forbidden } from "#kernel";
import { recordAudit, type Tx, withSystem } from "#platform";
import { createOrganization, type OnCreated } from "../organizations";
import type { User } from "../queries";
import { email as emailSchema, read } from "../schema";
import { createUser } from "./register-person";

/** A sign-in at another provider, as that provider reported it. */
export type ForeignSignIn = {
  readonly provider: string;
  /** The provider's own id of the person. */
  readonly subject: string;
  /** NULL when the provider gave none that it has verified. */
  readonly verifiedEmail: string | null;
  readonly name: string | null;
};

/**
 * Finds the person of a sign-in elsewhere, or makes them with an organization of their own.
 * A person who registered here with a password is linked only while signed in: an address is not verified at
 * registration, so whoever typed it first could otherwise share the account of its real owner.
 * @param signedInAs the person of the current session; NULL when signed out
 * @throws Forbidden without a verified address
 * @throws Conflict when the address has a password here
 */
export async function linkSignIn(
  { provider, subject, verifiedEmail, name }: ForeignSignIn,
  { onCreated, signedInAs }: { readonly onCreated: OnCreated; readonly signedInAs: string | null },
): Promise<User> {
  return withSystem(async (tx) => {
    const known = await findLinked(tx, provider, subject);
    if (known) return known;
    if (!verifiedEmail) {
      throw new Forbidden(
        `${provider} gave no verified email address. Verify one there, or register here with a password.`,
      );
    }
    const email = read(emailSchema, verifiedEmail);
    const person = await findLinkable(tx, email, signedInAs);
    const user =
      person ?? (await createWithOrganization(tx, email, name?.trim() || email.replace(/@.*/, ""), onCreated));
    await tx.insert(schema.userIdentities).values({ provider, subject, userId: user.id });
    await recordAudit(tx, {
      orgId: null,
      actor: user.name,
      action: "sign_in.linked",
      data: { provider, userId: user.id },
    });
    return user;
  });
}

async function findLinked(tx: Tx, provider: string, subject: string): Promise<User | null> {
  const { userIdentities, users } = schema;
  const [row] = await tx
    .select({ id: users.id, email: users.email, name: users.name })
    .from(userIdentities)
    .innerJoin(users, eq(users.id, userIdentities.userId))
    .where(and(eq(userIdentities.provider, provider), eq(userIdentities.subject, subject)));
  return row ?? null;
}

async function findLinkable(tx: Tx, email: string, signedInAs: string | null): Promise<User | null> {
  const [row] = await tx.select().from(schema.users).where(eq(schema.users.email, email));
  if (!row) return null;
  if (row.passwordHash !== null && row.id !== signedInAs) {
    throw new Conflict(
      `${email} is registered here with a password. Sign in with it first, then connect this sign-in.`,
    );
  }
  return { id: row.id, email, name: row.name };
}

async function createWithOrganization(tx: Tx, email: string, name: string, onCreated: OnCreated): Promise<User> {
  const user = await createUser(tx, { email, name, passwordHash: null });
  await createOrganization(tx, { name }, { userId: user.id, label: name }, onCreated);
  return user;
}
