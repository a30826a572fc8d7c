import { type Permission, requirePermission } from "#identity";
import { type OrgScope, Unauthenticated } from "#kernel";
import type { Context } from "./context";

/** Whoever sends this request, if their role holds `permission`. @throws Unauthenticated, Forbidden */
export function requireMember({ scope }: Context, permission: Permission): OrgScope {
  if (!scope) throw new Unauthenticated();
  requirePermission(scope, permission);
  return scope;
}
