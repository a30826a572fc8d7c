import { digestOfCredit, digestOfUsage } from "../seal/entry";
import type { BillLine } from "./bill";

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
