import Stripe from "stripe";
import { DomainError } from "#kernel";
import { env, logFor } from "#platform";

const TIMEOUT_MS = 10_000;
const RETRIES = 2;

/** A connection to Stripe, and the secret that its webhooks are signed with. */
export type StripeAccess = { readonly client: Stripe; readonly webhookSecret: string };

let known: { readonly key: string; readonly access: StripeAccess } | undefined;

/** The agency's access to Stripe; NULL when it has no keys. */
export function stripeAccess(): StripeAccess | null {
  const { STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_BASE: base } = env();
  if (!key || !webhookSecret) return null;
  const cacheKey = JSON.stringify([key, webhookSecret, base]);
  if (known?.key !== cacheKey) known = { key: cacheKey, access: { client: connect(key, base), webhookSecret } };
  return known.access;
}

function connect(key: string, base: string | undefined): Stripe {
  const options = { timeout: TIMEOUT_MS, maxNetworkRetries: RETRIES, telemetry: false };
  if (!base) return new Stripe(key, options);
  const { protocol, hostname, port } = new URL(base);
  const plain = protocol === "http:";
  return new Stripe(key, {
    ...options,
    protocol: plain ? "http" : "https",
    host: hostname,
    port: port || (plain ? 80 : 443),
  });
}

/** Hides Stripe's texts, which speak to programmers, behind one for people; the log has the cause. */
export function stripeUnavailable(cause: unknown): DomainError {
  logFor({ module: "billing" }).error({ err: cause }, "Stripe refused or did not answer");
  return new DomainError(
    "unavailable",
    "The payment service did not answer as it should. You were not charged; try again in a minute.",
    {},
    { cause },
  );
}
