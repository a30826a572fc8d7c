import { GENESIS, linkHash } from "../seal/chain";
import { isSigned } from "../seal/signed-head";
import type { BillChain } from "./bill";
import type { BillProblem } from "./bill-problem";
import { checkKey, type Keys } from "./verify-signed";

/** An entry of the chain as the document tells it, and where it does. */
export type Link = {
  readonly seq: number;
  readonly digest: string;
  /** NULL for entries of other documents, which tell no hash. */
  readonly hash: string | null;
  readonly where: string;
};

/** Follows the chain from the hash before the document to the head, and checks the signature on that. */
export function* checkChain(own: readonly Link[], chain: BillChain, keys: Keys): Generator<BillProblem> {
  const { orgId, first, last, before, head, others, signature } = chain;
  if (first === 1 && before !== GENESIS)
    yield { where: "chain", problem: "before the first entry of all there are 64 zeros" };
  const links: Link[] = [...own, ...others.map(({ seq, digest }) => ({ seq, digest, hash: null, where: "chain" }))];
  let expected = first;
  let previous = before;
  for (const { seq, digest, hash, where } of links.toSorted((a, b) => a.seq - b.seq)) {
    if (seq !== expected) yield { where, problem: `its seal is number ${seq} where number ${expected} follows` };
    const recomputed = linkHash(previous, digest);
    if (hash !== null && hash !== recomputed)
      yield { where, problem: `its seal, number ${seq}, does not follow from the one before` };
    previous = hash ?? recomputed;
    expected = seq + 1;
  }
  if (expected !== last + 1 || links.length === 0)
    yield { where: "chain", problem: `it ends before its last entry, number ${last}` };
  if (previous !== head) yield { where: "chain", problem: "its entries do not lead to its head" };
  yield* checkKey("chain.signature", signature, keys);
  if (!isSigned({ orgId, seq: last, hash: head }, signature.signature, signature.publicKey))
    yield { where: "chain.signature", problem: "the key did not sign this head" };
}
