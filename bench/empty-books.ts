import { closePlatform, type DatabaseUrls, pointToDatabase } from "#platform";
import { ensureDatabase, prepareDatabase } from "#server/platform/migrate";
import type { BenchAgency } from "./agency";

export type EmptyBooks = {
  readonly urls: DatabaseUrls;
  /** With the owner's login, whom nothing is hidden from. */
  readonly ownerUrl: string;
};

/** Runs `fn` with this process pointed at an empty database of its own, on the agency's server. */
export async function withEmptyBooks<T>(
  { urls, ownerUrl }: BenchAgency,
  name: string,
  fn: (books: EmptyBooks) => Promise<T>,
): Promise<T> {
  await ensureDatabase(ownerUrl("postgres"), name);
  const own = await prepareDatabase(ownerUrl(name));
  await closePlatform();
  pointToDatabase(own);
  try {
    return await fn({ urls: own, ownerUrl: ownerUrl(name) });
  } finally {
    await closePlatform();
    pointToDatabase(urls);
  }
}
