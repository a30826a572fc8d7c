import type { JsonObject } from "../port";
import type { Result } from "./result";
import { chartCall, type Transcript } from "./transcript";

/** A tool call the trainee wants to make. */
export type Action = { readonly name: string; readonly args: JsonObject };

/** A result with the number under which the report cites it. */
export type Cited = { readonly result: Result; readonly number: number };

/**
 * The transcript as a book of answers: asking for something that was answered gives the answer, anything else becomes
 * a wish for the next step. So the whole study is written as if every answer were there, and is stopped where one is not.
 */
export class Notebook {
  private readonly wishes = new Map<string, Action>();
  private readonly failures: string[] = [];

  constructor(readonly transcript: Transcript) {}

  /** The result of a query; NULL while it is unknown or when it failed. A query that failed is not asked again. */
  ask(sql: string): Cited | null {
    const known = this.transcript.queries.get(sql);
    if (!known) this.wishes.set(sql, { name: "query_sql", args: { sql } });
    return known?.result ? { result: known.result, number: known.number } : null;
  }

  /** What a query failed with; NULL while it is unknown or when it went well. */
  errorOf(sql: string): string | null {
    return this.transcript.queries.get(sql)?.error ?? null;
  }

  /** The answer of the latest call of a tool without arguments. */
  listFiles(): string | null {
    const known = this.transcript.calls.findLast(({ name }) => name === "list_files");
    if (!known) this.wishes.set("list_files", { name: "list_files", args: {} });
    return known && !known.failed ? known.content : null;
  }

  /** Whether a chart was drawn; NULL while it was not asked for. */
  draw(path: string, spec: JsonObject): boolean | null {
    const known = chartCall(this.transcript, path);
    if (known) return !known.failed;
    this.wishes.set(`draw ${path}`, { name: "draw_chart", args: { spec, path } });
    return null;
  }

  /** What is still unknown. */
  get wanted(): readonly Action[] {
    return [...this.wishes.values()];
  }

  /** Notes a part that had to be left out, for the report. */
  regret(what: string): void {
    if (!this.failures.includes(what)) this.failures.push(what);
  }

  get regrets(): readonly string[] {
    return this.failures;
  }
}
