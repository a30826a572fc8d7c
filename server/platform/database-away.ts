import pg from "pg";

/**
 * The database cannot be reached, or went away in the middle: it restarts, or the way to it is cut. Whether the transaction
 * under way was kept is not known; whoever wants to go on reads it again.
 */
export class DatabaseAway extends Error {
  constructor(options: { cause: unknown }) {
    super("the database cannot be reached", options);
    this.name = "DatabaseAway";
  }
}

/** Connection exceptions, shutdowns, a start under way, and no connection left. */
const AWAY_STATES = /^(08...|57P0[123]|53300)$/;
const AWAY_CODES = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"]);
/** What `pg` says itself about a connection that it has lost; these have no code. */
const AWAY_WORDS =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|timeout expired)/;

/** Whether an error of the database's client, or one that wraps it, means that there is no database to talk to. */
export function meansAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof pg.DatabaseError) return AWAY_STATES.test(error.code ?? "");
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return AWAY_CODES.has(code) || AWAY_WORDS.test(error.message) || meansAway(error.cause);
}
