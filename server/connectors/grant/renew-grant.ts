import { setTimeout as wait } from "node:timers/promises";
import { refreshAuthorization } from "@modelcontextprotocol/sdk/client/auth.js";
import {
  InvalidClientError,
  InvalidGrantError,
  InvalidTokenError,
  UnauthorizedClientError,
} from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import { eq } from "drizzle-orm";
import { connectors } from "#drizzle/schema/index";
import { type Clock, systemClock } from "#kernel";
import { DatabaseAway, withSystem } from "#platform";
import { ConnectorFailed, ReconnectNeeded } from "../errors";
import { lockRow } from "../rows";
import { type Grant, openGrant, sealGrant } from "../secrets";
import { createGuardedFetch } from "../session/guarded-fetch";

/** The row is locked meanwhile, and others wait for it. */
const REFRESH_MS = 15_000;
/** A token is renewed when it would end within so many milliseconds: a call under way should not lose it. */
const MARGIN_MS = 60_000;

/** How long new tokens are held in hand while the database is away: a restart takes less. */
const KEEP_EVERY_MS = 500;
const KEEP_TRIES = 60;

/** What a sign-in server gave, with the moment at which it ends. */
export const grantOf = (kept: Grant, tokens: OAuthTokens, clock: Clock): Grant => ({
  ...kept,
  tokens,
  expiresAt: tokens.expires_in === undefined ? undefined : clock.now().getTime() + tokens.expires_in * 1_000,
});

export const endsSoon = ({ expiresAt }: Grant, clock: Clock): boolean =>
  expiresAt !== undefined && expiresAt - clock.now().getTime() < MARGIN_MS;

/**
 * Spends the refresh token of a connector, once: the row is locked from the look at its tokens until the new ones stand in
 * it, so whoever comes second finds them there. Servers take a refresh token that comes twice as stolen, and end everything.
 * @param stale the access token that is not good any more
 * @returns the grant as it is now
 * @throws ReconnectNeeded when the authorization has ended; ConnectorFailed when the sign-in server could not be asked
 */
export async function renewGrant(connectorId: string, stale: string, clock: Clock = systemClock): Promise<Grant> {
  // The refresh token is spent once there is one, whatever becomes of the transaction: it must not be lost with it.
  let renewed: Grant | null = null;
  const renew = () =>
    replaceGrant(connectorId, stale, async (name, kept) => {
      renewed ??= grantOf(kept, await refresh(name, kept), clock);
      return renewed;
    });
  for (let tries = 1; ; tries++) {
    try {
      return await renew();
    } catch (error) {
      if (!(error instanceof DatabaseAway) || renewed === null || tries === KEEP_TRIES) throw error;
      await wait(KEEP_EVERY_MS);
    }
  }
}

/** Puts another grant in the place of a stale one, unless somebody has done so already. @returns the grant as it is now */
function replaceGrant(
  connectorId: string,
  stale: string,
  next: (name: string, kept: Grant) => Promise<Grant>,
): Promise<Grant> {
  return withSystem(async (tx) => {
    const row = await lockRow(tx, connectorId);
    if (!row) throw new ConnectorFailed("This connector was removed.");
    const kept = openGrant(row);
    if (kept.tokens && kept.tokens.access_token !== stale) return kept;
    const grant = await next(row.name, kept);
    await tx
      .update(connectors)
      .set({ sealedGrant: sealGrant(row.id, grant) })
      .where(eq(connectors.id, row.id));
    return grant;
  });
}

/** Over connections of its own: those of a session end with it, and a refresh that is cut off may have spent the token. */
async function refresh(name: string, { client, servers, tokens }: Grant) {
  const refreshToken = tokens?.refresh_token;
  if (!client || !servers || refreshToken === undefined) throw ended(name);
  const { authorizationServerUrl, authorizationServerMetadata: metadata, resourceMetadata } = servers;
  const guarded = createGuardedFetch();
  try {
    const renewed = await refreshAuthorization(authorizationServerUrl, {
      metadata,
      clientInformation: client,
      refreshToken,
      resource: resourceMetadata?.resource,
      fetchFn: (address, init) => guarded.fetch(address, { ...init, signal: AbortSignal.timeout(REFRESH_MS) }),
    });
    return { ...renewed, issuer: tokens?.issuer };
  } catch (error) {
    if (ENDED.some((kind) => error instanceof kind)) throw ended(name, error);
    throw new ConnectorFailed(`The sign-in server of ${name} could not be asked for a new token. Try again later.`, {
      cause: error,
    });
  } finally {
    await guarded.close();
  }
}

const ENDED = [InvalidGrantError, InvalidClientError, UnauthorizedClientError, InvalidTokenError];

/** What is said when a person has to sign in again. */
export const ended = (name: string, cause?: unknown): ReconnectNeeded =>
  new ReconnectNeeded(`The authorization of ${name} has ended. Reconnect it in the settings.`, { cause });
