import { asc, eq, ilike, or, sql } from "drizzle-orm";
import { organizations, wallets } from "#drizzle/schema/index";
import { formatUsd, isId, NotFound, pico } from "#kernel";
import { withSystem } from "#platform";

/** An organization as the operator's staff see it. Amounts in USD as decimal strings. */
export type Client = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly balance: string;
  readonly held: string;
  readonly available: string;
  readonly creditLimit: string;
  readonly promotional: string;
  /** What its payers have back and its wallet could not give up: above zero it gets no new calls. */
  readonly owed: string;
};

const MOST = 200;

const columns = {
  id: organizations.id,
  slug: organizations.slug,
  name: organizations.name,
  posted: wallets.posted,
  held: wallets.held,
  creditLimit: wallets.creditLimit,
  promotional: wallets.promotional,
  owed: wallets.owed,
};

type Row = Pick<typeof organizations.$inferSelect, "id" | "slug" | "name"> &
  Pick<typeof wallets.$inferSelect, "posted" | "held" | "creditLimit" | "promotional" | "owed">;

const viewOf = ({ posted, held, creditLimit, promotional, owed, ...organization }: Row): Client => ({
  ...organization,
  balance: formatUsd(posted),
  held: formatUsd(held),
  available: formatUsd(pico(posted - held + creditLimit)),
  creditLimit: formatUsd(creditLimit),
  promotional: formatUsd(promotional),
  owed: formatUsd(owed),
});

/** Organizations with a wallet, by name, the first 200. For staff only. @param search part of a name or slug */
export async function listClients(search: string): Promise<Client[]> {
  const pattern = `%${search.trim().replace(/[\\%_]/g, "\\$&")}%`;
  const rows = await withSystem((tx) =>
    tx
      .select(columns)
      .from(organizations)
      .innerJoin(wallets, eq(wallets.orgId, organizations.id))
      .where(or(ilike(organizations.name, pattern), ilike(organizations.slug, pattern)))
      .orderBy(asc(sql`lower(${organizations.name})`), asc(organizations.id))
      .limit(MOST),
  );
  return rows.map(viewOf);
}

/** For staff only. @throws NotFound */
export async function getClient(id: string): Promise<Client> {
  const [row] = isId(id)
    ? await withSystem((tx) =>
        tx
          .select(columns)
          .from(organizations)
          .innerJoin(wallets, eq(wallets.orgId, organizations.id))
          .where(eq(organizations.id, id)),
      )
    : [];
  if (!row) throw new NotFound("client", id);
  return viewOf(row);
}
