import { isIP } from "node:net";
import { resolve } from "node:path";
import { z } from "zod";

/** A setting that cannot be used. Its message names every variable at fault and what to do. */
export class InvalidEnvironment extends Error {
  override readonly name = "InvalidEnvironment";
}

const text = z.string().trim().min(1);
const secret = (command: string) =>
  text.min(
    32,
    `is too short: at least 32 characters, for example from \`${command}\`; or leave it out and one is kept in HIRELING_HOME`,
  );
const httpUrl = z.url({ protocol: /^https?$/, error: "must be an address like https://example.com/v1" });
const databaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: "must look like postgresql://user:password@host:5432/database; leave it out for the built-in database",
});

const hostList = text
  .default("")
  .transform((list) =>
    list
      .split(",")
      .map((entry) => entry.trim().toLowerCase())
      .filter((entry) => entry !== ""),
  )
  .refine((entries) => entries.every((entry) => /^(\[[0-9a-f:]+\]|[^\s:/]+):\d{1,5}$/.test(entry)), {
    error: "must be a list such as 127.0.0.1:8080,wiki.example.internal:443",
  });

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

const variables = {
  PORT: z.coerce
    .number("must be a whole number from 1 to 65535, for example 3000")
    .int("must be a whole number from 1 to 65535, for example 3000")
    .min(1, "must be a whole number from 1 to 65535, for example 3000")
    .max(65_535, "must be a whole number from 1 to 65535, for example 3000")
    .default(3000),
  /** The address the web listens on. Anything but loopback makes the agency public (see `isPublic`). */
  HOST: text.default("127.0.0.1"),
  /** Where the agency keeps its data, made absolute. */
  HIRELING_HOME: text.default(".hireling").transform((path) => resolve(path)),
  DATABASE_URL: databaseUrl.optional(),
  /** For LISTEN and migrations, where DATABASE_URL goes through a transaction pooler. */
  DATABASE_DIRECT_URL: databaseUrl.optional(),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: "must look like redis://host:6379; leave it out to queue in PostgreSQL" })
    .optional(),
  AUTH_SECRET: secret("openssl rand -base64 32").optional(),
  HIRELING_ENCRYPTION_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, "must be 64 hex digits (32 bytes), for example from `openssl rand -hex 32`")
    .optional(),
  STORAGE_URL: text
    .refine((url) => !url.startsWith("s3:"), "s3: is not supported yet; use file:/a/folder or leave it out")
    .refine((url) => /^(file|s3):/.test(url), "must start with file:, for example file:/srv/hireling/files")
    .optional(),
  /** The public address of the web, for links and sign-in. NULL: derived from HOST and PORT. */
  NEXTAUTH_URL: httpUrl.optional(),

  ANTHROPIC_API_KEY: text.optional(),
  ANTHROPIC_BASE_URL: httpUrl.optional(),
  OPENAI_API_KEY: text.optional(),
  OPENAI_BASE_URL: httpUrl.optional(),
  GOOGLE_GENERATIVE_AI_API_KEY: text.optional(),
  GOOGLE_BASE_URL: httpUrl.optional(),
  DEEPSEEK_API_KEY: text.optional(),
  DEEPSEEK_BASE_URL: httpUrl.optional(),
  GROQ_API_KEY: text.optional(),
  GROQ_BASE_URL: httpUrl.optional(),
  XAI_API_KEY: text.optional(),
  XAI_BASE_URL: httpUrl.optional(),
  /** Any OpenAI-compatible server: Ollama, LM Studio, llama.cpp, vLLM. */
  LOCAL_MODEL_URL: httpUrl.optional(),

  AUTH_GITHUB_ID: text.optional(),
  AUTH_GITHUB_SECRET: text.optional(),
  AUTH_GOOGLE_ID: text.optional(),
  AUTH_GOOGLE_SECRET: text.optional(),
  AUTH_OIDC_ISSUER: httpUrl.optional(),
  AUTH_OIDC_ID: text.optional(),
  AUTH_OIDC_SECRET: text.optional(),
  /** What the sign-in button calls the OIDC provider. */
  AUTH_OIDC_NAME: text.optional(),

  /** Card payments. Without the keys, wallets are topped up with demo money, on loopback only. */
  STRIPE_SECRET_KEY: text.optional(),
  STRIPE_WEBHOOK_SECRET: text.optional(),
  /** Another address than Stripe's own, for tests. */
  STRIPE_API_BASE: z
    .url({
      protocol: /^https?$/,
      error: "must be an https: address, or http: on loopback; leave it out for Stripe itself",
    })
    .refine((url) => url.startsWith("https:") || (URL.canParse(url) && isLoopback(new URL(url).hostname)), {
      error: "must be an https: address, or http: on loopback: it is sent the secret key",
    })
    .optional(),

  /** The mail server that letters leave by. Without one they stay in the outbox. */
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: "must look like smtp://user:password@host:587, or smtps: for port 465" })
    .optional(),
  /** Who letters come from. */
  MAIL_FROM: text.optional(),

  /** Whether agents may read the public web with `fetch_url`. */
  FETCH_URL: z.enum(["on", "off"], { error: "must be on or off" }).default("on"),
  /** Hosts that agents may read although they lie in a private network or on another port: `host:port`, comma-separated. */
  FETCH_ALLOW: hostList,
  /** Hosts that connectors may reach although they lie in a private network or speak plain http: `host:port`, comma-separated. */
  CONNECTORS_ALLOW: hostList,

  /** The collector that traces and metrics go to. Unset: nowhere, and nothing is recorded. */
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),

  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      error: "must be one of fatal, error, warn, info, debug, trace, silent",
    })
    .default("info"),
  /** A delivery that nobody accepts, changes or disputes in so many days is accepted. */
  ACCEPT_AFTER_DAYS: z.coerce
    .number("must be a whole number of days, for example 14")
    .int("must be a whole number of days, for example 14")
    .min(1, "must be at least 1 day")
    .max(3650, "must be at most 3650 days")
    .default(14),
  /** USD per provider and day, as a decimal string. Unset: see `providerDailyCeiling`. */
  PROVIDER_DAILY_COST_CEILING: z
    .string()
    .trim()
    .regex(/^\d{1,15}(\.\d{1,6})?$/, "must be an amount in US dollars with at most six decimals, for example 50.00")
    .optional(),
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
};

