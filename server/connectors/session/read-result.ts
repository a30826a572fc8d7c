import type { CallToolResult, ContentBlock } from "@modelcontextprotocol/sdk/types.js";
import { nestsDeeperThan } from "#kernel";

/** Deeper, the writing of JSON itself fails. */
const MAX_LEVELS = 500;

/** A call's answer as text for a model: untrusted. */
export type ConnectorAnswer = { readonly text: string; readonly isError: boolean };

/** Text as it is; what is no text is described; structured content as JSON, where the text does not have it already. */
export function readResult({ content, structuredContent, isError = false }: CallToolResult): ConnectorAnswer {
  const parts = content.map(readBlock);
  if (structuredContent !== undefined && !parts.some((part) => isSame(part, structuredContent))) {
    // Not indented: what is nested deep would become a thousand times as long.
    const isDeep = nestsDeeperThan(structuredContent, MAX_LEVELS);
    parts.push(isDeep ? "[structured content: nested too deeply, not shown]" : JSON.stringify(structuredContent));
  }
  const text = parts.filter((part) => part !== "").join("\n\n");
  return { text: text === "" ? "(an empty answer)" : text, isError };
}

function readBlock(block: ContentBlock): string {
  switch (block.type) {
    case "text":
      return block.text;
    case "image":
    case "audio":
      return `[${block.type}: ${block.mimeType}, ${bytesOf(block.data)} bytes, not shown]`;
    case "resource_link":
      return `[link: ${block.name}, ${block.uri}${block.mimeType ? `, ${block.mimeType}` : ""}]`;
    case "resource": {
      const { uri, mimeType = "no type" } = block.resource;
      if ("text" in block.resource) return `[resource: ${uri}, ${mimeType}]\n${block.resource.text}`;
      return `[resource: ${uri}, ${mimeType}, ${bytesOf(block.resource.blob)} bytes, not shown]`;
    }
  }
}

const bytesOf = (base64: string): number => Buffer.byteLength(base64, "base64");

/** Servers are asked to send structured content as text, too, for clients that do not know it. */
function isSame(text: string, structured: unknown): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === JSON.stringify(structured);
  } catch {
    return false;
  }
}
