import { z } from "zod";
import { InvalidInput } from "#kernel";
import { cursor, limit } from "./inputs";

/** A page of a list that is short and read whole anyway: without a limit it is whole. */
export const pageOfWhole = { limit: limit.unwrap().optional(), cursor };

/** Cuts a page out of a list. The cursor is the place of its first entry. @throws InvalidInput for a foreign cursor */
export function paginate<T>(
  entries: readonly T[],
  page: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
): { page: T[]; nextCursor: string | null } {
  const start = z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .safeParse(page.cursor ?? "0");
  if (!start.success) throw new InvalidInput("cursor", "This cursor belongs to no list here. Start again without one.");
  const end = page.limit === undefined ? entries.length : start.data + page.limit;
  return { page: entries.slice(start.data, end), nextCursor: end < entries.length ? String(end) : null };
}
