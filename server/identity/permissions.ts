import { Forbidden, type OrgScope, type Role } from "#kernel";

export const ROLES = ["owner", "admin", "billing", "member"] as const satisfies readonly Role[];

/** Everything that a door can ask for, with the words for a person who may not. A new capability is a new line here. */
const ACTIONS = {
  "job.read": "See jobs and deliverables",
  "job.hire": "Hire agents",
  "job.control": "Steer jobs (cancel, pause, resume, answer)",
  "job.accept": "Accept or dispute deliverables",
  "bill.read": "See the wallet, usage and invoices",
  "bill.invoice": "Issue invoices",
  "wallet.topup": "Top up the wallet",
  "budget.manage": "Set budgets and projects",
  "agent.publish": "Publish agents",
  "webhook.manage": "Manage webhooks",
  "connector.manage": "Manage connectors",
  "key.manage": "Manage API keys",
  "member.manage": "Manage members",
  "organization.manage": "Manage the organization and its owners",
} as const;

export type Permission = keyof typeof ACTIONS;

export const PERMISSIONS = Object.keys(ACTIONS) as readonly Permission[];

const GRANTS: Record<Role, ReadonlySet<Permission>> = {
  owner: new Set(PERMISSIONS),
  admin: new Set(PERMISSIONS.filter((permission) => permission !== "organization.manage")),
  billing: new Set<Permission>(["job.read", "bill.read", "bill.invoice", "wallet.topup", "budget.manage"]),
  member: new Set<Permission>(["job.read", "job.hire", "job.control", "job.accept", "bill.read"]),
};

export const isAllowed = (role: Role, permission: Permission): boolean => GRANTS[role].has(permission);

/** Whether someone with the role `by` may give `role` to others: only what they could do themselves. */
export const canGrant = (by: Role, role: Role): boolean =>
  [...GRANTS[role]].every((permission) => isAllowed(by, permission));

/** @throws Forbidden that names the roles which may */
export function requirePermission(scope: OrgScope, permission: Permission): void {
  if (isAllowed(scope.role, permission)) return;
  const roles = ROLES.filter((role) => isAllowed(role, permission));
  throw new Forbidden(
    `${ACTIONS[permission]}: this needs the role ${listOf(roles)}, and yours is ${scope.role}. Ask an owner of the organization.`,
    { permission, roles, role: scope.role },
  );
}

const listOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
