export { markRead } from "./commands/mark-read";
export { type News, notify } from "./commands/notify";
export { type StaffNews, tellStaff } from "./commands/tell-staff";
export { type CreatedWebhook, createWebhook, removeWebhook } from "./commands/webhooks";
export { deliverOutbox } from "./delivery/deliver-outbox";
export { canSendEmail } from "./delivery/send-email";
export { countUnread, listNotifications, type NotificationPage } from "./queries/list-notifications";
export { listWebhooks } from "./queries/list-webhooks";
export { type NotificationView, notificationView, type WebhookView, webhookView } from "./schema";
