import { z } from "zod";

/** What can be told, in the app, by email and as a webhook event of the same name. A new kind is a new word here. */
export type NewsKind =
  | "budget.alert"
  | "topup.failed"
  | "topup.charged_back"
  | "usage.rerated"
  | "run.question"
  | "run.approval"
  | "dispute.resolved"
  | "standing_order.paused"
  | "connector.failing"
  | "connector.reconnect"
  | "connector.changed";

export const notificationView = z.object({
  id: z.string(),
  kind: z.string(),
  subject: z.string(),
  body: z.string(),
  href: z.string().nullable().meta({ description: "Where in the app it leads; null when nowhere" }),
  createdAt: z.iso.datetime(),
  readAt: z.iso.datetime().nullable(),
});
export type NotificationView = z.infer<typeof notificationView>;

export const webhookView = z.object({
  id: z.string(),
  url: z.string(),
  createdAt: z.iso.datetime(),
  lastSentAt: z.iso.datetime().nullable().meta({ description: "When it last took an event; null when never" }),
  failure: z.string().nullable().meta({ description: "Why the newest event has not arrived; null when it has" }),
});
export type WebhookView = z.infer<typeof webhookView>;

/** What leaves the house, as the outbox keeps it. */
export const emailPayload = z.object({
  subject: z.string(),
  text: z.string(),
  /** What is attached, by its id; it is made when the letter is sent. */
  attachments: z.array(z.object({ invoiceId: z.string() })).default([]),
});
export type EmailPayload = z.infer<typeof emailPayload>;

/** The body of a webhook event (Standard Webhooks). */
export const eventPayload = z.object({
  type: z.string(),
  timestamp: z.iso.datetime(),
  data: z.record(z.string(), z.json()),
});
export type EventPayload = z.infer<typeof eventPayload>;
