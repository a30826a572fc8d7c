import { describe, expect, it } from "vitest";
import { groupCommit } from "./group-commit";

/** A commit that waits until it is let go, and what it was given. */
function controlled() {
  const groups: number[][] = [];
  const gates: (() => void)[] = [];
  const commit = async (units: readonly number[]): Promise<string[]> => {
    groups.push([...units]);
    await new Promise<void>((resolve) => gates.push(resolve));
    return units.map((unit) => `done ${unit}`);
  };
  const letGo = async () => {
    while (gates.length === 0) await new Promise((resolve) => setImmediate(resolve));
    gates.shift()?.();
  };
  return { groups, commit, letGo };
}

const settled = (promises: readonly Promise<string>[]) =>
  Promise.all(
    promises.map((promise) =>
      promise.then(
        (value) => value,
        (error: Error) => error.message,
      ),
    ),
  );

describe("units of work that arrive together", () => {
  it("are committed as one group, and each gets its own answer, after the commit", async () => {
    const { groups, commit, letGo } = controlled();
    const add = groupCommit(commit, String);
    const answered: string[] = [];
    const answers = [1, 2, 3].map((unit) => add(unit).then((answer) => answered.push(answer)));
    while (groups.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toEqual([]);
    await letGo();
    await Promise.all(answers);
    expect(answered).toEqual(["done 1", "done 2", "done 3"]);
    expect(groups).toEqual([[1, 2, 3]]);
  });

  it("wait for the group under way, and are the next one", async () => {
    const { groups, commit, letGo } = controlled();
    const add = groupCommit(commit, String);
    const first = add(1);
    while (groups.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const others = [add(2), add(3)];
    await letGo();
    expect(await first).toBe("done 1");
    await letGo();
    expect(await settled(others)).toEqual(["done 2", "done 3"]);
    expect(groups).toEqual([[1], [2, 3]]);
  });

  it("are never more than sixty-four in one transaction", async () => {
    const { groups, commit, letGo } = controlled();
    const add = groupCommit(commit, String);
    const answers = Array.from({ length: 150 }, (_, unit) => add(unit));
    for (let group = 0; group < 3; group++) await letGo();
    await Promise.all(answers);
    expect(groups.map(({ length }) => length)).toEqual([64, 64, 22]);
  });

  it("are shared out between two transactions when they are a crowd", async () => {
    const { groups, commit, letGo } = controlled();
    const add = groupCommit(commit, String);
    const answers = Array.from({ length: 60 }, (_, unit) => add(unit));
    while (groups.length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(groups.map(({ length }) => length)).toEqual([30, 30]);
    await letGo();
    await letGo();
    expect(await settled(answers)).toEqual(Array.from({ length: 60 }, (_, unit) => `done ${unit}`));
  });

  it("are not in two transactions at once when they would queue for the same locks", async () => {
    const { groups, commit, letGo } = controlled();
    const add = groupCommit(commit, (unit) => (unit < 50 ? "ours" : "theirs"));
    const first = Array.from({ length: 50 }, (_, unit) => add(unit));
    while (groups.length === 0) await new Promise((resolve) => setImmediate(resolve));
    // Ours wait for our transaction, theirs do not.
    const later = [...Array.from({ length: 30 }, (_, unit) => add(unit)), ...Array.from({ length: 30 }, () => add(50))];
    while (groups.length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(groups[0]).toHaveLength(50);
    expect(groups[1]).toEqual(Array.from({ length: 30 }, () => 50));
    for (let group = 0; group < 3; group++) await letGo();
    await Promise.all([...first, ...later]);
    expect(groups[2]).toEqual(Array.from({ length: 30 }, (_, unit) => unit));
  });

  it("are tried alone when one of them fails, and only that one fails", async () => {
    const tried: number[][] = [];
    const add = groupCommit(async (units: readonly number[]) => {
      tried.push([...units]);
      if (units.includes(2)) throw new Error("two is refused");
      return units.map((unit) => `done ${unit}`);
    }, String);
    expect(await settled([add(1), add(2), add(3)])).toEqual(["done 1", "two is refused", "done 3"]);
    expect(tried).toEqual([[1, 2, 3], [1], [2], [3]]);
  });

  it("do not wait for one of an earlier group that is tried alone", async () => {
    let isLetGo: (() => void) | undefined;
    const add = groupCommit(async (units: readonly string[]) => {
      if (units.length > 1 && units.includes("slow")) throw new Error("not together with this one");
      if (units.includes("slow")) await new Promise<void>((resolve) => (isLetGo = resolve));
      return units.map((unit) => `done ${unit}`);
    }, String);
    const slow = add("slow");
    expect(await add("quick")).toBe("done quick");
    expect(await add("later")).toBe("done later");
    isLetGo?.();
    expect(await slow).toBe("done slow");
  });

  it("fail when the answers are not as many as they are", async () => {
    const add = groupCommit(async (_units: readonly number[]): Promise<string[]> => [], String);
    expect(await settled([add(1)])).toEqual(["1 units have 0 results"]);
  });
});
