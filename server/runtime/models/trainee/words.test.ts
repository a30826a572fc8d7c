import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { count, list, measured, nameWords, number, percent, plain, readable, shorten } from "./words";

describe("numbers for people", () => {
  it.each([
    [2201, "2,201"],
    [32.2042, "32.20"],
    [1234567.8, "1,234,568"],
    [-1234.5, "-1,234.50"],
    [0.35, "0.35"],
    [0.004512, "0.0045"],
    [0, "0"],
    [1e21, "1.00e+21"],
  ])("%d is %s", (value, text) => expect(number(value)).toBe(text));

  it("gives a mean its decimals even when it is whole", () => expect(measured(3)).toBe("3.00"));

  it.each([
    [0.342, "34.2%"],
    [1, "100%"],
    [0, "0%"],
    [0.0004, "<0.1%"],
    [0.9996, ">99.9%"],
  ])("a share of %d is %s", (share, text) => expect(percent(share)).toBe(text));

  it("counts in singular and plural", () => {
    expect(count(1, "row")).toBe("1 row");
    expect(count(2201, "row")).toBe("2,201 rows");
  });
});

describe("names", () => {
  it.each([
    ["fare_amount", "fare amount"],
    ["FareAmount", "fare amount"],
    ["IMDB Rating", "IMDB rating"],
    ["Body Mass (g)", "body mass (g)"],
  ])("%s reads as %s", (name, text) => expect(readable(name)).toBe(text));

  it("never loses a letter", () => {
    fc.assert(fc.property(fc.string(), (name) => nameWords(name).join("") === name.replace(/[\s_.-]+/gu, "")));
  });
});

describe("untrusted text", () => {
  it("cannot become markup", () => {
    expect(plain("<script>alert(1)</script>")).not.toContain("<");
    expect(plain("[x](http://evil) | ![y](z)")).toBe("\\[x\\](http:&#47;&#47;evil) \\| !\\[y\\](z)");
    expect(plain("# heading")).toBe("\\# heading");
    expect(plain("1. item")).toBe("1\\. item");
  });

  it("keeps a name with underscores readable", () => expect(plain("seattle_weather")).toBe("seattle_weather"));

  it("holds no tag, table cell or line break, whatever it is given", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const safe = plain(text);
        return !/[<\n\r]/.test(safe) && !/(^|[^\\])(\\\\)*[|*`[\]]/.test(safe);
      }),
    );
  });

  it("is cut by letters, not by halves of them", () => expect(shorten("😀😀😀", 2)).toBe("😀…"));
  it("lists like a person", () => expect(list(["a", "b", "c"])).toBe("a, b and c"));
});
