import type { Tier } from "#kernel";

/** A run that waits for a seat. */
export type Waiting = { readonly runId: string; readonly orgId: string; readonly tier: Tier; readonly createdAt: Date };

/** A faster tier weighs more when seats are scarce, and nobody starves: an organization's share falls with every seat it takes. */
const WEIGHT: Record<Tier, bigint> = { economy: 1n, standard: 2n, priority: 4n };

/** Compares `a/weight` fractions without rounding. */
const lighter = (a: { seats: bigint; weight: bigint }, b: { seats: bigint; weight: bigint }): number => {
  const left = a.seats * b.weight;
  const right = b.seats * a.weight;
  return left < right ? -1 : left > right ? 1 : 0;
};

/**
 * Chooses who gets the free seats of one pool: again and again the run whose organization has the fewest seats for the
 * weight of its tier, the oldest first among equals. So an organization with a thousand runs does not delay one with a
 * single run, and a lone organization gets all seats.
 * @param seatsTaken seats in use now, by organization
 */
export function computeAdmissions<Run extends Waiting>(
  waiting: readonly Run[],
  seatsTaken: ReadonlyMap<string, number>,
  freeSeats: number,
): Run[] {
  const taken = new Map([...seatsTaken].map(([orgId, seats]) => [orgId, BigInt(seats)]));
  const left = [...waiting].sort(
    (a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.runId < b.runId ? -1 : 1),
  );
  const admitted: Run[] = [];
  const claim = (run: Run) => ({ seats: taken.get(run.orgId) ?? 0n, weight: WEIGHT[run.tier] });
  while (admitted.length < freeSeats && left.length > 0) {
    let best = 0;
    for (let index = 1; index < left.length; index++) {
      const [run, champion] = [left[index], left[best]];
      if (run && champion && lighter(claim(run), claim(champion)) < 0) best = index;
    }
    const [run] = left.splice(best, 1);
    if (!run) break;
    admitted.push(run);
    taken.set(run.orgId, (taken.get(run.orgId) ?? 0n) + 1n);
  }
  return admitted;
}

/** So long after a cool-down a model's runs are let in gradually, seconds. */
export const RAMP_S = 6;

/**
 * How many runs of a model may have a seat after its cool-down: one at first, to see whether its provider is back, then
 * twice as many each second.
 * @param seconds since its end; null when it is long ago, or never was
 */
export const seatsAfterCoolDown = (seconds: number | null): number =>
  seconds === null || seconds >= RAMP_S ? Number.POSITIVE_INFINITY : 2 ** Math.max(0, Math.floor(seconds));
