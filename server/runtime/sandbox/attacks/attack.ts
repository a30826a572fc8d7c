import type { SandboxOutcome } from "../run-in-child";
import type { Stage } from "./stage";

/** One way to take more than is given. `run` says what held it. @throws when nothing did */
export type Attack = { readonly name: string; run(stage: Stage): Promise<string> };

/** How a child ended that did not answer, or how its task was refused. The deadline holds everything, at the latest. */
export function endOf(outcome: SandboxOutcome<unknown>, ...ends: readonly string[]): string {
  if (outcome.ok) throw new Error(`it ended well: ${JSON.stringify(outcome.value).slice(0, 200)}`);
  if (![...ends, "timeout"].includes(outcome.reason)) {
    throw new Error(`it ended by "${outcome.reason}": ${outcome.message}`);
  }
  return outcome.reason === "refused" ? firstLine(outcome.message) : HELD_BY[outcome.reason];
}

const HELD_BY = {
  memory: "limit of memory: the process ended",
  processes: "watch over processes: killed",
  disk: "watch over the disk: killed",
  timeout: "deadline: killed",
  output: "limit of the reply: killed",
  crashed: "the process ended by itself",
} as const;

export const firstLine = (text: string): string => (text.split("\n")[0] ?? "").slice(0, 80);

const TOO_LONG = /^It ran longer than/;

/** The error that ended code in the VM: the one expected, or that its time was over. Code for which none is expected never ends. */
export async function errorOf(stage: Stage, code: string, expected?: RegExp): Promise<string> {
  const outcome = await stage.code(code, expected ? undefined : stage.endless);
  if (!outcome.ok) return endOf(outcome);
  const { error } = outcome.value;
  if (error === null || !(expected?.test(error) || TOO_LONG.test(error))) {
    throw new Error(`it ended with ${error ?? "no error"}`);
  }
  return firstLine(error);
}

export const sql = (text: string) =>
  ({ kind: "sql", sql: text, tables: [], maxRows: 10, maxCharacters: 10_000 }) as const;

export function check(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
