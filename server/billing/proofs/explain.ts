import { type Books, picture } from "./model";

/** What one of several things done at once may have answered, and the books after it. */
type Expected = { readonly outcome: string; readonly next: Books };

/** Something that was done, with its answer, and what the model expects of it. */
export type Done = {
  readonly what: string;
  readonly outcome: string;
  /** Every answer that is right on these books. */
  expect(books: Books): readonly Expected[];
};

/**
 * Finds an order in which these things, done one after the other, would have answered just so and have ended with just
 * these books: what was done at once must look as if it had been done in turn.
 * @param actual the picture of the database's books
 * @returns the model's books after it; NULL when there is no such order, and so the database is wrong
 */
export function explain(books: Books, done: readonly Done[], actual: string): Books | null {
  if (done.length === 0) return picture(books) === actual ? books : null;
  for (const [index, each] of done.entries()) {
    for (const { outcome, next } of each.expect(books)) {
      if (outcome !== each.outcome) continue;
      const explained = explain(next, done.toSpliced(index, 1), actual);
      if (explained) return explained;
    }
  }
  return null;
}
