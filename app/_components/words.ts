import type { Tier } from "#kernel";

export const TIER_NAMES: Record<Tier, string> = { economy: "Economy", standard: "Standard", priority: "Priority" };

const PROVIDERS: Readonly<Record<string, string>> = {
  anthropic: "Anthropic",
  openai: "OpenAI",
  google: "Google",
  deepseek: "DeepSeek",
  groq: "Groq",
  xai: "xAI",
  local: "Local",
  trainee: "House",
};

export const providerName = (provider: string): string => PROVIDERS[provider] ?? provider;

const REGIONS = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

/** A country by its two letters: "Germany". What is no country stays as it is. */
export const countryName = (code: string): string => REGIONS.of(code) ?? code;

/** "query_sql" for people: "query sql"; a connector's "mcp__book__find_page": "find page (book)". */
export function toolName(tool: string): string {
  const [, connector, name = ""] = /^mcp__([a-z0-9-]+)__(.+)$/.exec(tool) ?? [];
  return connector ? `${name.replaceAll("_", " ")} (${connector})` : tool.replaceAll("_", " ");
}

export const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
