import { DomainError, InvalidInput } from "#kernel";

/** Room for a brief of 200,000 characters in its longest JSON spelling, and the rest of an order. */
export const MAX_JSON_BYTES = 2_000_000;

const tooLarge = (): DomainError =>
  new DomainError(
    "too_large",
    `The request body is larger than ${MAX_JSON_BYTES.toLocaleString("en-US")} bytes. Attach long text as a file.`,
    {
      maxBytes: MAX_JSON_BYTES,
    },
  );

/** The body piece by piece. Leaving early cancels it, so that the rest of an upload is never read. */
export async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const reader = body.getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
  } finally {
    // A sender who went away has ended it already.
    await reader.cancel().catch(() => undefined);
  }
}

/** The length that the sender announced, in bytes; NULL when none. */
export function announcedLength(request: Request): number | null {
  const text = request.headers.get("content-length");
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

/** Reads a body as UTF-8, at most `MAX_JSON_BYTES`. @throws DomainError too_large, InvalidInput */
export async function readText(request: Request): Promise<string> {
  if ((announcedLength(request) ?? 0) > MAX_JSON_BYTES) throw tooLarge();
  if (!request.body) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunksOf(request.body)) {
    size += chunk.byteLength;
    if (size > MAX_JSON_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new InvalidInput("body", "The request body is not UTF-8 text.");
  }
}

/**
 * Reads a body as a JSON object. No body at all is an empty object.
 * @throws DomainError unsupported_media, too_large; InvalidInput saying where the JSON breaks
 */
export async function readJson(request: Request): Promise<Record<string, unknown>> {
  const text = await readText(request);
  if (text.trim() === "") return {};
  if (!isJson(request)) {
    throw new DomainError(
      "unsupported_media",
      "Send the body as JSON, with the header “Content-Type: application/json”.",
      {
        contentType: request.headers.get("content-type")?.slice(0, 100) ?? null,
      },
    );
  }
  const body = parse(text);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new InvalidInput("body", "The request body must be a JSON object: {…}.");
  }
  return Object.fromEntries(Object.entries(body));
}

/** Whether the sender declares JSON. Browsers send no other site's request with it unasked, hence its use against forgery. */
export function isJson(request: Request): boolean {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  return type === "application/json";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "it cannot be read";
    throw new InvalidInput(
      "body",
      `The request body is not valid JSON: ${reason.slice(0, 200)}. Correct it and send it again.`,
    );
  }
}
