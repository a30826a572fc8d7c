import { isIP } from "node:net";
import { InvalidInput } from "#kernel";
import { env, isInternetAddress } from "#platform";

const PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/** An address that no agent reads. */
class AddressRefused extends InvalidInput {
  constructor(why: string) {
    super("url", `url: ${why}`);
  }
}

/** A web address that may be asked for, and which IP addresses its host may stand for. */
export type WebAddress = { readonly url: URL; readonly mayReach: (address: string) => boolean };

/**
 * Reads an address that came from a model or from a redirect: http or https on its usual port, no user and password, and
 * no IP address but the internet's own, in whatever way it is written (the URL parser turns 0177.1 and 2130706433 into
 * 127.0.0.1). A name's addresses are checked when it is looked up. What the operator lists in FETCH_ALLOW may be asked for as it is.
 * @param base where a relative address stands
 * @throws AddressRefused
 */
export function readWebAddress(text: string, base?: URL): WebAddress {
  if (!URL.canParse(text, base))
    throw new AddressRefused("this is not a web address, such as https://example.com/page.");
  const url = new URL(text, base);
  const usualPort = PORTS[url.protocol];
  if (usualPort === undefined) throw new AddressRefused("only http: and https: addresses can be read.");
  if (url.username || url.password) throw new AddressRefused("an address with a user and password is not read.");
  const port = url.port || usualPort;
  if (env().FETCH_ALLOW.includes(`${url.hostname}:${port}`)) return { url, mayReach: () => true };
  if (port !== "80" && port !== "443") throw new AddressRefused(`port ${port} is not read, only 80 and 443.`);
  const host = hostOf(url);
  if (isIP(host) !== 0 && !isInternetAddress(host)) throw refusedAddress(host, host);
  return { url, mayReach: isInternetAddress };
}

/** The host as a connection takes it: an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "");

/** What is said of a host that leads into a private network. */
export const refusedAddress = (host: string, address: string): Error =>
  new AddressRefused(
    `${host} ${host === address ? "is" : `leads to ${address},`} not an address of the public internet. Agents read nothing else.`,
  );
