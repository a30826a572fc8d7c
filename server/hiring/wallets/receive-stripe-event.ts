import { type Receipt, receiveStripeEvent as receive } from "#billing";
import { tellTopup } from "./tell-topup";

/** Takes a webhook of Stripe and tells its organization of what it means for its wallet. Throws as billing's does. */
export const receiveStripeEvent = (payload: string, signature: string | null): Promise<Receipt> =>
  receive(payload, signature, tellTopup);
