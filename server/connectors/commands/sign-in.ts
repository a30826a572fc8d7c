import { createHash, randomBytes } from "node:crypto";
import { auth, extractWWWAuthenticateParams } from "@modelcontextprotocol/sdk/client/auth.js";
import { LATEST_PROTOCOL_VERSION } from "@modelcontextprotocol/sdk/types.js";
import { and, eq, gt, lt, sql } from "drizzle-orm";
import { connectorSignIns, connectors } from "#drizzle/schema/index";
import { type Clock, Conflict, DomainError, Forbidden, InvalidInput, type OrgScope } from "#kernel";
import { env, publicUrl, recordAudit, seal, unseal, withOrg } from "#platform";
import { readConnectorAddress } from "../address";
import { ConnectorFailed } from "../errors";
import { grantOf } from "../grant/renew-grant";
import { type SignIn, SignInClient } from "../grant/sign-in-client";
import { look } from "../look";
import type { Tell } from "../news";
import { type ConnectorRow, lockRow, requireRow } from "../rows";
import { openGrant, sealGrant } from "../secrets";
import { reasonOf } from "../session/failures";
import { createGuardedFetch, type GuardedFetch } from "../session/guarded-fetch";

/** How long a member may take at the other side. */
const MINUTES = 15;

const CALLBACK = "/api/connectors/callback";
const callbackUrl = (): string => `${publicUrl(env())}${CALLBACK}`;

const digestOf = (state: string): string => createHash("sha256").update(state).digest("hex");
const contextOf = (stateDigest: string): string => `connector-sign-in/${stateDigest}`;

/**
 * Begins to authorize a connector: finds its sign-in server, makes Hireling known there, and says where the member has to
 * go. They come back to the callback, with a code that is good for this member and this connector alone.
 * @returns an address for the member's browser
 * @throws NotFound | Conflict when it needs no sign-in | Forbidden for a key | ConnectorFailed
 */
export async function beginSignIn(scope: OrgScope, slug: string): Promise<{ readonly url: string }> {
  const userId = requirePerson(scope);
  const row = await withOrg(scope, (tx) => requireRow(tx, slug));
  if (row.auth !== "oauth" || row.url === null) throw new Conflict(`${row.name} needs no sign-in.`);
  const { client: kept } = openGrant(row);
  const state = randomBytes(32).toString("base64url");
  // Where the server is may have changed since; as what we are known there has not, as long as we are called back here.
  const client = new SignInClient(callbackUrl(), state, isStillOurs(kept) ? { client: kept } : {});
  await withFetch(row, async (send) =>
    auth(client, { serverUrl: row.url ?? "", fetchFn: send, ...(await askWhere(row.url ?? "", send)) }),
  );
  if (!client.authorizationUrl) throw new ConnectorFailed(`${row.name} did not say where to sign in.`);
  // The browser goes there with the member: only to what a connector may reach.
  const { url } = readConnectorAddress(client.authorizationUrl);
  const stateDigest = digestOf(state);
  await withOrg(scope, async (tx) => {
    await tx.delete(connectorSignIns).where(lt(connectorSignIns.expiresAt, sql`now()`));
    await tx.insert(connectorSignIns).values({
      stateDigest,
      orgId: scope.orgId,
      connectorId: row.id,
      userId,
      sealed: seal(JSON.stringify(client.known), contextOf(stateDigest)),
      expiresAt: sql`now() + ${MINUTES} * interval '1 minute'`,
    });
  });
  return { url: url.href };
}

/** @throws Forbidden */
function requirePerson({ actor }: OrgScope): string {
  if (actor.userId !== null) return actor.userId;
  throw new Forbidden("A person has to sign in: an API key cannot. Do so in the settings.");
}

/** What a client gave itself has no addresses to be called back at. */
function isStillOurs(client: SignIn["client"]): boolean {
  return client !== undefined && (!("redirect_uris" in client) || client.redirect_uris.includes(callbackUrl()));
}

/** Servers say in their refusal where to sign in, and for what. */
async function askWhere(url: string, send: GuardedFetch["fetch"]) {
  const params = {
    protocolVersion: LATEST_PROTOCOL_VERSION,
    capabilities: {},
    clientInfo: { name: "hireling", version: "1.0.0" },
  };
  const response = await send(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 0, method: "initialize", params }),
  });
  await response.body?.cancel();
  const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(response);
  return { resourceMetadataUrl, scope };
}

