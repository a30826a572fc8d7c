import { answerStripeWebhook } from "#api";

export { answerStripeWebhook as POST };
