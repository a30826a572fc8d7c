"use server";

import { cookies } from "next/headers";
import { scopeForUser } from "#identity";
import { Unauthenticated } from "#kernel";
import { env, publicUrl } from "#platform";
import { currentUserId } from "./options";
import { ORGANIZATION_COOKIE } from "./session";

const A_YEAR = 365 * 24 * 60 * 60;

/** Switches the person who is signed in to another of their organizations. @throws Unauthenticated | NotFound | Forbidden */
export async function chooseOrganization(orgId: string): Promise<void> {
  const userId = await currentUserId();
  if (!userId) throw new Unauthenticated();
  const scope = await scopeForUser(userId, orgId);
  (await cookies()).set(ORGANIZATION_COOKIE, scope.orgId, {
    httpOnly: true,
    sameSite: "lax",
    secure: publicUrl(env()).startsWith("https:"),
    path: "/",
    maxAge: A_YEAR,
  });
}
