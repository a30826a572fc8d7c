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
    // Longer than what is kept of a name.
    const names = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.string({ unit: "binary", maxLength: 60 }),
    );
    fc.assert(
      fc.property(names, fc.boolean(), fc.array(fc.integer({ min: 2, max: 9 })), (name, isTaken, numbers) => {
        const wanted = slugOf(name);
        const taken = new Set([...(isTaken ? [wanted] : []), ...numbers.map((n) => `${wanted}-${n}`)]);
        const slug = uniqueSlug(wanted, taken);
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
