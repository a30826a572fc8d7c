import { GENESIS, linkHash } from "../seal/chain";
import { digestOfCredit, digestOfUsage } from "../seal/entry";
import { isSigned } from "../seal/signed-head";
import type { Bill, BillChain, BillLine } from "./bill";
import type { BillProblem } from "./bill-problem";

/** One entry of the chain as the bill tells it; its own hash is told by lines only. */
type Link = { readonly seq: number; readonly digest: string; readonly hash: string | null; readonly where: string };

/** Whether a line says what was sealed. */
export function* checkSeal({ seal, credits, ...facts }: BillLine, orgId: string): Generator<string> {
  if (!seal) {
    yield "it carries no seal";
    return;
  }
  const given = credits.filter((credit) => credit.seal === null);
  if (digestOfUsage(orgId, { ...facts, credits: given }) !== seal.digest) {
    yield `it is not the call that was sealed as number ${seal.seq}: something of the call was changed`;
  }
  for (const { reason, amount, seal: own } of credits) {
    if (!own) continue;
    if (digestOfCredit(orgId, { attemptId: facts.attemptId, reason, amount, at: own.at }) !== own.digest) {
      yield `its credit is not the one that was sealed as number ${own.seq}`;
    }
  }
}

const linksOf = ({ seal, credits }: BillLine, index: number): Link[] =>
  [seal, ...credits.map((credit) => credit.seal)].flatMap((own) =>
    own ? [{ seq: own.seq, digest: own.digest, hash: own.hash, where: `line ${index + 1}` }] : [],
  );

/** Follows the chain from the hash before the invoice to the head, and checks the signature on that. */
export function* checkChain({ lines }: Bill, chain: BillChain, publicKey?: string): Generator<BillProblem> {
  const { orgId, first, last, before, head, others, signature } = chain;
  if (first === 1 && before !== GENESIS)
    yield { where: "chain", problem: "before the first entry of all there are 64 zeros" };
  const links: Link[] = [
    ...lines.flatMap(linksOf),
    ...others.map(({ seq, digest }) => ({ seq, digest, hash: null, where: "chain" })),
  ];
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
  yield* checkSignature({ orgId, seq: last, hash: head }, signature, publicKey);
}

function* checkSignature(
  head: { readonly orgId: string; readonly seq: number; readonly hash: string },
  { publicKey: embedded, signature }: BillChain["signature"],
  publicKey = embedded,
): Generator<BillProblem> {
  if (publicKey !== embedded) yield { where: "chain.signature", problem: "it is by another key than the one you gave" };
  if (!isSigned(head, signature, publicKey))
    yield { where: "chain.signature", problem: "the key did not sign this head" };
}
