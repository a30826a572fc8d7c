/** What arrives within this time goes together, milliseconds: less than anyone notices, more than a commit costs. */
const WINDOW_MS = 2;
/** Bounds how long one transaction keeps its locks. */
const MAX_UNITS = 64;

type Waiting<Unit, Result> = {
  readonly unit: Unit;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Collects units of work and does those that arrive together in one transaction, so that they share its locks, its round
 * trips and its commit. One group is under way at a time; what arrives meanwhile is the next. A unit's promise resolves
 * after the commit. One that throws harms no other: its group is rolled back, and each of it is tried alone.
 * @param commit does these units in one transaction of its own, and answers in their order
 */
export function groupCommit<Unit, Result>(
  commit: (units: readonly Unit[]) => Promise<readonly Result[]>,
): (unit: Unit) => Promise<Result> {
  let waiting: Waiting<Unit, Result>[] = [];
  let isUnderWay = false;

  async function commitAll(group: readonly Waiting<Unit, Result>[]): Promise<void> {
    const results = await commit(group.map(({ unit }) => unit));
    if (results.length !== group.length) throw new Error(`${group.length} units have ${results.length} results`);
    results.forEach((result, index) => {
      group[index]?.resolve(result);
    });
  }

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.slice(0, MAX_UNITS);
      waiting = waiting.slice(MAX_UNITS);
      await commitAll(group).catch((error: unknown) => {
        // The next group does not wait for these: what has held up one of them may go on for a while.
        for (const one of group) void (group.length === 1 ? one.reject(error) : commitAll([one]).catch(one.reject));
      });
    }
    isUnderWay = false;
  }

  return (unit) =>
    new Promise((resolve, reject) => {
      waiting.push({ unit, resolve, reject });
      if (isUnderWay) return;
      isUnderWay = true;
      setTimeout(() => void work(), WINDOW_MS);
    });
}
