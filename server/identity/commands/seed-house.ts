import { eq } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import type { Tx } from "#platform";
import { createOrganization, type NewOrganization, type OnCreated } from "../organizations";
import { hashPassword, newReadablePassword } from "../passwords";
import { createUser } from "./register-person";

/** How someone who was made just now signs in. The password is told this once. */
export type SeedLogin = { readonly email: string; readonly password: string };

export type SeededHouse = {
  /** The organization that publishes the seeded agents. */
  readonly houseId: string;
  /** Absent when they were there already. */
  readonly demoLogin?: SeedLogin;
  readonly operatorLogin?: SeedLogin;
};

/**
 * Makes what an agency starts with: the house publisher with the operator as its owner, and the demo organization with
 * its owner. What is there already stays as it is.
 * @param tx a system transaction
 */
export async function seedHouse(
  tx: Tx,
  { onCreated, onDemoCreated }: { readonly onCreated: OnCreated; readonly onDemoCreated: OnCreated },
): Promise<SeededHouse> {
  const publisher = await seedOrganization(
    tx,
    { name: "The house", slug: "house" },
    { email: "operator@hireling.local", name: "Operator", isOperator: true },
    onCreated,
  );
  const demo = await seedOrganization(
    tx,
    { name: "Demo organization", slug: "demo", isDemo: true },
    { email: "demo@hireling.local", name: "Demo owner", isOperator: false },
    onDemoCreated,
  );
  return { houseId: publisher.orgId, operatorLogin: publisher.login, demoLogin: demo.login };
}

async function seedOrganization(
  tx: Tx,
  organization: NewOrganization & { readonly slug: string },
  owner: { readonly email: string; readonly name: string; readonly isOperator: boolean },
  onCreated: OnCreated,
): Promise<{ readonly orgId: string; readonly login?: SeedLogin }> {
  const { id, slug } = schema.organizations;
  const [existing] = await tx.select({ id }).from(schema.organizations).where(eq(slug, organization.slug));
  if (existing) return { orgId: existing.id };
  const password = newReadablePassword();
  const user = await createUser(tx, { ...owner, passwordHash: await hashPassword(password) });
  const orgId = await createOrganization(tx, organization, { userId: user.id, label: user.name }, onCreated);
  return { orgId, login: { email: user.email, password } };
}
