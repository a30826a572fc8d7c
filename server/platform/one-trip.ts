type Send<T> = () => PromiseLike<T>;

/**
 * Sends statements of one transaction one behind the other, without waiting for the answers in between: they are done in
 * this order, in one round trip. For statements that do not need each other's answers.
 * @returns the answers, once all have ended: none of them runs on past the end of its transaction
 * @throws what the first of them that failed has thrown
 */
export function inOneTrip<A, B>(first: Send<A>, second: Send<B>): Promise<[A, B]>;
export function inOneTrip<A, B, C>(first: Send<A>, second: Send<B>, third: Send<C>): Promise<[A, B, C]>;
export function inOneTrip<A, B, C, D>(
  first: Send<A>,
  second: Send<B>,
  third: Send<C>,
  fourth: Send<D>,
): Promise<[A, B, C, D]>;
export async function inOneTrip(...statements: readonly Send<unknown>[]): Promise<unknown[]> {
  const sent = statements.map(async (send) => send());
  await Promise.allSettled(sent);
  return Promise.all(sent);
}
