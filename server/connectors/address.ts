import { isIP } from "node:net";
import { InvalidInput } from "#kernel";
import { env, isInternetAddress } from "#platform";

/** An address that no connector reaches. */
export class AddressRefused extends InvalidInput {
  constructor(why: string) {
    super("url", why);
  }
}

/** Where a connector's requests go, and which IP addresses its host may stand for. */
export type ConnectorAddress = { readonly url: URL; readonly mayReach: (address: string) => boolean };

const PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "");

/**
 * Reads an address that came from a client, from a server's metadata or from a redirect: https, no user and password, and
 * no IP address but the internet's own, in whatever way it is written. A name's addresses are checked when it is looked
 * up. What the operator lists in CONNECTORS_ALLOW may be reached as it is, also over http.
 * @throws AddressRefused
 */
export function readConnectorAddress(text: string | URL): ConnectorAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  const usualPort = url ? PORTS[url.protocol] : undefined;
  if (!url || usualPort === undefined) {
    throw new AddressRefused("This is not a web address, such as https://mcp.example.com/mcp.");
  }
  if (url.username || url.password) {
    throw new AddressRefused("An address with a user and password is not kept. Send them as a header instead.");
  }
  if (env().CONNECTORS_ALLOW.includes(`${url.hostname}:${url.port || usualPort}`)) return { url, mayReach: () => true };
  const host = hostOf(url);
  if (isIP(host) !== 0 && !isInternetAddress(host)) throw privateAddress(host, host);
  if (url.protocol !== "https:") throw new AddressRefused("A connector's address begins with https:.");
  return { url, mayReach: isInternetAddress };
}

/** What is said of a host that leads into a private network. */
export const privateAddress = (host: string, address: string): AddressRefused =>
  new AddressRefused(
    `${host} ${host === address ? "is" : `leads to ${address},`} not an address of the public internet. The agency's operator can allow it (CONNECTORS_ALLOW).`,
  );
