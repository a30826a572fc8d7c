import { receiveStripeEvent } from "#hiring";
import { createContext } from "../context";
import { describeFailure } from "../error-map";
import { reportFailure } from "../report-failure";
import { answerFailure, answerJson } from "./answer";
import { readText } from "./read-body";

/** Takes a webhook of Stripe. Stripe sends it again unless the answer is 200, and shows the answer to the operator. */
export async function answerStripeWebhook(request: Request): Promise<Response> {
  const ctx = createContext(request, null);
  try {
    const receipt = await receiveStripeEvent(await readText(request), request.headers.get("stripe-signature"));
    return answerJson({ receipt });
  } catch (error) {
    const told = describeFailure(error, ctx.requestId);
    reportFailure(told, error, ctx, "/api/stripe/webhook");
    return answerFailure(told, { "x-request-id": ctx.requestId });
  }
}
