import { type Permission, requirePermission } from "#identity";
import { type OrgScope, Unauthenticated } from "#kernel";
import type { Context } from "../../context";

/** What `memberProcedure` does for procedures. @throws Unauthenticated, Forbidden */
export function requireMember({ scope }: Context, permission: Permission): OrgScope {
  if (!scope) throw new Unauthenticated();
  requirePermission(scope, permission);
  return scope;
}
