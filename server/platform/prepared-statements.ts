import { createHash } from "node:crypto";
import type pg from "pg";

/** A statement that comes this often is worth keeping: planning takes the small ones of a step longer than running. */
const OFTEN = 5;
/** Each connection keeps its own plans, so their number is bounded. */
const MAX_KEPT = 64;
const MAX_WATCHED = 2_000;

const timesSeen = new Map<string, number>();
const names = new Map<string, string>();

/** The name under which a statement is kept; NULL while it is not worth it. */
function nameOf(text: string): string | null {
  const known = names.get(text);
  if (known) return known;
  const times = (timesSeen.get(text) ?? 0) + 1;
  if (times < OFTEN || names.size >= MAX_KEPT) {
    if (timesSeen.size < MAX_WATCHED) timesSeen.set(text, times);
    return null;
  }
  timesSeen.delete(text);
  const name = createHash("sha256").update(text).digest("hex").slice(0, 32);
  names.set(text, name);
  return name;
}

/** Lets a connection parse and plan a statement once that comes again and again. Not through a transaction pooler: plans live in a session. */
export function keepStatements(client: pg.ClientBase): void {
  client.query = new Proxy(client.query, {
    apply(query, self, [config, ...rest]: [unknown, ...unknown[]]) {
      const name = isUnnamed(config) && Array.isArray(rest[0]) && rest[0].length > 0 ? nameOf(config.text) : null;
      return Reflect.apply(query, self, [name === null ? config : Object.assign({}, config, { name }), ...rest]);
    },
  });
}

const isUnnamed = (config: unknown): config is { readonly text: string } =>
  typeof config === "object" &&
  config !== null &&
  "text" in config &&
  typeof config.text === "string" &&
  !("name" in config && config.name);
