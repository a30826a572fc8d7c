import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { env } from "#platform";

/** Where the operator describes the programs, in HIRELING_HOME. */
const FILE = "connectors.json";

const program = z.strictObject({
  /** For people: what it is good for. */
  name: z.string().min(1).max(80),
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  /** All that the program finds in its environment, but for NODE_ENV=production. */
  env: z.record(z.string(), z.string()).default({}),
  /** Slugs of the organizations that may use it, or `all`. */
  organizations: z.union([z.literal("all"), z.array(z.string())]),
});
export type Program = z.infer<typeof program>;

const file = z.strictObject({ programs: z.record(z.string().regex(/^[a-z0-9-]{1,40}$/), program) });

/**
 * The MCP servers that run as programs on the agency's machine (stdio). Only the operator describes them, in
 * `connectors.json` in HIRELING_HOME: nothing that a client sends becomes part of a command.
 * @throws Error when the file is there and wrong
 */
export function readPrograms(): ReadonlyMap<string, Program> {
  const path = join(env().HIRELING_HOME, FILE);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return new Map();
    throw error;
  }
  const parsed = file.safeParse(parseJson(text));
  if (!parsed.success) throw new Error(`${path} is not right: ${z.prettifyError(parsed.error)}`);
  return new Map(Object.entries(parsed.data.programs));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether an organization may use a program. */
export const isOffered = ({ organizations }: Program, orgSlug: string): boolean =>
  organizations === "all" || organizations.includes(orgSlug);

const SAYS_SECRET = /key|token|secret|pass|auth|credential|private/i;

/**
 * What of a program's environment lets it in somewhere, by the names that the operator gave it: what is called a key, a token
 * or the like, and passwords within addresses. Its organizations and their models must not see that. What else stands there
 * may be an ordinary word of its answers.
 */
export const secretsOf = ({ env: given }: Pick<Program, "env">): string[] =>
  Object.entries(given).flatMap(([name, value]) => {
    if (SAYS_SECRET.test(name)) return [value];
    const { password } = URL.canParse(value) ? new URL(value) : { password: "" };
    return password === "" ? [] : [value, password, decodeURIComponent(password)];
  });
