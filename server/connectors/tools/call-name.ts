import { createHash } from "node:crypto";

/** What every provider of models takes as a tool's name. */
const MAX_CHARACTERS = 64;
const DIGEST_CHARACTERS = 8;

/**
 * What models call a connector's tool: `mcp__<connector>__<tool>`, as its server calls it where that can be. Other
 * characters become `_`, and a name that was changed ends with a digest of the server's, so that two never become one.
 */
export function callNameOf(connector: string, tool: string): string {
  const prefix = `mcp__${connector}__`;
  const plain = tool.replace(/[^a-zA-Z0-9_-]/g, "_");
  if (plain === tool && tool !== "" && prefix.length + tool.length <= MAX_CHARACTERS) return prefix + tool;
  const digest = createHash("sha256").update(tool).digest("hex").slice(0, DIGEST_CHARACTERS);
  return `${prefix}${plain.slice(0, MAX_CHARACTERS - prefix.length - DIGEST_CHARACTERS - 1)}_${digest}`;
}
