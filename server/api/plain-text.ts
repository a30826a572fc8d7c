import { InvalidInput } from "#kernel";

type Visit = { readonly value: unknown; readonly path: string };

const NUL = "\u0000";

/**
 * Refuses text with a NUL character, anywhere in an input: PostgreSQL can store it in no text and no JSON.
 * Walks with a list and not by recursion, since the depth of the input is the sender's choice.
 * @throws InvalidInput naming the field
 */
export function refuseNul(input: unknown): void {
  const open: Visit[] = [{ value: input, path: "" }];
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const { value, path } = visit;
    if (typeof value === "string" && value.includes(NUL)) {
      throw new InvalidInput(
        path || "input",
        `${path || "The input"} contains a NUL character, which no text may. Remove it.`,
      );
    }
    if (typeof value !== "object" || value === null) continue;
    for (const [key, inner] of Object.entries(value)) open.push({ value: inner, path: path ? `${path}.${key}` : key });
  }
}
