import type { tallies } from "#drizzle/schema/index";
import { type Pico, pico, ZERO } from "#kernel";

/** A tally that no invoice has yet. */
export type OpenTally = Omit<typeof tallies.$inferSelect, "orgId" | "invoiceId" | "firstLine">;

/** Where an entry is counted. Only calls have lines. */
export type Place = { readonly tally: number; readonly line: number | null };

type Entry = {
  /** The call's id, also of a credit. */
  readonly refId: string;
  readonly seq: number;
  /** What it adds to what the client pays. */
  readonly amount: Pico;
  /** Where it is counted already, or its call is; NULL when that is decided here. */
  readonly place: Place | null;
};

/** A sealed entry, as tallies count it. */
export type CountedCall = Entry & {
  readonly kind: "usage";
  readonly at: Date;
  /** Of that moment, in the organization's time zone. */
  readonly month: string;
  readonly projectId: string | null;
};
export type CountedEntry = CountedCall | (Entry & { readonly kind: "credit" });

/**
 * Adds sealed entries to their organization's tallies: a call to the open one of its month, or to a new one when an invoice
 * has taken that; a credit to its call's.
 * @param last the highest number of all its tallies, 0 when there are none
 * @returns the place of each entry, and the tallies that have grown as they are now
 * @throws Error for a credit whose call is on no tally: it would escape every invoice
 */
export function computeTallies(
  entries: readonly CountedEntry[],
  open: readonly OpenTally[],
  last: number,
): { readonly places: readonly Place[]; readonly grown: readonly OpenTally[] } {
  const byMonth = new Map(open.map((tally) => [tally.month, tally]));
  const grown = new Set<string>();
  const grow = (tally: OpenTally): OpenTally => {
    grown.add(tally.month);
    byMonth.set(tally.month, tally);
    return tally;
  };
  let highest = last;
  const places = new Map<string, Place>();
  for (const entry of entries) {
    if (entry.kind === "credit") continue;
    const tally = byMonth.get(entry.month);
    const { no, calls } = entry.place ? { no: 0, calls: 0 } : grow(withCall(tally ?? begin(++highest, entry), entry));
    places.set(entry.refId, entry.place ?? { tally: no, line: calls });
  }
  // After all calls: a clock that was set back may have put a credit before its own.
  for (const { kind, refId, place, seq, amount } of entries) {
    if (kind === "usage") continue;
    const no = (place ?? places.get(refId))?.tally;
    if (no === undefined) throw new Error(`the credit of call ${refId} finds no tally with its call`);
    // One that is not open was billed with its credit before there was a chain; of any other the database refuses it.
    const tally = [...byMonth.values()].find((each) => each.no === no);
    if (tally) grow({ ...tally, ...stretched(tally, seq), amount: pico(tally.amount + amount) });
    places.set(creditOf(refId), { tally: no, line: null });
  }
  return {
    places: entries.flatMap(({ kind, refId }) => places.get(kind === "usage" ? refId : creditOf(refId)) ?? []),
    grown: [...grown].flatMap((month) => byMonth.get(month) ?? []),
  };
}

const creditOf = (refId: string): string => `credit of ${refId}`;

const begin = (no: number, { month, at, seq }: CountedCall): OpenTally => {
  const span = { firstAt: at, lastAt: at, firstSeal: seq, lastSeal: seq };
  return { no, month, calls: 0, amount: ZERO, ...span, projectIds: [] };
};

const withCall = (tally: OpenTally, { seq, at, amount, projectId }: CountedCall): OpenTally => ({
  ...tally,
  ...stretched(tally, seq),
  calls: tally.calls + 1,
  amount: pico(tally.amount + amount),
  firstAt: at < tally.firstAt ? at : tally.firstAt,
  lastAt: at > tally.lastAt ? at : tally.lastAt,
  projectIds:
    projectId === null || tally.projectIds.includes(projectId) ? tally.projectIds : [...tally.projectIds, projectId],
});

const stretched = ({ firstSeal, lastSeal }: OpenTally, seq: number) => ({
  firstSeal: Math.min(firstSeal ?? seq, seq),
  lastSeal: Math.max(lastSeal ?? seq, seq),
});
