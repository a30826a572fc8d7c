import { and, desc, eq, lt } from "drizzle-orm";
import { sealHeads } from "#drizzle/schema/index";
import { InvalidInput, type OrgScope } from "#kernel";
import { withOrg } from "#platform";

/** A head of the organization's chain with the agency's signature over `orgId:seq:hash`. */
type PublishedHead = {
  readonly orgId: string;
  readonly seq: number;
  readonly hash: string;
  readonly keyId: string;
  /** Ed25519, base64. */
  readonly signature: string;
  readonly at: string;
};

type HeadPage = { readonly heads: readonly PublishedHead[]; readonly nextCursor: string | null };

const DEFAULT_LIMIT = 50;

/** The signed heads of an organization's chain, newest first. The cursor is what the page before gave. @throws InvalidInput */
export function listHeads(
  scope: OrgScope,
  { limit = DEFAULT_LIMIT, cursor = null }: { readonly limit?: number; readonly cursor?: string | null } = {},
): Promise<HeadPage> {
  if (cursor !== null && !/^\d{1,15}$/.test(cursor))
    throw new InvalidInput("cursor", "This is not a cursor of the list of heads.");
  return withOrg(scope, async (tx) => {
    const before = cursor === null ? undefined : lt(sealHeads.seq, Number(cursor));
    const rows = await tx
      .select()
      .from(sealHeads)
      .where(and(eq(sealHeads.orgId, scope.orgId), before))
      .orderBy(desc(sealHeads.seq))
      .limit(limit + 1);
    const heads = rows.slice(0, limit).map(({ createdAt, ...head }) => ({ ...head, at: createdAt.toISOString() }));
    return { heads, nextCursor: rows.length > limit ? String(heads.at(-1)?.seq) : null };
  });
}
