export { type Context, createContext, ipOf } from "./context";
export type { SessionScope } from "./rest/authenticate";
export { REST_BASE } from "./rest/base";
export { createRestDoor } from "./rest/door";
export { answerHealth } from "./rest/health";
export { answerOpenApi } from "./rest/openapi";
export { answerStripeWebhook } from "./rest/stripe-webhook";
export { type AppRouter, appRouter, createCaller } from "./router";
export { createTrpcDoor } from "./trpc-door";