/** What came back with the member. */
export type SignInAnswer = {
  readonly state: string;
  /** Absent when the other side refused. */
  readonly code?: string | undefined;
  /** Who says so, where they say it (RFC 9207). */
  readonly issuer?: string | undefined;
  /** Why it was refused, by the other side: untrusted. */
  readonly error?: string | undefined;
};

/**
 * Ends an authorization: takes the tokens, keeps them sealed, and looks what the connector offers. An answer counts once,
 * for the member who was sent, within 15 minutes.
 * @returns the connector's slug
 * @throws InvalidInput when the answer is nobody's, or the other side refused | ConnectorFailed
 */
export async function finishSignIn(
  scope: OrgScope,
  answer: SignInAnswer,
  { tell, signal, clock }: { readonly tell: Tell; readonly signal: AbortSignal; readonly clock: Clock },
): Promise<string> {
  const { row, known } = await takeSignIn(scope, answer.state);
  const { code, issuer, error } = answer;
  if (code === undefined) {
    throw new InvalidInput(
      "code",
      `${row.name} did not authorize Hireling${error ? ` (${error.slice(0, 80)})` : ""}. Try again.`,
    );
  }
  requireIssuer(known, issuer);
  const client = new SignInClient(callbackUrl(), answer.state, known);
  await withFetch(row, (send) => auth(client, { serverUrl: row.url ?? "", authorizationCode: code, fetchFn: send }));
  const { received } = client;
  if (!received) throw new ConnectorFailed(`${row.name} gave no tokens.`);
  const authorized = await withOrg(scope, async (tx) => {
    const now = await lockRow(tx, row.id);
    if (!now) throw new Conflict(`${row.name} was removed meanwhile.`);
    const grant = grantOf({ client: client.known.client, servers: client.known.servers }, received, clock);
    await tx
      .update(connectors)
      .set({ sealedGrant: sealGrant(row.id, grant) })
      .where(eq(connectors.id, row.id));
    const { orgId, actor } = scope;
    await recordAudit(tx, { orgId, actor: actor.label, action: "connector.signed_in", data: { connector: row.slug } });
    return requireRow(tx, row.slug);
  });
  await look(authorized, tell, signal);
  return row.slug;
}

/**
 * An answer is the asked server's own (RFC 9207). What its metadata claims to be is not enough: one that sends members on to
 * another sign-in server would claim to be that one, and then be given its code.
 * @throws InvalidInput
 */
function requireIssuer({ servers }: SignIn, issuer: string | undefined): void {
  const metadata = servers?.authorizationServerMetadata;
  const isAsked =
    issuer === undefined
      ? !(metadata && ALWAYS_SAYS in metadata && metadata[ALWAYS_SAYS] === true)
      : plain(issuer) === plain(servers?.authorizationServerUrl ?? "") &&
        (metadata === undefined || issuer === metadata.issuer);
  if (!isAsked) {
    throw new InvalidInput(
      "iss",
      "This answer comes from another sign-in server than the one that was asked. Try again.",
    );
  }
}

const ALWAYS_SAYS = "authorization_response_iss_parameter_supported";
const plain = (address: string): string => address.replace(/\/$/, "");

/** @throws InvalidInput for a state that is unknown, too old, another member's, or came before */
function takeSignIn(scope: OrgScope, state: string): Promise<{ readonly row: ConnectorRow; readonly known: SignIn }> {
  const stateDigest = digestOf(state);
  const userId = requirePerson(scope);
  return withOrg(scope, async (tx) => {
    const [signIn] = await tx
      .delete(connectorSignIns)
      .where(
        and(
          eq(connectorSignIns.stateDigest, stateDigest),
          eq(connectorSignIns.userId, userId),
          gt(connectorSignIns.expiresAt, sql`now()`),
        ),
      )
      .returning();
    const row = signIn ? await lockRow(tx, signIn.connectorId) : null;
    if (!signIn || !row) {
      throw new InvalidInput(
        "state",
        "This sign-in is not yours, is too old, or was ended before. Begin again from the connector.",
      );
    }
    return { row, known: JSON.parse(unseal(signIn.sealed, contextOf(stateDigest))) };
  });
}

/** @throws ConnectorFailed in words for people */
async function withFetch<T>({ name }: ConnectorRow, act: (send: GuardedFetch["fetch"]) => Promise<T>): Promise<T> {
  const guarded = createGuardedFetch();
  try {
    return await act(guarded.fetch);
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new ConnectorFailed(`Signing in to ${name} does not work: ${reasonOf(error)}`, { cause: error });
  } finally {
    await guarded.close();
  }
}
