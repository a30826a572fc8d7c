import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** Azure's machine agent and metadata service. It lies in a public range, but is one's own cloud, not the internet. */
const CLOUD_AGENTS: ReadonlySet<string> = new Set(["168.63.129.16"]);

/** All IPv6 addresses that are given out to the internet (RFC 4291, 2.4); what else looks global leads nowhere that is public. */
const GLOBAL_UNICAST = ipaddr.IPv6.parse("2000::");
const GLOBAL_UNICAST_BITS = 3;

/**
 * Whether an IP address is the internet's own: not this machine, not a private network, not a cloud's metadata, and none
 * of the IPv6 forms that carry such an IPv4 address inside (mapped, compatible, NAT64, 6to4, Teredo).
 */
export function isInternetAddress(address: string): boolean {
  const ip = ipaddr.process(address);
  if (ip instanceof ipaddr.IPv6 && !ip.match(GLOBAL_UNICAST, GLOBAL_UNICAST_BITS)) return false;
  return ip.range() === "unicast" && !CLOUD_AGENTS.has(ip.toString());
}

/**
 * Looks a name up for the connection that is about to be made, and refuses it when any of its addresses may not be
 * reached. The connection goes to what was looked up here, so a name cannot lead elsewhere afterwards.
 * @param refused the error of a connection to a forbidden address
 */
export const lookupOnly =
  (mayReach: (address: string) => boolean, refused: (hostname: string, address: string) => Error): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const forbidden = addresses.find(({ address }) => !mayReach(address));
      if (forbidden) return callback(refused(hostname, forbidden.address), []);
      const [first] = addresses;
      if (options.all || !first) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
