import { InvalidInput } from "#kernel";

type Visit = { readonly value: unknown; readonly path: string };

const NUL = "\u0000";

/**
 * Refuses text that PostgreSQL can keep in no column and no JSON, anywhere in an input: with a NUL character, or with half
 * of a surrogate pair. Walks with a list and not by recursion, since the depth of the input is the sender's choice.
 * @throws InvalidInput naming the field
 */
export function requireStorable(input: unknown): void {
  const open: Visit[] = [{ value: input, path: "" }];
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const { value, path } = visit;
    if (typeof value === "string") requireStorableText(value, path || "input");
    if (typeof value !== "object" || value === null) continue;
    for (const [key, inner] of Object.entries(value)) open.push({ value: inner, path: path ? `${path}.${key}` : key });
  }
}

function requireStorableText(text: string, field: string): void {
  if (text.includes(NUL)) {
    throw new InvalidInput(field, `${field}: contains a NUL character, which no text may. Remove it.`);
  }
  if (!text.isWellFormed()) {
    throw new InvalidInput(field, `${field}: contains half a character (a lone surrogate). Remove it.`);
  }
}
