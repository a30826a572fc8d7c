import { describe, expect, it } from "vitest";
import { familyOf, footprintOf, readPs, readStat } from "./processes";

const facts = (pid: number, parent: number, group = pid) => ({ pid, parent, group, residentBytes: 1 });
const pids = (family: readonly { pid: number }[]) => family.map(({ pid }) => pid).sort((a, b) => a - b);

describe("the family of a child", () => {
  it("is its group and all descendants, whatever session they made their own", () => {
    const all = [
      facts(1, 0),
      facts(10, 1),
      facts(11, 10, 10),
      facts(12, 11),
      facts(13, 12),
      facts(20, 1),
      facts(21, 20),
    ];
    expect(pids(familyOf(10, all))).toEqual([10, 11, 12, 13]);
  });

  it("holds those of its group whose parent is gone", () => {
    expect(pids(familyOf(10, [facts(1, 0), facts(12, 1, 10), facts(13, 12)]))).toEqual([12, 13]);
  });

  it("ends for a circle", () => {
    expect(pids(familyOf(10, [facts(10, 11), facts(11, 10)]))).toEqual([10, 11]);
  });

  it("is found on this machine", async () => {
    const own = await footprintOf(process.pid);
    expect(own.processes).toBeGreaterThanOrEqual(1);
    expect(own.residentBytes).toBeGreaterThan(10 * 1024 * 1024);
  });
});

it("reads /proc, whatever a command is called", () => {
  const rest = "S 7 8 8 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 5 4096 25 18446744073709551615";
  expect(readStat(`42 (a) 1 2 (b) ${rest}`)).toEqual({ pid: 42, parent: 7, group: 8, residentBytes: 25 * 4_096 });
});

it("reads what ps lists", () => {
  expect(readPs("  12  1 12 100\n  13 12 12 5\n\n")).toEqual([
    { pid: 12, parent: 1, group: 12, residentBytes: 102_400 },
    { pid: 13, parent: 12, group: 12, residentBytes: 5_120 },
  ]);
});
