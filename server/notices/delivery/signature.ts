import { createHmac, randomBytes } from "node:crypto";

/** A webhook's secret begins with it (Standard Webhooks 1.0). */
const PREFIX = "whsec_";

/** A new secret to sign events with: 24 random bytes in base64. */
export const newWebhookSecret = (): string => PREFIX + randomBytes(24).toString("base64");

export type SignedHeaders = {
  readonly "webhook-id": string;
  readonly "webhook-timestamp": string;
  readonly "webhook-signature": string;
};

/**
 * The headers that prove who sent a body, and when (Standard Webhooks: HMAC-SHA256 over id, timestamp and body).
 * @param id of the event, the same at each try, so that its receiver can tell a repetition
 */
export function signEvent(
  secret: string,
  event: { readonly id: string; readonly at: Date; readonly body: string },
): SignedHeaders {
  const timestamp = Math.floor(event.at.getTime() / 1000).toString();
  const key = Buffer.from(secret.slice(PREFIX.length), "base64");
  const signature = createHmac("sha256", key).update(`${event.id}.${timestamp}.${event.body}`).digest("base64");
  return { "webhook-id": event.id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
