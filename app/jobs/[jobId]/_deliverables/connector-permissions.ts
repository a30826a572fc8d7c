import type { Answers } from "@/_trpc/types";

type Connector = Answers["connectors"]["list"]["connectors"][number];
type Tool = Pick<Connector["tools"][number], "name" | "permission">;

const WORDS = [
  ["allow", "Allowed"],
  ["ask", "Asks you first"],
  ["deny", "Denied"],
] as const satisfies readonly (readonly [Tool["permission"], string])[];

/** A connector's tools by what agents may do with them, as it is now; what no tool has is left out. */
export const permissionsOf = (tools: readonly Tool[]): { words: string; names: string[] }[] =>
  WORDS.flatMap(([wanted, words]) => {
    const names = tools.filter(({ permission }) => permission === wanted).map(({ name }) => name);
    return names.length > 0 ? [{ words, names }] : [];
  });
