import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slugOf, uniqueSlug } from "./slug";

/** The database's own rule. */
const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/;

describe("the slug of an organization", () => {
  it.each([
    ["Müller & Söhne GmbH", "muller-sohne-gmbh"],
    ["  ACME  ", "acme"],
    ["東京", "organization"],
    ["--", "organization"],
    ["../../etc/passwd", "etc-passwd"],
  ])("of %j is %s", (name, slug) => expect(slugOf(name)).toBe(slug));

  it("is one that the database takes, for any name, and stays so when it has to be made unique", () => {
    const names = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 120 }),
      fc.string({ unit: "binary", maxLength: 120 }),
    );
    fc.assert(
      fc.property(names, fc.array(names), (name, others) => {
        const taken = new Set(others.map(slugOf));
        const slug = uniqueSlug(slugOf(name), taken);
        expect(slug).toMatch(SLUG);
        expect(taken.has(slug)).toBe(false);
      }),
    );
  });

  it("counts on from what is taken", () => {
    expect(uniqueSlug("acme", new Set())).toBe("acme");
    expect(uniqueSlug("acme", new Set(["acme", "acme-2"]))).toBe("acme-3");
    expect(uniqueSlug("acme", new Set(["acme-2"]))).toBe("acme");
  });
});
