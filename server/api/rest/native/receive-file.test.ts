import { describe, expect, it } from "vitest";
import { DomainError } from "#kernel";
import { streamOf } from "../byte-stream";
import { type IncomingFile, receiveFile } from "./receive-file";

const BOUNDARY = "----edge";

const post = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  new Request("http://agency.test/api/v1/files", {
    method: "POST",
    body,
    headers: { "content-type": `multipart/form-data; boundary=${BOUNDARY}`, ...headers },
    duplex: "half",
  } as RequestInit);

const part = (disposition: string, content = "a,b\n1,2\n") =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: text/csv\r\n\r\n${content}\r\n`;

const END = `--${BOUNDARY}--\r\n`;

const MB = 1_000_000;

/** What a store keeps of a file; it takes 5 MB at most. */
async function keep({ name, content }: IncomingFile) {
  let bytes = 0;
  for await (const chunk of content) {
    bytes += (chunk as Buffer).length;
    if (bytes > 5 * MB) throw new DomainError("too_large", "That is enough.");
  }
  return { name, bytes };
}

const form = (field: string, name: string, content: string | Uint8Array<ArrayBuffer> = "a,b\n1,2\n") => {
  const data = new FormData();
  data.append(field, new File([content], name, { type: "text/csv" }));
  return new Request("http://agency.test/", { method: "POST", body: data });
};

/** A multipart file of `size` bytes that counts what is read of it. */
function growing(size: number) {
  const piece = MB;
  const seen = { bytes: 0 };
  async function* body() {
    yield Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="big.csv"\r\n\r\n`);
    for (let sent = 0; sent < size; sent += piece) {
      seen.bytes = sent;
      yield Buffer.alloc(Math.min(piece, size - sent), "x");
    }
    yield Buffer.from(`\r\n${END}`);
  }
  return { seen, request: post(streamOf(body())) };
}

describe("an upload", () => {
  it("reaches the store with its name and type", async () => {
    expect(await receiveFile(form("file", "zähler 数.csv"), keep)).toEqual({ name: "zähler 数.csv", bytes: 8 });
  });

  it("loses every path in its name", async () => {
    const { name } = await receiveFile(post(part('name="file"; filename="../../etc/passwd"') + END), keep);
    expect(name).toBe("passwd");
  });

  it("of gigabytes is not read beyond what the store takes", async () => {
    expect(await receiveFile(growing(5 * MB).request, keep)).toMatchObject({ bytes: 5 * MB });
    const { request, seen } = growing(2_000 * MB);
    await expect(receiveFile(request, keep)).rejects.toMatchObject({ code: "too_large" });
    expect(seen.bytes).toBeLessThan(10 * MB);
  });

  it("of announced gigabytes is not read at all", async () => {
    let pulled = false;
    const body = new ReadableStream<Uint8Array>(
      {
        pull() {
          pulled = true;
        },
      },
      { highWaterMark: 0 },
    );
    await expect(receiveFile(post(body, { "content-length": "2147483648" }), keep)).rejects.toMatchObject({
      code: "too_large",
    });
    expect(pulled).toBe(false);
  });

  it("that the store refuses unread is not read either", async () => {
    const { request, seen } = growing(2_000 * MB);
    const full = new DomainError("unavailable", "The disk is full.");
    await expect(receiveFile(request, () => Promise.reject(full))).rejects.toBe(full);
    expect(seen.bytes).toBeLessThan(5 * MB);
  });

  it("keeps a failure of the store what it is: nothing for the sender to read", async () => {
    await expect(receiveFile(form("file", "a.csv"), () => Promise.reject(new Error("EIO")))).rejects.toThrow(/^EIO$/);
  });

  it.each([
    ["in another field", part('name="upload"; filename="a.csv"') + END],
    ["without a name", part('name="file"').replace("Content-Type: text/csv\r\n", "") + END],
    ["that is missing", END],
    ["that breaks off", part('name="file"; filename="a.csv"').slice(0, -4)],
    ["beside another", part('name="file"; filename="a.csv"') + part('name="file"; filename="b.csv"') + END],
  ])("%s is refused, naming the field", async (_, body) => {
    await expect(receiveFile(post(body), keep)).rejects.toMatchObject({
      code: "invalid_input",
      details: { field: "file" },
    });
  });

  it.each(["application/json", "multipart/form-data"])("as %s is refused", async (type) => {
    await expect(receiveFile(post("{}", { "content-type": type }), keep)).rejects.toMatchObject({
      details: { field: "file" },
    });
  });

  it("whose sender goes away fails, and the store hears of it", async () => {
    let heard: unknown;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(Buffer.from(part('name="file"; filename="a.csv"', "a".repeat(100_000)).slice(0, 50_000)));
      },
      pull(controller) {
        controller.error(new Error("aborted"));
      },
    });
    const store = async (file: IncomingFile) => {
      try {
        return await keep(file);
      } catch (error) {
        heard = error;
        throw error;
      }
    };
    await expect(receiveFile(post(body), store)).rejects.toMatchObject({ code: "invalid_input" });
    await new Promise(setImmediate);
    expect(heard).toBeInstanceOf(Error);
  });
});
