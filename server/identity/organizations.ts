import { eq, like, or } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import { newId } from "#kernel";
import { env, isPublic, recordAudit, type Tx } from "#platform";
import { DemoDisabled } from "./errors";
import { slugOf, uniqueSlug } from "./slug";

/** What else a new organization needs (a wallet), done in the same transaction by whoever composes. */
export type OnCreated = (tx: Tx, orgId: string) => Promise<void>;

export type NewOrganization = {
  readonly name: string;
  /** Fixed for seeded ones; else made from the name. */
  readonly slug?: string;
  readonly isDemo?: boolean;
};

/** Opens an organization with its first owner. `tx` is a system transaction. */
export async function createOrganization(
  tx: Tx,
  { name, slug, isDemo = false }: NewOrganization,
  owner: { readonly userId: string; readonly label: string },
  onCreated: OnCreated,
): Promise<string> {
  const orgId = newId();
  await tx
    .insert(schema.organizations)
    .values({ id: orgId, name, slug: slug ?? (await findFreeSlug(tx, slugOf(name))), isDemo });
  await tx.insert(schema.members).values({ orgId, userId: owner.userId, role: "owner" });
  await recordAudit(tx, { orgId, actor: owner.label, action: "organization.created", data: { name } });
  await onCreated(tx, orgId);
  return orgId;
}

/** Two at once may find the same one; the second then fails on the unique constraint and is tried again by the caller. */
async function findFreeSlug(tx: Tx, base: string): Promise<string> {
  const { slug } = schema.organizations;
  const rows = await tx
    .select({ slug })
    .from(schema.organizations)
    .where(or(eq(slug, base), like(slug, `${base}-%`)));
  return uniqueSlug(base, new Set(rows.map((row) => row.slug)));
}

/** Whether the demo organization may be used: its password is no secret once others can reach the agency. */
export const isDemoEnabled = (): boolean => !isPublic(env());

/** @throws DemoDisabled */
export function refuseDisabledDemo(organization: { readonly isDemo: boolean }): void {
  if (organization.isDemo && !isDemoEnabled()) throw new DemoDisabled();
}
