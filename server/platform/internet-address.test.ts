import { describe, expect, it } from "vitest";
import { isInternetAddress, lookupOnly } from "./internet-address";

describe("isInternetAddress", () => {
  it.each(["8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8"])("%s is", (address) =>
    expect(isInternetAddress(address)).toBe(true),
  );

  it.each([
    ["this machine", ["127.0.0.1", "127.8.8.8", "::1", "::127.0.0.1", "0.0.0.0", "::"]],
    ["a private network", ["10.0.0.1", "172.16.0.1", "192.168.0.1", "fc00::1", "fec0::1"]],
    ["link-local, where clouds keep their metadata", ["169.254.169.254", "fe80::1", "fd00:ec2::254", "168.63.129.16"]],
    ["a carrier's network", ["100.64.0.1", "100.127.255.254"]],
    [
      "an IPv4 address inside IPv6",
      ["::ffff:127.0.0.1", "::ffff:a00:1", "::ffff:0:127.0.0.1", "2002:7f00:1::", "::a00:1"],
    ],
    ["given out to nobody", ["::7f00:1", "1::1", "4000::1", "64:ff9b:2::7f00:1"]],
    ["NAT64 and Teredo", ["64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2001:0:53aa::1"]],
    ["multicast, broadcast or reserved", ["224.0.0.1", "255.255.255.255", "240.0.0.1", "198.18.0.1", "ff02::1"]],
    ["documentation", ["192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1"]],
  ])("%s is not", (_, addresses) => {
    for (const address of addresses) expect(isInternetAddress(address), address).toBe(false);
  });
});

describe("lookupOnly", () => {
  const resolved = (mayReach: (address: string) => boolean) =>
    new Promise((resolve) =>
      lookupOnly(mayReach, (hostname, address) => new Error(`${hostname} is ${address}`))(
        "localhost",
        { all: true },
        (error, addresses) => resolve(error ?? addresses),
      ),
    );

  it("refuses a name when one of its addresses is forbidden", async () => {
    expect(String(await resolved(isInternetAddress))).toMatch(/^Error: localhost is (127\.0\.0\.1|::1)$/);
  });

  it("gives the addresses of any other", async () => {
    expect(await resolved(() => true)).toContainEqual({ address: "127.0.0.1", family: 4 });
  });
});
