import { isMap, isScalar, isSeq, Lexer, LineCounter, type Node, Parser, parseDocument } from "yaml";
import type { ZodType, z } from "zod";

/** What is wrong with a file, for the person who wrote it. */
export type FileProblem = {
  readonly path: string;
  /** From 1; NULL when it is about the file as a whole. */
  readonly line: number | null;
  /** Names the field and says what to do. */
  readonly message: string;
};

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

export type FrontMatter<T> = { readonly fields: T; readonly body: string };

/** Front matter is a handful of fields; what reads it takes its time for keys by the thousand. Characters. */
const LONGEST = 20_000;
/** The parser's own levels, of which a list in a map in a map takes five. */
const DEEPEST = 50;

const FENCED = /^---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)?---[ \t]*(?:\r?\n|$)/;

/**
 * Reads a Markdown file with YAML front matter.
 * @param path of the file, for the problems
 * @returns its fields, and its body without the blank lines around it
 */
export function readFrontMatter<S extends ZodType>(
  path: string,
  text: string,
  schema: S,
): Parsed<FrontMatter<z.infer<S>>> {
  const source = text.replace(/^\uFEFF/, "");
  const fenced = FENCED.exec(source);
  if (!fenced) {
    const message = "has no front matter. Begin the file with a line ---, the fields, and another line ---.";
    return { ok: false, problems: [{ path, line: 1, message }] };
  }
  const [, yaml = ""] = fenced;
  const excess = excessOf(yaml);
  if (excess !== null) return { ok: false, problems: [{ path, line: 1, message: excess }] };
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  // The fence is the file's first line.
  const lineAt = (offset: number): number => lines.linePos(offset).line + 1;
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) => ({
      path,
      line: lineAt(pos[0]),
      message: `is no valid YAML: ${message}`,
    }));
    return { ok: false, problems };
  }
  const parsed = schema.safeParse(toPlain(document) ?? {});
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => {
      const at = (keys: readonly PropertyKey[]) => lineAt(findOffset(document.contents, keys));
      if (issue.code !== "unrecognized_keys") {
        return [{ path, line: at(issue.path), message: `${nameOf(issue.path)} ${issue.message}.` }];
      }
      return issue.keys.map((key) => {
        const place = [...issue.path, key];
        return {
          path,
          line: at(place),
          message: `${nameOf(place)} is no field here. Check its spelling, or remove it.`,
        };
      });
    });
    return { ok: false, problems };
  }
  return { ok: true, value: { fields: parsed.data, body: source.slice(fenced[0].length).trim() } };
}

/** Why this YAML is not even read; NULL when it is. */
function excessOf(yaml: string): string | null {
  if (yaml.length > LONGEST) return `has front matter of more than ${LONGEST} characters. Move what is long below it.`;
  return isTooDeep(yaml) ? "has front matter nested too deeply. Write its fields plainly." : null;
}

/**
 * Whether this YAML has more levels than anyone means. Reading it calls itself for each level, and V8 ends the whole process
 * when it wants to compile a regular expression where the stack ends: no error comes of that. The syntax alone is read
 * without such calls.
 */
function isTooDeep(yaml: string): boolean {
  const syntax = new Parser();
  for (const lexeme of new Lexer().lex(yaml)) {
    Array.from(syntax.next(lexeme));
    if (syntax.stack.length > DEEPEST) return true;
  }
  return false;
}

/** The value of a document; what YAML's aliases would blow up is refused as no value at all. */
function toPlain(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS();
  } catch {
    return null;
  }
}

const nameOf = (keys: readonly PropertyKey[]): string =>
  keys.reduce<string>(
    (name, key) => (typeof key === "number" ? `${name}[${key}]` : name ? `${name}.${String(key)}` : String(key)),
    "",
  ) || "the front matter";

/** Where a value begins, or the nearest thing around it that is there. */
function findOffset(root: Node | null, keys: readonly PropertyKey[]): number {
  let node: unknown = root;
  let offset = 0;
  for (const key of keys) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (!pair) break;
      offset = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === "number") {
      node = node.items[key];
      offset = (isScalar(node) ? node.range?.[0] : undefined) ?? offset;
    } else break;
  }
  return offset;
}
