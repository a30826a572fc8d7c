import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { reloadEnv } from "#platform";
import { guardedLookup, readWebhookUrl } from "./webhook-address";

const { HOST } = process.env;
const listenOn = (host: string | undefined) => {
  if (host === undefined) delete process.env.HOST;
  else process.env.HOST = host;
  reloadEnv();
};
afterEach(() => listenOn(HOST));

const ALWAYS_REFUSED = [
  "ftp://example.com/",
  "example.com",
  "http://example.com/hook",
  "https://user:secret@example.com/hook",
  "https://10.0.0.1/hook",
  "https://192.168.1.1/",
  "https://169.254.169.254/latest/meta-data",
  "https://100.64.0.1/",
  "https://0.0.0.0/",
  "https://[fd00::1]/",
  "https://[fe80::1]/",
  "https://[::ffff:10.0.0.1]/",
  "https://[64:ff9b::a00:1]/",
  "https://0x0a000001/",
];
const LOCAL = ["http://127.0.0.1:8080/hook", "https://127.0.0.1/", "http://localhost:9/", "http://[::1]:9/"];

describe("on an agency that others can reach", () => {
  beforeEach(() => listenOn("0.0.0.0"));
  it.each([...ALWAYS_REFUSED, ...LOCAL, "https://2130706433/", "https://[::ffff:127.0.0.1]/"])("%s is refused", (url) =>
    expect(() => readWebhookUrl(url)).toThrow(/Use an https: address/),
  );
  it("a public address is fine", () => expect(readWebhookUrl("https://example.com/hook").host).toBe("example.com"));
  it("a name that leads home is refused when it is looked up", async () => {
    const error = await new Promise((resolve) => guardedLookup(true)("localhost", { all: true }, resolve));
    expect(String(error)).toMatch(/private address/);
  });
});

describe("on an agency of this machine alone", () => {
  beforeEach(() => listenOn("127.0.0.1"));
  it.each(ALWAYS_REFUSED)("%s is refused", (url) => expect(() => readWebhookUrl(url)).toThrow(/Use an https: address/));
  it.each(LOCAL)("%s is fine", (url) => expect(readWebhookUrl(url)).toBeInstanceOf(URL));
});
