import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { InvalidInput } from "#kernel";
import { env, isInternetAddress, isPublic, lookupOnly } from "#platform";

/** An address that no event is sent to. */
class AddressRefused extends InvalidInput {
  constructor(why: string) {
    super("url", `${why} Use an https: address that the internet can reach.`);
  }
}

/** Whether an IP address may be written to: the internet's own, and this machine's where only it can use the agency. */
function mayReach(address: string, overHttps: boolean): boolean {
  const isLoopback = ipaddr.process(address).range() === "loopback";
  return isLoopback ? !isPublic(env()) : isInternetAddress(address) && overHttps;
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "");

/**
 * Reads where a webhook goes. Its name is looked up when it is called, see `guardedLookup`.
 * @throws AddressRefused when it is no https: address (http: on this machine, where only it can use the agency), carries
 * a password, or is a private IP address
 */
export function readWebhookUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new AddressRefused("This is not a web address.");
  }
  if (url.username || url.password) throw new AddressRefused("A webhook's address carries no user and password.");
  const host = hostOf(url);
  const overHttps = url.protocol === "https:";
  const isLocal = host === "localhost" || (isIP(host) !== 0 && ipaddr.process(host).range() === "loopback");
  if (!overHttps && !isLocal) throw new AddressRefused("Events are not sent over plain http.");
  if (isLocal && isPublic(env())) throw new AddressRefused("This address is the agency's own machine.");
  if (isIP(host) !== 0 && !mayReach(host, overHttps)) throw new AddressRefused(`${host} is a private address.`);
  return url;
}

/** Looks a name up for a connection, and refuses it when any of its addresses is one that no event is sent to. */
export const guardedLookup = (overHttps: boolean): LookupFunction =>
  lookupOnly(
    (address) => mayReach(address, overHttps),
    (hostname, address) => new AddressRefused(`${hostname} leads to the private address ${address}.`),
  );
