/** The agency's closed vocabularies: one list each, shared by the schema, the rules and the doors. */

export const TIERS = ["economy", "standard", "priority"] as const;
export type Tier = (typeof TIERS)[number];

export const MODES = ["solo", "parallel", "crew"] as const;
export type Mode = (typeof MODES)[number];

export const RUN_STATUSES = ["queued", "working", "waiting", "paused", "delivered", "failed", "cancelled"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const JOB_STATUSES = [
  "queued",
  "working",
  "waiting",
  "review",
  "failed",
  "paused",
  "accepted",
  "cancelled",
] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** Why a run waits for a provider: it asked to slow down, or cannot be reached, or the agency's own limit for it is used up. */
export const BACKOFF_CAUSES = ["rate_limited", "outage", "limit"] as const;
export type BackoffCause = (typeof BACKOFF_CAUSES)[number];

/**
 * What a model call is for: a step's own turn, the verdict on what the step wants to hand over, or the summary of what was
 * said before the step. Each is charged at most once for a step.
 */
export const CALL_PURPOSES = ["work", "verification", "compaction"] as const;
export type CallPurpose = (typeof CALL_PURPOSES)[number];

/** Disjoint parts of one model call. Tokens, except the fees, which count calls. */
export const COMPONENTS = [
  "input",
  "cacheRead",
  "cacheWrite5m",
  "cacheWrite1h",
  "output",
  "reasoning",
  "webSearch",
] as const;
export type Component = (typeof COMPONENTS)[number];

/** Components priced per 1,000 calls; all others per 1,000,000 tokens. */
export const FEES: readonly Component[] = ["webSearch"];

/** The wire a model is spoken to on, and hence how its usage is counted (see billing/usage). */
export const WIRE_APIS = [
  "anthropic",
  "openai-responses",
  "openai-chat",
  "google",
  "xai",
  "deepseek",
  "openrouter",
  "groq",
  "openai-compatible",
  "trainee",
] as const;
export type WireApi = (typeof WIRE_APIS)[number];

/** Quantities per component; an absent component was not used. */
export type Quantities = Partial<Record<Component, bigint>>;

export const MODEL_KINDS = ["hosted", "local", "trainee"] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

export const TOOL_NAMES = [
  "list_files",
  "read_file",
  "write_file",
  "query_sql",
  "draw_chart",
  "run_code",
  "fetch_url",
  "ask_client",
  "delegate",
  "deliver",
] as const;
export type ToolName = (typeof TOOL_NAMES)[number];
