import { type Receipt, receiveStripeEvent as receive } from "#billing";
import { tellFailedTopup } from "./tell-failed-topup";

/** Takes a webhook of Stripe and tells its organization of a refused automatic top-up. Throws as billing's does. */
export const receiveStripeEvent = (payload: string, signature: string | null): Promise<Receipt> =>
  receive(payload, signature, tellFailedTopup);
