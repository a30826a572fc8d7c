import { and, eq, isNull, sql } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import { type Actor, Forbidden, mintScope, NotFound, type OrgScope, type Role, Unauthenticated } from "#kernel";
import { withSystem } from "#platform";
import { hashApiKey, readBearer } from "./api-key";
import { isDemoEnabled, refuseDisabledDemo } from "./organizations";
import { isAllowed } from "./permissions";
import { findUser, listOrganizationsOf } from "./queries";

/** A key in steady use would else write its row at every request. Seconds. */
const LAST_USED_EVERY = 60;

/**
 * Lets a signed-in person into one of their organizations: the one asked for, else their first that is not disabled.
 * @throws Unauthenticated when there is no such person (any more)
 * @throws NotFound when they do not belong to the one asked for
 * @throws Forbidden when they belong to none, or only to the disabled demo organization
 */
export async function scopeForUser(userId: string, orgId?: string): Promise<OrgScope> {
  const user = await findUser(userId);
  if (!user) throw new Unauthenticated("This sign-in is no longer valid. Sign in again.");
  const memberships = await listOrganizationsOf(userId);
  const chosen = orgId
    ? memberships.find(({ id }) => id === orgId)
    : (memberships.find(({ isDemo }) => !isDemo || isDemoEnabled()) ?? memberships[0]);
  if (!chosen && orgId) throw new NotFound("organization", orgId);
  if (!chosen)
    throw new Forbidden("You belong to no organization. Ask an owner to add you, or register one of your own.");
  refuseDisabledDemo(chosen);
  return mintScope(chosen.id, chosen.role, { userId, apiKeyId: null, label: user.name });
}

/**
 * Lets the holder of an API key into its organization.
 * @param bearer the key, or the whole value of the `Authorization` header
 * @throws Unauthenticated when the key is unknown or revoked
 * @throws DemoDisabled
 */
export async function scopeForApiKey(bearer: string): Promise<OrgScope> {
  const secret = readBearer(bearer);
  if (!secret) throw new Unauthenticated();
  const { apiKeys, organizations } = schema;
  const [key] = await withSystem((tx) =>
    tx
      .select({
        id: apiKeys.id,
        orgId: apiKeys.orgId,
        name: apiKeys.name,
        role: apiKeys.role,
        revokedAt: apiKeys.revokedAt,
        isDemo: organizations.isDemo,
        isStale: sql<boolean>`coalesce(${apiKeys.lastUsedAt} < now() - make_interval(secs => ${LAST_USED_EVERY}), true)`,
      })
      .from(apiKeys)
      .innerJoin(organizations, eq(organizations.id, apiKeys.orgId))
      .where(eq(apiKeys.hash, hashApiKey(secret))),
  );
  if (!key) throw new Unauthenticated("This API key is not known here. Make a new one under API keys.");
  if (key.revokedAt) throw new Unauthenticated(`The API key “${key.name}” was revoked. Make a new one under API keys.`);
  refuseDisabledDemo(key);
  if (key.isStale) {
    await withSystem((tx) => tx.update(apiKeys).set({ lastUsedAt: sql`now()` }).where(eq(apiKeys.id, key.id)));
  }
  return mintScope(key.orgId, key.role, { userId: null, apiKeyId: key.id, label: `key “${key.name}”` });
}

/**
 * Lets whoever runs a command on the agency's own machine into an organization: they hold its database anyway.
 * @throws NotFound
 * @throws DemoDisabled
 */
export async function scopeForCommandLine(slug: string): Promise<OrgScope> {
  const { organizations } = schema;
  const [organization] = await withSystem((tx) =>
    tx
      .select({ id: organizations.id, isDemo: organizations.isDemo })
      .from(organizations)
      .where(eq(organizations.slug, slug)),
  );
  if (!organization) throw new NotFound("organization", slug);
  refuseDisabledDemo(organization);
  return mintScope(organization.id, "owner", { userId: null, apiKeyId: null, label: "command line" });
}

/**
 * Lets the staff of the agency read an organization's papers, under their own name. Whether someone is staff is for the
 * caller to have seen; what they change goes through the staff's own commands.
 */
export const scopeForStaff = (orgId: string, label: string): OrgScope =>
  mintScope(orgId, "billing", { userId: null, apiKeyId: null, label });

/**
 * For what the worker reads for an organization by itself, such as the invoice that goes with a letter: with the role that
 * reads bills, and on behalf of nobody.
 */
export const scopeForPost = (orgId: string): OrgScope =>
  mintScope(orgId, "billing", { userId: null, apiKeyId: null, label: "post" });

/**
 * For work that was ordered ahead: lets whoever ordered it in again, if they would still be let in and may hire. Someone
 * at the agency's own machine, who is neither a member nor a key, always may.
 * @returns NULL when they may not any more
 */
export async function findHiringScope(orgId: string, actor: Actor): Promise<OrgScope | null> {
  const role = await findRole(orgId, actor);
  return role !== null && isAllowed(role, "job.hire") ? mintScope(orgId, role, actor) : null;
}

async function findRole(orgId: string, { userId, apiKeyId }: Actor): Promise<Role | null> {
  if (userId !== null) return (await listOrganizationsOf(userId)).find(({ id }) => id === orgId)?.role ?? null;
  if (apiKeyId === null) return "owner";
  const { apiKeys } = schema;
  const [key] = await withSystem((tx) =>
    tx
      .select({ role: apiKeys.role })
      .from(apiKeys)
      .where(and(eq(apiKeys.id, apiKeyId), eq(apiKeys.orgId, orgId), isNull(apiKeys.revokedAt))),
  );
  return key?.role ?? null;
}
