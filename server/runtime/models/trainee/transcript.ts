import type { Json, Turn } from "../port";
import { type Result, readResult } from "./result";

/** One tool call of the run so far, with its answer. */
export type Call = {
  readonly name: string;
  readonly args: { readonly [key: string]: Json };
  readonly content: string;
  readonly failed: boolean;
};

/** A query that was asked: `number` is how the report refers to it. `result` is NULL when it failed. */
export type Query = {
  readonly number: number;
  readonly sql: string;
  readonly result: Result | null;
  readonly error: string | null;
};

/** All that the trainee knows: it is rebuilt from the turns at every call, so nothing is lost in a crash. */
export type Transcript = {
  /** What people said, in order; the brief is the first. */
  readonly said: readonly string[];
  /** Finished assistant turns since the last word of a person. */
  readonly stepsSinceSaid: number;
  readonly steps: number;
  readonly calls: readonly Call[];
  /** Calls since the last word of a person. */
  readonly recent: readonly Call[];
  readonly queries: ReadonlyMap<string, Query>;
};

/** Reads a conversation from its beginning. */
export function readTranscript(turns: readonly Turn[]): Transcript {
  const said: string[] = [];
  const calls: Call[] = [];
  const open = new Map<string, { name: string; args: { readonly [key: string]: Json } }>();
  let steps = 0;
  let stepsSinceSaid = 0;
  let callsBefore = 0;
  for (const turn of turns) {
    if (turn.role === "user") {
      said.push(turn.text);
      stepsSinceSaid = 0;
      callsBefore = calls.length;
    } else if (turn.role === "assistant") {
      steps += 1;
      stepsSinceSaid += 1;
      for (const part of turn.parts) {
        if (part.type === "toolCall") open.set(part.callId, { name: part.name, args: objectOf(part.args) });
      }
    } else {
      for (const answer of turn.answers) {
        const asked = open.get(answer.callId) ?? { name: answer.name, args: {} };
        calls.push({ ...asked, content: answer.content, failed: answer.isError });
      }
    }
  }
  return { said, steps, stepsSinceSaid, calls, recent: calls.slice(callsBefore), queries: readQueries(calls) };
}

const objectOf = (args: Json): { readonly [key: string]: Json } =>
  typeof args === "object" && args !== null && !Array.isArray(args) ? args : {};

function readQueries(calls: readonly Call[]): Map<string, Query> {
  const queries = new Map<string, Query>();
  for (const call of calls) {
    const sql = call.args.sql;
    if (call.name !== "query_sql" || typeof sql !== "string" || queries.has(sql)) continue;
    const result = call.failed ? null : readResult(call.content);
    const error = call.failed ? call.content : result ? null : "The answer could not be read as a table.";
    queries.set(sql, { number: queries.size + 1, sql, result, error });
  }
  return queries;
}

/** The answer to a chart that was drawn: NULL when it was not asked for yet. */
export const chartCall = (transcript: Transcript, path: string): Call | null =>
  transcript.calls.findLast((call) => call.name === "draw_chart" && call.args.path === path) ?? null;
