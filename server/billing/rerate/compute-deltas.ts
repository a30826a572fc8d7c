import { minPico, type Pico, pico, subPico, ZERO } from "#kernel";
import type { ChargeLine } from "../pricing/price-of";

/** A call with its price by the card that should have held. */
export type RatedCall = {
  readonly eventId: string;
  /** Which of its deltas comes next: 1 is the first. */
  readonly no: number;
  /** The caps that its charge went through. */
  readonly capIds: readonly string[];
  /** What its lines come to now. */
  readonly billed: Pico;
  /** What the client pays for it now: `billed` less what was given back. */
  readonly paid: Pico;
  /** What its lines should come to. */
  readonly lines: readonly ChargeLine[];
  readonly rerated: Pico;
};

/** What is left to pay with: of the wallet, and of each cap. */
export type Room = { readonly purse: Pico; readonly caps: ReadonlyMap<string, Pico> };

/** A difference to post. `amount = delta − credited` is what the wallet pays; below zero, what it gets back. */
export type Delta = {
  readonly call: RatedCall;
  /** `rerated − billed`, never zero. */
  readonly delta: Pico;
  /** What of `delta` moves no money, with its sign. */
  readonly credited: Pico;
  readonly amount: Pico;
};

/**
 * Decides what a re-rating does to calls. A cheaper call gives back the difference, but no more than the client still
 * pays for it. A dearer one costs the difference as far as the wallet and its caps afford it, and the rest is the
 * agency's expense, as in a settle; a call that was given back whole stays given back. What cheaper calls give back is
 * there for dearer ones.
 * @returns what is to post, in the calls' order; a call whose price stays has no part in it
 */
export function computeDeltas(calls: readonly RatedCall[], room: Room): Delta[] {
  let purse = room.purse;
  const caps = new Map(room.caps);
  const post = (call: RatedCall): Delta => {
    const delta = subPico(call.rerated, call.billed);
    const spare = call.capIds.reduce((least, id) => minPico(least, caps.get(id) ?? least), purse);
    const amount = delta < 0n ? givenBack(call, delta) : minPico(delta, isGivenBackWhole(call) ? ZERO : spare);
    purse = subPico(purse, amount);
    for (const id of call.capIds) {
      const left = caps.get(id);
      if (left !== undefined) caps.set(id, subPico(left, amount));
    }
    return { call, delta, credited: subPico(delta, amount), amount };
  };
  const changed = calls.filter(({ billed, rerated }) => billed !== rerated);
  const cheaper = changed.filter(({ billed, rerated }) => rerated < billed).map(post);
  const dearer = changed.filter(({ billed, rerated }) => rerated > billed).map(post);
  const posted = new Map([...cheaper, ...dearer].map((each) => [each.call, each]));
  return changed.flatMap((call) => posted.get(call) ?? []);
}

const givenBack = ({ paid }: RatedCall, delta: Pico): Pico => pico(-minPico(pico(-delta), paid));

const isGivenBackWhole = ({ billed, paid }: RatedCall): boolean => billed > 0n && paid === 0n;
