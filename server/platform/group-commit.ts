/** Bounds how long one transaction keeps its locks. */
const MAX_UNITS = 64;
/** Groups under way at once: while one waits for the disk or the database, the other works. */
const LANES = 2;
/** Fewer than these do not get a lane of their own: a transaction costs what this many units in it cost. */
const CROWD = 24;

type Waiting<Unit, Result> = {
  readonly unit: Unit;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Collects units of work and does those that arrive together in one transaction, so that they share its locks, its round
 * trips and its commit. A unit that finds nothing under way goes at once; what arrives meanwhile is the next group, and a
 * crowd is shared out between two transactions. A unit's promise resolves after the commit. One that throws harms no
 * other: its group is rolled back, and each of it is tried alone.
 * @param commit does these units in one transaction of its own, and answers in their order
 * @param keyOf what units would queue for in the database: those of one key are never in two groups at once
 */
export function groupCommit<Unit, Result>(
  commit: (units: readonly Unit[]) => Promise<readonly Result[]>,
  keyOf: (unit: Unit) => string,
): (unit: Unit) => Promise<Result> {
  type One = Waiting<Unit, Result>;
  let waiting: One[] = [];
  /** The keys of each group under way. */
  const underWay = new Set<ReadonlySet<string>>();
  let isGathering = false;

  /** Takes the next group out of what waits; none when it is not worth a transaction yet. */
  function take(): readonly One[] {
    const ready = new Map<string, One[]>();
    for (const one of waiting) {
      const key = keyOf(one.unit);
      if ([...underWay].some((keys) => keys.has(key))) continue;
      const others = ready.get(key);
      if (others) others.push(one);
      else ready.set(key, [one]);
    }
    const all = [...ready.values()];
    const count = all.reduce((sum, { length }) => sum + length, 0);
    if (underWay.size > 0 && count < CROWD) return [];
    const lanes = LANES - underWay.size;
    const share = count < lanes * CROWD ? count : Math.ceil(count / lanes);
    const group: One[] = [];
    for (const ofKey of all) if (group.length < share) group.push(...ofKey.slice(0, MAX_UNITS - group.length));
    const taken = new Set(group);
    waiting = waiting.filter((one) => !taken.has(one));
    return group;
  }

  async function commitAll(group: readonly One[]): Promise<void> {
    const results = await commit(group.map(({ unit }) => unit));
    if (results.length !== group.length) throw new Error(`${group.length} units have ${results.length} results`);
    results.forEach((result, index) => {
      group[index]?.resolve(result);
    });
  }

  async function work(group: readonly One[]): Promise<void> {
    const keys = new Set(group.map(({ unit }) => keyOf(unit)));
    underWay.add(keys);
    await commitAll(group).catch((error: unknown) => {
      // The next group does not wait for these: what has held up one of them may go on for a while.
      for (const one of group) void (group.length === 1 ? one.reject(error) : commitAll([one]).catch(one.reject));
    });
    underWay.delete(keys);
    gather();
  }

  /** Whatever else arrives in this turn of the event loop comes along. */
  function gather(): void {
    if (isGathering) return;
    isGathering = true;
    setImmediate(() => {
      isGathering = false;
      while (underWay.size < LANES) {
        const group = take();
        if (group.length === 0) return;
        void work(group);
      }
    });
  }

  return (unit) =>
    new Promise((resolve, reject) => {
      waiting.push({ unit, resolve, reject });
      gather();
    });
}
