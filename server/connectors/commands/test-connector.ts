import { Conflict, type OrgScope } from "#kernel";
import { withOrg } from "#platform";
import { look } from "../look";
import type { Tell } from "../news";
import { requireRow } from "../rows";
import type { LookView } from "../schema";
import { viewOf } from "../views";

/** Asks a connector for its tools now. @throws NotFound | Conflict when someone has to sign in first */
export async function testConnector(
  scope: OrgScope,
  slug: string,
  { tell, signal }: { readonly tell: Tell; readonly signal: AbortSignal },
): Promise<LookView> {
  const row = await withOrg(scope, (tx) => requireRow(tx, slug));
  if (row.auth === "oauth" && row.status === "new") {
    throw new Conflict(`Nobody has signed in to ${row.name} yet. Do so in the settings.`, { status: row.status });
  }
  const leftOut = await look(row, tell, signal);
  return withOrg(scope, async (tx) => ({
    connector: await viewOf(tx, await requireRow(tx, slug)),
    leftOut: [...(leftOut ?? [])],
  }));
}
