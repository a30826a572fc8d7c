import { asc, eq } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import { isId, type OrgScope, type Role } from "#kernel";
import { withOrg, withSystem } from "#platform";
import { requirePermission } from "./permissions";

/** A person, as the doors may know them: never with the password's hash. */
export type User = { readonly id: string; readonly email: string; readonly name: string };

export type Organization = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly isDemo: boolean;
};
export type Membership = Organization & { readonly role: Role };

export type Member = User & { readonly role: Role; readonly joinedAt: Date };

export type ApiKey = {
  readonly id: string;
  readonly name: string;
  /** The first characters, to recognize it by. */
  readonly prefix: string;
  readonly role: Role;
  readonly createdAt: Date;
  /** To the minute; NULL when never. */
  readonly lastUsedAt: Date | null;
  /** NULL while it works. */
  readonly revokedAt: Date | null;
};

const user = { id: schema.users.id, email: schema.users.email, name: schema.users.name };
const organization = {
  id: schema.organizations.id,
  slug: schema.organizations.slug,
  name: schema.organizations.name,
  isDemo: schema.organizations.isDemo,
};

/** The organizations a person belongs to, oldest membership first. */
export async function listOrganizationsOf(userId: string): Promise<Membership[]> {
  if (!isId(userId)) return [];
  return withSystem((tx) =>
    tx
      .select({ ...organization, role: schema.members.role })
      .from(schema.members)
      .innerJoin(schema.organizations, eq(schema.organizations.id, schema.members.orgId))
      .where(eq(schema.members.userId, userId))
      .orderBy(asc(schema.members.createdAt), asc(schema.members.orgId)),
  );
}

/** The person with this id; NULL when there is none. */
export async function findUser(userId: string): Promise<User | null> {
  if (!isId(userId)) return null;
  const [row] = await withSystem((tx) => tx.select(user).from(schema.users).where(eq(schema.users.id, userId)));
  return row ?? null;
}

/** Whether a person is staff of this installation. */
export async function isOperator(userId: string): Promise<boolean> {
  if (!isId(userId)) return false;
  const [row] = await withSystem((tx) =>
    tx.select({ isOperator: schema.users.isOperator }).from(schema.users).where(eq(schema.users.id, userId)),
  );
  return row?.isOperator ?? false;
}

/** The organization that someone acts in. */
export async function getOrganization(scope: OrgScope): Promise<Organization> {
  const [row] = await withOrg(scope, (tx) => tx.select(organization).from(schema.organizations));
  if (!row) throw new Error(`organization ${scope.orgId} has a scope but no row`);
  return row;
}

/** The people of an organization, oldest first. Everyone in it may see them. */
export function listMembers(scope: OrgScope): Promise<Member[]> {
  // The system role: tenants cannot read people, and only these columns of these rows leave here.
  return withSystem((tx) =>
    tx
      .select({ ...user, role: schema.members.role, joinedAt: schema.members.createdAt })
      .from(schema.members)
      .innerJoin(schema.users, eq(schema.users.id, schema.members.userId))
      .where(eq(schema.members.orgId, scope.orgId))
      .orderBy(asc(schema.members.createdAt), asc(schema.users.id)),
  );
}

/** The organization's API keys, oldest first, revoked ones too. @throws Forbidden */
export async function listApiKeys(scope: OrgScope): Promise<ApiKey[]> {
  requirePermission(scope, "key.manage");
  const { id, name, prefix, role, createdAt, lastUsedAt, revokedAt } = schema.apiKeys;
  return withOrg(scope, (tx) =>
    tx
      .select({ id, name, prefix, role, createdAt, lastUsedAt, revokedAt })
      .from(schema.apiKeys)
      .where(eq(schema.apiKeys.orgId, scope.orgId))
      .orderBy(asc(createdAt), asc(id)),
  );
}
