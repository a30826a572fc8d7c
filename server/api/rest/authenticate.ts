import { scopeForApiKey } from "#identity";
import { type OrgScope, Unauthenticated } from "#kernel";
import { requireSameOrigin } from "./same-origin";

/** Who is signed in by the browser's cookie; NULL for nobody. Given by the web, which knows its sessions. */
export type SessionScope = () => Promise<OrgScope | null>;

const SAFE = ["GET", "HEAD", "OPTIONS"];

/**
 * Lets the sender in: by its bearer key, else by the browser's session. NULL for a visitor.
 * A key that is wrong is refused also where none is needed: whoever sends one means it.
 * @throws Unauthenticated
 * @throws Forbidden when another site makes the browser change something here
 */
export async function authenticate(request: Request, session: SessionScope): Promise<OrgScope | null> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) {
    if (!/^bearer\s/i.test(authorization)) throw new Unauthenticated();
    return scopeForApiKey(authorization);
  }
  const scope = await session();
  if (scope && !SAFE.includes(request.method)) requireSameOrigin(request);
  return scope;
}
