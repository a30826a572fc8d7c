import { sql } from "drizzle-orm";
import { GENESIS, linkHash } from "../seal/chain";
import { digestOfRow, type EntryRow, entryFacts } from "../seal/entry-facts";
import { isSigned } from "../seal/signed-head";
import { streamCheck } from "./stream-check";

type Seal = EntryRow & { org_id: string; seq: string; ref_id: string; digest: string; hash: string };

/** Follows each chain from its beginning; what comes after a wrong hash is judged by that hash. */
function followChains(): (seal: Seal) => string | null {
  let last = { orgId: "", hash: GENESIS };
  return (seal) => {
    const previous = seal.org_id === last.orgId ? last.hash : GENESIS;
    last = { orgId: seal.org_id, hash: seal.hash };
    const subject = `seal ${seal.seq} of organization ${seal.org_id} (${seal.kind} ${seal.ref_id})`;
    const digest = digestOfRow(seal.org_id, seal);
    if (digest === null) return `${subject} stands for something that is not there`;
    if (digest !== seal.digest) return `${subject} is not the digest of what it seals: that was changed, or the seal`;
    return linkHash(previous, seal.digest) === seal.hash ? null : `${subject} does not follow from the one before`;
  };
}

type SignedHead = {
  org_id: string;
  seq: string;
  hash: string;
  signature: string;
  sealed: string | null;
  public_key: string | null;
};

function problemOfHead({ org_id: orgId, seq, hash, signature, sealed, public_key }: SignedHead): string | null {
  const subject = `the signed head ${seq} of organization ${orgId}`;
  if (sealed !== hash) return `${subject} is not the chain's`;
  if (public_key === null) return `${subject} is by a key that is not there`;
  return isSigned({ orgId, seq: Number(seq), hash }, signature, public_key)
    ? null
    : `${subject} is not signed by its key`;
}

export const CHAIN_CHECKS = [
  streamCheck<Seal>(
    "each seal is the digest of what it seals, and follows from the one before",
    sql`select s.org_id, s.seq, s.kind, s.ref_id, s.digest, s.hash, ${entryFacts(sql`s.kind`, sql`s.ref_id`)} as facts
      from seals s order by s.org_id, s.seq`,
    followChains,
  ),
  streamCheck<SignedHead>(
    "each signed head is the chain's, signed by a key of the agency",
    sql`select h.org_id, h.seq, h.hash, h.signature, s.hash as sealed, k.public_key from seal_heads h
      left join seals s on s.org_id = h.org_id and s.seq = h.seq left join signing_keys k on k.id = h.key_id`,
    () => problemOfHead,
  ),
];
