import { eq } from "drizzle-orm";
import { connectors, organizations } from "#drizzle/schema/index";
import { Conflict, InvalidInput, NotFound, newId, type OrgScope } from "#kernel";
import { recordAudit, type Tx, withOrg } from "#platform";
import { readConnectorAddress } from "../address";
import { look } from "../look";
import type { Tell } from "../news";
import { isOffered, readPrograms } from "../programs";
import { type ConnectorRow, listRows, requireRow } from "../rows";
import { type ConnectorOrder, connectorSlug, type LookView, type ProgramView } from "../schema";
import { sealGrant, sealHeaders } from "../secrets";
import { viewOf } from "../views";

const MAX_CONNECTORS = 20;

/**
 * Attaches an MCP server to an organization, and looks what it offers, unless someone has to sign in first. A server that
 * does not answer is attached all the same, with the reason.
 * @throws AddressRefused | Conflict when the slug is taken or there are 20 already | NotFound for a program that is not offered
 */
export async function attachConnector(
  scope: OrgScope,
  order: ConnectorOrder,
  { tell, signal }: { readonly tell: Tell; readonly signal: AbortSignal },
): Promise<LookView> {
  const { orgId, actor } = scope;
  const row = await withOrg(scope, async (tx) => {
    const place = await readPlace(tx, orgId, order);
    const attached = await listRows(tx);
    if (attached.length >= MAX_CONNECTORS) {
      throw new Conflict(`An organization has at most ${MAX_CONNECTORS} connectors. Remove one first.`);
    }
    const slug = order.slug ?? slugFor(place.name);
    if (attached.some((other) => other.slug === slug)) {
      throw new Conflict(`There is a connector "${slug}" already. Choose another short name.`, { slug });
    }
    const id = newId();
    await tx.insert(connectors).values({
      id,
      orgId,
      slug,
      ...place,
      auth: order.auth,
      sealedHeaders: order.auth === "header" ? sealHeaders(id, required(order, "headers")) : null,
      sealedGrant: order.auth === "oauth" ? sealGrant(id, clientOf(order)) : null,
      status: "new",
      createdBy: actor.label,
    });
    const data = { connector: slug, auth: order.auth, url: place.url, program: place.program };
    await recordAudit(tx, { orgId, actor: actor.label, action: "connector.attached", data });
    return requireRow(tx, slug);
  });
  const leftOut = row.auth === "oauth" ? [] : await look(row, tell, signal);
  return withOrg(scope, async (tx) => ({
    connector: await viewOf(tx, await requireRow(tx, row.slug)),
    leftOut: [...(leftOut ?? [])],
  }));
}

/** What a client knows already; else the sign-in server is told when someone signs in. */
const clientOf = ({ clientId, clientSecret }: ConnectorOrder) =>
  clientId === undefined ? {} : { client: { client_id: clientId, client_secret: clientSecret } };

type NamedPlace = Pick<ConnectorRow, "name" | "url" | "program">;

async function readPlace(tx: Tx, orgId: string, order: ConnectorOrder): Promise<NamedPlace> {
  if (order.auth !== "operator") {
    const name = required(order, "name");
    return { name, url: readConnectorAddress(required(order, "url")).url.href, program: null };
  }
  const program = required(order, "program");
  const offered = (await programsFor(tx, orgId)).find((one) => one.program === program);
  if (!offered) throw new NotFound("program", program);
  return { name: order.name ?? offered.name, url: null, program };
}

const MISSING = {
  name: "Give it a name.",
  url: "Give the address where it answers, such as https://mcp.example.com/mcp.",
  headers: "Give the header that lets Hireling in, such as Authorization.",
  program: "Choose one of the programs that the agency offers.",
} as const;

/** What its way of authorization needs. @throws InvalidInput */
function required<Field extends keyof typeof MISSING>(order: ConnectorOrder, field: Field) {
  const value = order[field];
  if (value === undefined) throw new InvalidInput(field, MISSING[field]);
  return value;
}

/** The operator's programs that an organization may use. */
export async function programsFor(tx: Tx, orgId: string): Promise<ProgramView[]> {
  const [organization] = await tx
    .select({ slug: organizations.slug })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  return [...readPrograms()]
    .filter(([, program]) => isOffered(program, organization?.slug ?? ""))
    .map(([program, { name }]) => ({ program, name }));
}

/** @throws InvalidInput when the name has no letters to make one of */
function slugFor(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
  const slug = plain.slice(0, 24).replace(/^-+|-+$/g, "");
  if (!connectorSlug.safeParse(slug).success) {
    throw new InvalidInput(
      "slug",
      "Give it a short name of lower case letters and digits: agents call its tools by it.",
    );
  }
  return slug;
}
