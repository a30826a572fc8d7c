import type { Permission } from "../schema";
import type { Definition } from "./definitions";

/** What is known of a tool. */
export type KnownTool = {
  readonly name: string;
  readonly digest: string;
  readonly permission: Permission;
  readonly isGone: boolean;
};

export type ToolChanges = {
  /** Begin as `ask`: what a server says of itself proves nothing. */
  readonly added: readonly Definition[];
  /** Described otherwise than before. */
  readonly changed: readonly { readonly definition: Definition; readonly wasAllowed: boolean }[];
  /** Offered again, as they were. */
  readonly back: readonly string[];
  /** Not offered any more. */
  readonly gone: readonly string[];
};

/**
 * Compares what a server offers now with what is known. A tool that was allowed and is described otherwise is another tool
 * as far as anyone can tell: it has to be asked about again.
 */
export function compareTools(known: readonly KnownTool[], found: readonly Definition[]): ToolChanges {
  const before = new Map(known.map((tool) => [tool.name, tool]));
  const now = new Set(found.map(({ name }) => name));
  const changes = { added: [] as Definition[], changed: [] as ToolChanges["changed"][number][], back: [] as string[] };
  for (const definition of found) {
    const tool = before.get(definition.name);
    if (!tool) changes.added.push(definition);
    else if (tool.digest !== definition.digest) {
      changes.changed.push({ definition, wasAllowed: tool.permission === "allow" });
    } else if (tool.isGone) changes.back.push(tool.name);
  }
  const gone = known.filter(({ name, isGone }) => !isGone && !now.has(name)).map(({ name }) => name);
  return { ...changes, gone };
}
