import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { Agent, errors, request } from "undici";
import { DomainError } from "#kernel";
import { guardedConnector } from "#platform";
import { hostOf, readWebAddress, refusedAddress, type WebAddress } from "./web-address";

/** What an address answered, unpacked. */
export type Page = {
  /** Where the last redirect led. */
  readonly url: URL;
  /** As the server sent it; empty when it sent none. */
  readonly contentType: string;
  readonly bytes: Buffer;
};

const MAX_PAGE_BYTES = 10 * 1024 * 1024;
const MAX_REDIRECTS = 5;
const TOTAL_MS = 20_000;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

const UNPACK: Readonly<Record<string, (() => NodeJS.ReadWriteStream & Readable) | null>> = {
  "": null,
  identity: null,
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** A page that could not be had. `message` is for the model. */
class PageUnavailable extends DomainError {
  constructor(message: string, options?: { cause?: unknown }) {
    super("unavailable", message, {}, options);
  }
}

/**
 * Reads a page of the public web: one GET, and one for each redirect, each with the whole check of its address. No cookies,
 * no keys, no connection kept. At most 10 MB unpacked, 20 s and 5 redirects.
 * @throws AddressRefused | PageUnavailable | the signal's reason when aborted
 */
export async function getPage(text: string, signal: AbortSignal): Promise<Page> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(TOTAL_MS)]);
  let address = readWebAddress(text);
  try {
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const answer = await getOnce(address, within);
      if ("contentType" in answer) return answer;
      address = readWebAddress(answer.location, address.url);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof DomainError ? error : unavailable(error, address.url);
  }
  throw new PageUnavailable(`It redirects more than ${MAX_REDIRECTS} times; the last was to ${address.url.href}.`);
}

async function getOnce(
  { url, mayReach }: WebAddress,
  signal: AbortSignal,
): Promise<Page | { readonly location: string }> {
  const connect = guardedConnector({ mayReach, refused: refusedAddress, timeoutMs: TOTAL_MS });
  const agent = new Agent({ connect, maxResponseSize: MAX_PAGE_BYTES, pipelining: 0 });
  try {
    const { statusCode, headers, body } = await request(url, {
      dispatcher: agent,
      signal,
      headers: {
        accept: "text/html,application/xhtml+xml,application/json,text/*;q=0.9,*/*;q=0.5",
        "accept-encoding": "gzip, deflate, br",
        "user-agent": "Hireling/1.0 (an agent at work for a client)",
      },
    });
    // An error of the connection also ends the reading below; without a listener it would end the process.
    body.on("error", () => undefined);
    const location = oneOf(headers.location);
    if (REDIRECTS.has(statusCode) && location !== "") return { location };
    if (statusCode < 200 || statusCode > 299)
      throw new PageUnavailable(`${url.href} answered with status ${statusCode}.`);
    const encoding = oneOf(headers["content-encoding"]).trim().toLowerCase();
    return { url, contentType: oneOf(headers["content-type"]), bytes: await readBody(body, encoding) };
  } finally {
    await agent.destroy();
  }
}

/** Counts what comes out, not what comes in: a megabyte can unpack to a thousand. */
async function readBody(body: Readable, encoding: string): Promise<Buffer> {
  const unpack = UNPACK[encoding];
  if (unpack === undefined) throw new PageUnavailable(`Its encoding "${encoding.slice(0, 40)}" cannot be unpacked.`);
  const unpacked = unpack ? body.pipe(unpack()) : body;
  // `pipe` hands on everything but the error of its source.
  if (unpack) body.once("error", (error) => unpacked.destroy(error));
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > MAX_PAGE_BYTES) throw tooLarge();
      chunks.push(chunk);
    }
  } finally {
    body.destroy();
  }
  return Buffer.concat(chunks);
}

const oneOf = (header: string | string[] | undefined): string => (Array.isArray(header) ? header[0] : header) ?? "";

const tooLarge = (): PageUnavailable =>
  new PageUnavailable(
    `It is larger than ${MAX_PAGE_BYTES} bytes, the most that can be read. Look for a smaller page or file.`,
  );

function unavailable(error: unknown, url: URL): PageUnavailable {
  const cause = { cause: error };
  if (error instanceof errors.ResponseExceededMaxSizeError) return tooLarge();
  if (error instanceof Error && error.name === "TimeoutError") {
    return new PageUnavailable(`${hostOf(url)} did not answer within ${TOTAL_MS / 1000} s.`, cause);
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new PageUnavailable(`${url.href} could not be read: ${reason}`, cause);
}
