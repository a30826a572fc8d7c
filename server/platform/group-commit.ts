/** What arrives within this time goes together, milliseconds: less than anyone notices, and many times what a commit takes to prepare. */
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
 * after the commit, and a unit that throws harms no other: its group is rolled back, and each of it tried alone.
 * @param commit does these units in one transaction of its own, and answers in their order
 */
export function groupCommit<Unit, Result>(
  commit: (units: readonly Unit[]) => Promise<readonly Result[]>,
): (unit: Unit) => Promise<Result> {
  let waiting: Waiting<Unit, Result>[] = [];
  let isUnderWay = false;

  async function commitAlone({ unit, resolve, reject }: Waiting<Unit, Result>): Promise<void> {
    try {
      const [result] = await commit([unit]);
      resolve(result as Result);
    } catch (error) {
      reject(error);
    }
  }

  async function commitAll(group: readonly Waiting<Unit, Result>[]): Promise<void> {
    try {
      const results = await commit(group.map(({ unit }) => unit));
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result);
    } catch {
      await Promise.all(group.map(commitAlone));
    }
  }

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.slice(0, MAX_UNITS);
      waiting = waiting.slice(MAX_UNITS);
      const [only] = group;
      await (group.length === 1 && only ? commitAlone(only) : commitAll(group));
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
