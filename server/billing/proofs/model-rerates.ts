import { availableTo, type Books, least, moveCaps, pay, promotional, sum } from "./model";

/**
 * Prices every call anew by another card: first those that become cheaper, and then, with what these give back, those that
 * become dearer. A cheaper one gives back no more than it still costs; a dearer one costs more as far as its caps and the
 * wallet's own money reach, and nothing more if it was given back whole.
 * @param order the calls that it looks at, as they were charged
 * @returns the books after it, and the differences in all with what of them was money
 */
export function rerate(
  books: Books,
  card: number,
  order: readonly string[],
): { readonly next: Books; readonly delta: bigint; readonly amount: bigint } {
  const priced = order.flatMap((id) => {
    const call = books.calls[id];
    const price = call?.prices[card];
    return call === undefined || price === undefined || price === call.billed ? [] : { id, price, call };
  });
  const inTurn = [
    ...priced.filter(({ price, call }) => price < call.billed),
    ...priced.filter(({ price, call }) => price > call.billed),
  ];
  let next = books;
  let amount = 0n;
  for (const { id, price, call } of inTurn) {
    const delta = price - call.billed;
    const part =
      delta < 0n ? -least(-delta, call.cost) : isGivenBack(call) ? 0n : least(delta, roomOf(next, call.caps));
    amount += part;
    const changed = {
      ...call,
      billed: price,
      cost: call.cost + part,
      pending: call.invoice === null ? 0n : call.pending + part,
    };
    next = {
      ...pay(next, -part),
      caps: moveCaps(next.caps, call.caps, 0n, part),
      calls: { ...next.calls, [id]: changed },
    };
  }
  return { next, delta: sum(inTurn.map(({ price, call }) => price - call.billed)), amount };
}

const isGivenBack = ({ billed, cost }: Books["calls"][string]): boolean => billed > 0n && cost === 0n;

/** Promotional credit is for calls, and not for what is charged of them later. */
const roomOf = (books: Books, caps: readonly string[]): bigint => {
  const unheld = promotional(books) - sum(books.promotions.map(({ held }) => held));
  return least(availableTo(books, caps), availableTo(books, []) - unheld);
};
