import fc from "fast-check";
import type { Signature } from "../invoices/bill";
import { digestLines } from "../invoices/compose-bill";
import { digestOfDocument } from "../invoices/signed-document";

export type Path = readonly (string | number)[];

/** Every place in a JSON value: of objects, lists and leaves. */
function* pathsIn(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value))
    yield* pathsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

const at = (value: unknown, path: Path): unknown => path.reduce((node, key) => Reflect.get(Object(node), key), value);

/** The value at a path replaced, or taken out when it becomes undefined. */
export function change<T>(json: T, path: Path, to: unknown): T {
  const copy = structuredClone(json);
  const parent = Object(at(copy, path.slice(0, -1)));
  const key = path.at(-1) ?? "";
  if (to !== undefined) Reflect.set(parent, key, to);
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
  return copy;
}

/** What a forger might write instead: something like it, or anything else. */
const insteadOf = (value: unknown): fc.Arbitrary<unknown> => {
  const alike: fc.Arbitrary<unknown> =
    typeof value === "number"
      ? fc.integer({ min: 0, max: 1e7 })
      : typeof value === "string" && /^-?\d+\.\d+$/.test(value)
        ? fc.constantFrom(
            `${value}0`,
            `0${value}`,
            `-${value}`,
            value.replace(/\d$/, (d) => String((Number(d) + 1) % 10)),
          )
        : typeof value === "string" && value.length > 0
          ? fc
              .integer({ min: 0, max: value.length - 1 })
              .map((i) => `${value.slice(0, i)}${value[i] === "0" ? "1" : "0"}${value.slice(i + 1)}`)
          : fc.constantFrom("", 0, [], {});
  return fc
    .oneof(
      { weight: 4, arbitrary: alike },
      { weight: 1, arbitrary: fc.constantFrom(null, undefined, true, "", 0, "x") },
    )
    .filter((other) => JSON.stringify(other) !== JSON.stringify(value));
};

/** A document with one value changed, anywhere. */
export const forgeryOf = <T>(document: T): fc.Arbitrary<{ document: T; path: Path; forged: T }> =>
  fc
    .constantFrom(...pathsIn(document))
    .chain((path) =>
      insteadOf(at(document, path)).map((to) => ({ document, path, forged: change(document, path, to) })),
    );

/** Each way of taking out or emptying one value. */
export const emptied = <T>(document: T): { path: Path; to: unknown; forged: T }[] =>
  [...pathsIn(document)].flatMap((path) =>
    [undefined, null, 0, "", [], {}]
      .filter((to) => JSON.stringify(to) !== JSON.stringify(at(document, path)))
      .map((to) => ({ path, to, forged: change(document, path, to) })),
  );

type Document = { readonly lines: readonly object[]; readonly signature?: Signature | undefined };

/** The forger's best: all digests that anyone can take are taken anew. The signatures stay. */
export function digestedAnew<T extends Document>(document: T): T {
  const { lines } = document;
  const redone = { ...document, lines: Array.isArray(lines) ? digestLines(lines) : lines };
  return { ...redone, digest: digestOfDocument(redone) };
}

/** As invoices were exported before they were signed. */
export const unsigned = <T extends Document>({ signature: _, ...document }: T) => digestedAnew(document);
