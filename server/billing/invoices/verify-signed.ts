import type { Signature } from "./bill";
import type { BillProblem } from "./bill-problem";
import { digestOfDocument, isSignedDocument } from "./signed-document";

/** The agency's keys, got elsewhere; NULL when the reader has none, and takes the document's word for whose they are. */
export type Keys = readonly string[] | null;

/** Whether a signature is by one of the agency's keys, as far as the reader knows them. */
export function* checkKey(where: string, { publicKey }: Signature, keys: Keys): Generator<BillProblem> {
  if (keys && !keys.includes(publicKey)) yield { where, problem: "it is by another key than the one you gave" };
}

/** A document's own digest, and the agency's signature on that. One from before documents were signed has none. */
export function* checkSigned(
  document: { readonly digest: string; readonly signature?: Signature | undefined },
  keys: Keys,
): Generator<BillProblem> {
  const { digest, signature } = document;
  if (digestOfDocument(document) !== digest)
    yield { where: "digest", problem: "it does not match: something on the document was changed" };
  if (!signature) return;
  yield* checkKey("signature", signature, keys);
  if (!isSignedDocument(digest, signature)) yield { where: "signature", problem: "the key did not sign this digest" };
}
