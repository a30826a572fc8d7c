import type { JsonObject } from "../models/port";

/** Something about the work that a machine can decide. */
export type AcceptanceCheck =
  | { readonly kind: "file_exists"; readonly path: string }
  | { readonly kind: "sql_returns_no_rows"; readonly sql: string }
  | { readonly kind: "json_matches"; readonly path: string; readonly schema: JsonObject };

/** How a check ended. */
export type CheckResult = {
  /** What was checked, for people. */
  readonly check: string;
  /** Why it failed, for who has to cure it and for people; null when it passed. */
  readonly problem: string | null;
};

/** What a verifier says of the work. */
export type Verdict = { readonly passed: boolean; readonly reasons: readonly string[] };

/** What the client wants to hold before work is handed over. */
export type Acceptance = {
  readonly checks: readonly AcceptanceCheck[];
  /** In the client's words; null when there are none beside the checks. */
  readonly criteria: string | null;
  /** How many times the work may be handed over, the first included. */
  readonly rounds: number;
};

/** What came of checking a proposal. */
export type Inspection = {
  /** From 1. */
  readonly round: number;
  readonly rounds: number;
  readonly checks: readonly CheckResult[];
  /** Null when nobody was asked, or no answer could be had. */
  readonly verdict: (Verdict & { readonly by: string }) | null;
  /** Why a verification that was wanted could not be had; null when none was wanted or it was. */
  readonly unverified: string | null;
  /** Why the work is not accepted; empty when it is. */
  readonly reasons: readonly string[];
};
