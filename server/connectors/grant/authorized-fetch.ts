import { type Clock, systemClock } from "#kernel";
import type { Grant } from "../secrets";
import type { GuardedFetch } from "../session/guarded-fetch";
import { ended, endsSoon, renewGrant } from "./renew-grant";

/**
 * Sends a connector's access token with each request, and renews it before it ends, or once the server takes it no more:
 * a request that was refused for its token was not carried out, so it is sent again.
 * @param grants the newest last; those that come are added
 * @throws ReconnectNeeded | ConnectorFailed
 */
export function authorizedFetch(
  connector: { readonly id: string; readonly name: string },
  grants: Grant[],
  send: GuardedFetch["fetch"],
  clock: Clock = systemClock,
): GuardedFetch["fetch"] {
  const newest = (): Grant => grants.at(-1) ?? {};
  const renew = async (): Promise<void> => {
    const { tokens } = newest();
    if (!tokens) throw ended(connector.name);
    grants.push(await renewGrant(connector.id, tokens.access_token, clock));
  };
  const sendWithToken: GuardedFetch["fetch"] = (address, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${newest().tokens?.access_token}`);
    return send(address, { ...init, headers });
  };
  return async (address, init) => {
    const { tokens } = newest();
    if (!tokens || (tokens.refresh_token && endsSoon(newest(), clock))) await renew();
    const response = await sendWithToken(address, init);
    if (response.status !== 401) return response;
    await response.body?.cancel();
    await renew();
    const again = await sendWithToken(address, init);
    if (again.status === 401) throw ended(connector.name);
    return again;
  };
}
