import type { DatabaseUrls } from "#platform";

/**
 * The loops beside which the agency's is measured, all with the same conversation: the bare AI SDK, which keeps nothing; DBOS,
 * which keeps every model call and tool call; and DBOS with the hold and the ledger writes of every call, on one client's
 * wallet or on a wallet for each run.
 */
export const LOOPS = ["sdk", "dbos", "dbos-hot", "dbos-spread"] as const;
export type Loop = (typeof LOOPS)[number];

/** So many runs of a loop at the same time. */
export type Heat = { readonly loop: Loop; readonly runs: number };

/** What a heat came to, from the first start to the last durable end. */
export type Result = { readonly steps: number; readonly ms: number };

/** What the contender's process is told at its start, in `CONTEST`. */
export type Contest = {
  readonly modelUrl: string;
  /** Model calls of each run: the last one delivers. */
  readonly steps: number;
  /** The agency's, for its agent. */
  readonly agency: DatabaseUrls;
  /** Where DBOS's runs are paid. */
  readonly books: DatabaseUrls;
  /** Where DBOS keeps what it knows. */
  readonly dbosUrl: string;
};
