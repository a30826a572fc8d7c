import { expect, it } from "vitest";
import { criticalPath, inTreeOrder, type PathRun } from "./crew-path";

const at = (second: number) => new Date(second * 1000).toISOString();
const run = (id: string, from: number, to: number, parent?: [runId: string, step: number]): PathRun => ({
  id,
  startedAt: at(from),
  endedAt: at(to),
  parent: parent ? { runId: parent[0], step: parent[1], position: 0, depth: 1, task: "Count." } : null,
});

const manager = run("m", 0, 100);
const runs = [
  manager,
  run("a", 10, 30, ["m", 1]),
  run("b", 12, 40, ["m", 1]),
  run("b1", 15, 35, ["b", 2]),
  run("c", 50, 90, ["m", 3]),
];

it("follows the tasks that came back last, at every depth, without a gap", () => {
  const path = criticalPath(manager, runs);
  expect(path.map(({ runId, ms }) => [runId, ms / 1000])).toEqual([
    ["m", 12],
    ["b", 3],
    ["b1", 20],
    ["b", 5],
    ["m", 10],
    ["c", 40],
    ["m", 10],
  ]);
  expect(path.reduce((sum, { ms }) => sum + ms, 0)).toBe(100_000);
  expect(criticalPath({ ...manager, endedAt: null }, runs)).toEqual([]);
});

it("puts a crew below its manager", () => {
  const later = [...runs, run("m2", 110, 120), run("b2", 115, 118, ["b", 3])];
  expect(inTreeOrder(later).map(({ id }) => id)).toEqual(["m", "a", "b", "b1", "b2", "c", "m2"]);
});
