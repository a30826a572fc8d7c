import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import busboy from "busboy";
import { MAX_UPLOAD_BYTES } from "#hiring";
import { DomainError, InvalidInput } from "#kernel";
import { announcedLength, chunksOf } from "../read-body";

/** Bytes that multipart adds around one file: boundaries, headers, small fields. */
const ENVELOPE = 64 * 1024;

const FIELD = "file";

export type IncomingFile = { readonly name: string; readonly content: Readable };

const tooLarge = (): DomainError =>
  new DomainError(
    "too_large",
    `The upload is larger than ${MAX_UPLOAD_BYTES / 1_000_000} MB. Send a smaller file, or split it.`,
    {
      field: FIELD,
      limitBytes: MAX_UPLOAD_BYTES,
    },
  );

const missing = (message: string): InvalidInput =>
  new InvalidInput(FIELD, `${message} Send the file as multipart/form-data in a field named “${FIELD}”.`);

/**
 * Hands the one file of a multipart request to `store` while it arrives; it is never in memory as a whole.
 * Whatever is wrong, also when `store` has had enough, ends the reading at once: a body of gigabytes costs nothing.
 * @throws DomainError unsupported_media, too_large
 * @throws InvalidInput naming the field
 */
export async function receiveFile<T>(request: Request, store: (file: IncomingFile) => Promise<T>): Promise<T> {
  const contentType = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    throw new DomainError("unsupported_media", missing("This is no multipart upload.").message, { field: FIELD });
  }
  if ((announcedLength(request) ?? 0) > MAX_UPLOAD_BYTES + ENVELOPE) throw tooLarge();
  if (!request.body) throw missing("The request is empty.");

  let stored: Promise<T> | null = null;
  const parser = createParser(contentType);
  let refusal: { readonly because: unknown } | null = null;
  const refuse = (because: unknown): void => {
    // A body that broke off ends the store as well; then the store is not the reason.
    if (parser.destroyed) return;
    refusal = { because };
    parser.destroy();
  };
  parser.on("field", (name) => {
    if (name === FIELD) refuse(missing(`The field “${FIELD}” holds text and no file name.`));
  });
  parser.on("file", (field, content, { filename }) => {
    // Destroyed with the parser; what went wrong is told by the parser.
    content.on("error", () => undefined);
    if (field !== FIELD) return refuse(missing(`There is a file in the field “${field.slice(0, 80)}”.`));
    if (stored) return refuse(new InvalidInput(FIELD, "Send one file a request."));
    stored = store({ name: filename ?? "", content });
    stored.catch(refuse);
  });
  await pipeline(Readable.from(chunksOf(request.body)), parser).catch((error) => {
    throw refusal ? refusal.because : broken(error);
  });
  return stored ?? Promise.reject(missing("The request holds no file."));
}

function createParser(contentType: string): busboy.Busboy {
  try {
    return busboy({
      headers: { "content-type": contentType },
      defParamCharset: "utf8",
      limits: { fields: 20, fieldSize: 1024, files: 2, parts: 22 },
    });
  } catch (error) {
    throw broken(error);
  }
}

/** A body that ends early or is no multipart; the parser's words say which. */
function broken(cause: unknown): InvalidInput {
  const reason = cause instanceof Error ? cause.message : "it cannot be read";
  return missing(`The upload cannot be read: ${reason}.`);
}
