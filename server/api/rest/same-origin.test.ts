import { describe, expect, it } from "vitest";
import { requireSameOrigin } from "./same-origin";

const check = (headers: Record<string, string>) => () =>
  requireSameOrigin(
    new Request("http://localhost:3000/", { method: "POST", headers: { host: "agency.test:3000", ...headers } }),
  );

describe("a change by the browser's cookie", () => {
  it.each([
    ["from our own page", { "sec-fetch-site": "same-origin", origin: "http://agency.test:3000" }],
    ["typed by the person", { "sec-fetch-site": "none" }],
    ["from our own page in an older browser", { origin: "http://agency.test:3000" }],
    ["from a program", {}],
    ["through a proxy", { origin: "https://hire.example", "x-forwarded-host": "hire.example" }],
  ])("is let through %s", (_, headers: Record<string, string>) => {
    expect(check(headers)).not.toThrow();
  });

  it.each([
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["a sibling of our site", { "sec-fetch-site": "same-site" }],
    ["another site in an older browser", { origin: "http://evil.test" }],
    ["another port", { origin: "http://agency.test:4000" }],
    ["a page without an origin", { origin: "null" }],
  ])("is refused from %s", (_, headers: Record<string, string>) => {
    expect(check(headers)).toThrow(/another site/);
  });
});
