import { describe, expect, it } from "vitest";
import { MAX_JSON_BYTES, readJson } from "./read-body";

const post = (body: BodyInit | null, type: string | null = "application/json", headers: Record<string, string> = {}) =>
  new Request("http://agency.test/", {
    method: "POST",
    body,
    headers: { ...(type === null ? {} : { "content-type": type }), ...headers },
    duplex: "half",
  } as RequestInit);

describe("a JSON body", () => {
  it("is an object; none at all is an empty one", async () => {
    expect(await readJson(post('{"a":"é"}', "application/json; charset=utf-8"))).toEqual({ a: "é" });
    expect(await readJson(post(null, null))).toEqual({});
    expect(await readJson(post("  ", null))).toEqual({});
  });

  it.each(["[]", "1", "null", '"text"'])("is refused as %s", async (text) => {
    await expect(readJson(post(text))).rejects.toMatchObject({ code: "invalid_input", details: { field: "body" } });
  });

  it("tells where broken JSON breaks", async () => {
    await expect(readJson(post('{"a": }'))).rejects.toMatchObject({
      code: "invalid_input",
      message: /not valid JSON.*Correct it/,
    });
  });

  it("is refused as another media type", async () => {
    await expect(readJson(post("a=1", "application/x-www-form-urlencoded"))).rejects.toMatchObject({
      code: "unsupported_media",
    });
  });

  it("is refused when it is not UTF-8", async () => {
    await expect(readJson(post(new Uint8Array([0x22, 0xff, 0x22])))).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("is not read beyond the limit, announced or not", async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(100_000).fill(0x20));
      },
    });
    await expect(readJson(post(endless))).rejects.toMatchObject({ code: "too_large" });
    expect(pulled).toBeLessThan(MAX_JSON_BYTES / 100_000 + 5);
    await expect(readJson(post("{}", "application/json", { "content-length": "2000000000" }))).rejects.toMatchObject({
      code: "too_large",
    });
  });

  it("keeps a key named __proto__ an ordinary key", async () => {
    const body = await readJson(post('{"__proto__":{"admin":true}}'));
    expect(Object.hasOwn({ ...body }, "admin") || "admin" in { ...body }).toBe(false);
  });
});