type Source = Readonly<Record<string, string | undefined>>;
type Names = keyof typeof variables;

/** Sets that only make sense together: with one of them given, all must be. */
const TOGETHER: readonly (readonly Names[])[] = [
  ["AUTH_GITHUB_ID", "AUTH_GITHUB_SECRET"],
  ["AUTH_GOOGLE_ID", "AUTH_GOOGLE_SECRET"],
  ["AUTH_OIDC_ISSUER", "AUTH_OIDC_ID", "AUTH_OIDC_SECRET"],
  ["SMTP_URL", "MAIL_FROM"],
  ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"],
];

function fail(problems: readonly string[]): never {
  throw new InvalidEnvironment(
    `Hireling cannot start with these settings:\n${problems.map((p) => `  ${p}`).join("\n")}`,
  );
}

/**
 * Validates an environment. Empty and blank values count as not set.
 * @throws InvalidEnvironment naming each variable and what to do; values are never repeated, they may be secrets
 */
export function readEnv(source: Source) {
  const given = Object.fromEntries(Object.keys(variables).map((name) => [name, source[name]?.trim() || undefined]));
  const parsed = z.object(variables).safeParse(given);
  if (!parsed.success) fail(parsed.error.issues.map(({ path, message }) => `${path.map(String).join(".")} ${message}`));
  const env = parsed.data;

  const incomplete = TOGETHER.flatMap((names) => {
    const missing = names.filter((name) => env[name] === undefined);
    return missing.length === 0 || missing.length === names.length
      ? []
      : [
          `${missing.join(" and ")} must be set as well, or remove ${names.filter((n) => !missing.includes(n)).join(" and ")}`,
        ];
  });
  if (incomplete.length > 0) fail(incomplete);
  return env;
}

export type Env = Readonly<ReturnType<typeof readEnv>>;

let current: Env | undefined;

/** The environment of this process, validated at the first call, so that pure modules load without one. */
export function env(): Env {
  current ??= readEnv(process.env);
  return current;
}

/** Forgets the validated environment: for a process that has just changed its own variables (commands, tests). */
export function reloadEnv(): void {
  current = undefined;
}

/** Whether others than this machine can reach the agency. Then the demo organization is disabled and wallets start empty. */
export const isPublic = ({ HOST }: Pick<Env, "HOST">): boolean => !isLoopback(HOST);

const PUBLIC_DAILY_CEILING = "50.00";

/** The most that one provider may cost the agency in a day, as USD decimal string. NULL: no ceiling (loopback only). */
export function providerDailyCeiling(settings: Pick<Env, "HOST" | "PROVIDER_DAILY_COST_CEILING">): string | null {
  return settings.PROVIDER_DAILY_COST_CEILING ?? (isPublic(settings) ? PUBLIC_DAILY_CEILING : null);
}

/** The address that people use, without a trailing slash. */
export function publicUrl({ NEXTAUTH_URL, HOST, PORT }: Pick<Env, "NEXTAUTH_URL" | "HOST" | "PORT">): string {
  if (NEXTAUTH_URL) return NEXTAUTH_URL.replace(/\/+$/, "");
  // A wildcard is where to listen, not where to go.
  const host = HOST === "0.0.0.0" || HOST === "::" ? "localhost" : HOST;
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${PORT}`;
}
