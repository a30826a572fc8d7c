import { isOperator } from "#identity";
import { Forbidden, Unauthenticated } from "#kernel";
import type { Context } from "./context";

/** Staff of the installation, by the name that the audit log keeps. */
export type StaffMember = { readonly label: string };

/** Whoever sends this request, if they are staff; API keys never are. @throws Unauthenticated, Forbidden */
export async function requireOperator({ scope }: Context): Promise<StaffMember> {
  if (!scope) throw new Unauthenticated();
  const { userId, label } = scope.actor;
  if (userId === null || !(await isOperator(userId))) {
    throw new Forbidden("This is for the staff of the agency. Sign in as one of them.");
  }
  return { label };
}
