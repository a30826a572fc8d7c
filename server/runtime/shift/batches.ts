import type { Tool } from "../tools";

/**
 * Cuts calls, in the model's order, into batches that follow one another. Calls of one batch run side by side: a stretch
 * of calls that change nothing, or of calls that touch nothing another could see. Any other call is a batch of its own,
 * so it finds what the calls before it left, and leaves to those after it what it made.
 */
export function inBatches<Call extends { readonly name: string }>(
  calls: readonly Call[],
  tools: readonly Pick<Tool, "name" | "effect" | "isIndependent">[],
): Call[][] {
  const kindOf = ({ name }: Call): "pure" | "independent" | "alone" => {
    const tool = tools.find((candidate) => candidate.name === name);
    if (tool?.effect === "pure") return "pure";
    return tool?.isIndependent ? "independent" : "alone";
  };
  const batches: Call[][] = [];
  let last: ReturnType<typeof kindOf> = "alone";
  for (const call of calls) {
    const kind = kindOf(call);
    const open = batches.at(-1);
    if (open && kind === last && kind !== "alone") open.push(call);
    else batches.push([call]);
    last = kind;
  }
  return batches;
}
