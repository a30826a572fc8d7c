import { eq } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import { withSystem } from "#platform";
import { DemoDisabled } from "../errors";
import { isDemoEnabled } from "../organizations";
import { passwordFits } from "../passwords";
import { listOrganizationsOf, type User } from "../queries";
import { countSignIn } from "../try-limits";

/**
 * The person with this address and password; NULL when either is wrong, after the same work in both cases.
 * @param ip where the try comes from, for the limit
 * @throws TooManyTries
 * @throws DemoDisabled to someone who has nothing but the demo organization, while it is switched off
 */
export async function verifyPassword(address: string, password: string, ip: string): Promise<User | null> {
  const email = address.trim().toLowerCase();
  const forgive = await countSignIn(email, ip);
  const [user] = await withSystem((tx) => tx.select().from(schema.users).where(eq(schema.users.email, email)));
  if (!(await passwordFits(user?.passwordHash ?? null, password)) || !user) return null;
  await forgive();
  if (!isDemoEnabled()) {
    const organizations = await listOrganizationsOf(user.id);
    if (organizations.length > 0 && organizations.every(({ isDemo }) => isDemo)) throw new DemoDisabled();
  }
  return { id: user.id, email, name: user.name };
}
