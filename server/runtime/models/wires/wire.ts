import type { Tier } from "#kernel";
import type { Party, Refusal } from "../failures";
import type { JsonObject, ModelRef, ModelRequest } from "../port";
import type { SdkCall, SdkModel } from "../sdk";

/** How one provider's wire is spoken and read. A wire holds no state of a call; a watcher does. */
export type Wire = {
  readonly party: Party;
  /** The SDK's model over our `fetch`. Made anew for each call: the fetch belongs to one exchange. */
  model(ref: ModelRef, fetch: typeof globalThis.fetch): SdkModel;
  /** Conversation, tools and the provider's own options. */
  compose(request: ModelRequest): Pick<SdkCall, "prompt" | "tools" | "providerOptions">;
  /** What must be added to the body because the SDK has no option for it. */
  amend?(request: ModelRequest): ((body: JsonObject) => JsonObject) | undefined;
  watch(): Watcher;
};

/** What one call's events have told so far, for the meter and for the error texts. */
export type Seen = {
  /** The provider's usage record as on the wire. Null while it reported none. */
  usage: JsonObject | null;
  /** Whether the provider said that its answer is complete. */
  finished: boolean;
  /** The error that the provider sent in the stream, if any. */
  refusal: Refusal | null;
};

export type Watcher = { readonly seen: Readonly<Seen>; see(event: JsonObject): void };

/** A watcher of one call that notes what `read` finds in each event. */
export function createWatcher(read: (event: JsonObject, seen: Seen) => void): Watcher {
  const seen: Seen = { usage: null, finished: false, refusal: null };
  return { seen, see: (event) => read(event, seen) };
}

/** The words that OpenAI and Google share for our tiers. Standard sends nothing: the account's own default stands. */
export const SERVICE_TIER: Record<Tier, { serviceTier?: "flex" | "priority" }> = {
  economy: { serviceTier: "flex" },
  standard: {},
  priority: { serviceTier: "priority" },
};

/** Where a provider is reached, and with which key. */
export type Access = { readonly apiKey: string; readonly baseUrl?: string };

const VERSION_SEGMENT = /\/v\d+(alpha|beta)?\d*(\/|$)/;

/**
 * A base URL with its version path: "http://host:1234" and "http://host:1234/v1" mean the same.
 * @param version the segment to add where none is, such as "v1"
 */
export function versionedUrl(baseUrl: string, version: string): string {
  const trimmed = baseUrl.trim().replace(/\/+$/, "");
  return VERSION_SEGMENT.test(trimmed) ? trimmed : `${trimmed}/${version}`;
}

/** A text field of an event, or "" where it is missing or something else. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : "";
}
