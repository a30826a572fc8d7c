import { expect, it } from "vitest";
import { secretsOf } from "../programs";
import { conceal } from "../secrets";
import { readResult } from "./read-result";

it("joins text, and describes what is none", () => {
  const { text } = readResult({
    content: [
      { type: "text", text: "One." },
      { type: "image", data: Buffer.from("abc").toString("base64"), mimeType: "image/png" },
      { type: "resource_link", uri: "book://1", name: "Page 1" },
      { type: "resource", resource: { uri: "book://2", text: "Two." } },
      { type: "resource", resource: { uri: "book://3", blob: "AAAA", mimeType: "x/y" } },
    ],
  });
  expect(text.split("\n\n")).toEqual([
    "One.",
    "[image: image/png, 3 bytes, not shown]",
    "[link: Page 1, book://1]",
    "[resource: book://2, no type]\nTwo.",
    "[resource: book://3, x/y, 3 bytes, not shown]",
  ]);
});

it("gives structured content once, as JSON", () => {
  const structuredContent = { total: 5 };
  const said = { type: "text" as const, text: '{ "total": 5 }' };
  expect(readResult({ content: [], structuredContent }).text).toBe('{"total":5}');
  expect(readResult({ content: [said], structuredContent }).text).toBe(said.text);
});

it("is not filled with more than was sent, nor broken by what is nested without end", () => {
  const nested = (levels: number, within: string) => JSON.parse(`${"[".repeat(levels)}${within}${"]".repeat(levels)}`);
  const wide = Array.from({ length: 10_000 }, () => 0).join();
  const { text } = readResult({ content: [], structuredContent: { a: nested(400, wide) } });
  expect(text.length).toBeLessThan(25_000);
  expect(readResult({ content: [], structuredContent: { a: nested(100_000, "") } }).text).toContain("not shown");
});

it("keeps what is an error one, and says when there is nothing", () => {
  expect(readResult({ content: [], isError: true })).toEqual({ text: "(an empty answer)", isError: true });
});

it("takes secrets out of a text, also without the word before them", () => {
  const secret = "Bearer abcdefgh12";
  expect(conceal(`a ${secret} b abcdefgh12 c`, [secret])).toBe("a [secret] b [secret] c");
  expect(conceal("a 12345678-90 b", ["12345678", "12345678-90"])).toBe("a [secret] b");
  expect(conceal("an ordinary word", ["word"])).toBe("an ordinary word");
});

it("knows what of a program's environment is secret, and leaves ordinary words alone", () => {
  const env = {
    API_KEY: "abcdefgh12",
    DSN: "postgres://book:s3cret%21pw@db/book",
    TZ: "Europe/Berlin",
    BASE: "https://book.example",
  };
  const said = "abcdefgh12 in Europe/Berlin: s3cret!pw for https://book.example";
  expect(conceal(said, secretsOf({ env }))).toBe("[secret] in Europe/Berlin: [secret] for https://book.example");
});
