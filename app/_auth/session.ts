import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { isOperator, scopeForUser } from "#identity";
import { DomainError, type OrgScope } from "#kernel";
import { currentUserId } from "./options";

/** Which of their organizations a person looks at. A wish, not a right: it is checked against their memberships. */
export const ORGANIZATION_COOKIE = "hireling_org";

async function findScope(userId: string, orgId?: string): Promise<OrgScope | null> {
  try {
    return await scopeForUser(userId, orgId);
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

/** The organization that this request acts in, looked up once a request; NULL when signed out, or in none any more. */
export const currentScope = cache(async (): Promise<OrgScope | null> => {
  const userId = await currentUserId();
  if (!userId) return null;
  const chosen = (await cookies()).get(ORGANIZATION_COOKIE)?.value;
  return (chosen ? await findScope(userId, chosen) : null) ?? (await findScope(userId));
});

/** For pages: the scope, or off to the sign-in page, which comes back to `next` (a path of this site). */
export async function requireScope(next = "/"): Promise<OrgScope> {
  return (await currentScope()) ?? redirect(`/signin?next=${encodeURIComponent(next)}`);
}

/** Whether the person who is signed in is staff of this installation. */
export const currentIsOperator = cache(async (): Promise<boolean> => {
  const userId = await currentUserId();
  return userId ? isOperator(userId) : false;
});
