import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { BARE_ENVIRONMENT } from "./isolation";

export type ProcessFacts = {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly residentBytes: number;
};

/** What a child and everything that it started take together. */
export type Footprint = { readonly processes: number; readonly residentBytes: number };

/**
 * What the process group of a child takes, with all descendants of its leader: those that left the group by a session of
 * their own, and those whose parent ended, which a process namespace hands to the child itself.
 */
export async function footprintOf(leader: number): Promise<Footprint> {
  const family = familyOf(leader, await listProcesses());
  return {
    processes: family.length,
    residentBytes: family.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
  };
}

/** The processes of the leader's group and their descendants. */
export function familyOf(leader: number, all: readonly ProcessFacts[]): ProcessFacts[] {
  const children = new Map<number, ProcessFacts[]>();
  for (const facts of all) children.set(facts.parent, [...(children.get(facts.parent) ?? []), facts]);
  const family = new Map<number, ProcessFacts>();
  const waiting = all.filter(({ pid, group }) => pid === leader || group === leader);
  for (let found = waiting.pop(); found; found = waiting.pop()) {
    if (family.has(found.pid)) continue;
    family.set(found.pid, found);
    waiting.push(...(children.get(found.pid) ?? []));
  }
  return [...family.values()];
}

export const listProcesses = process.platform === "linux" ? readProc : askPs;

async function readProc(): Promise<ProcessFacts[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, "utf8").catch(() => null)));
  return stats.flatMap((stat) => (stat === null ? [] : [readStat(stat)]));
}

/** Linux counts resident memory in pages: of 4 KiB everywhere that matters here, and a larger page only makes us milder. */
const PAGE_BYTES = 4_096;

/** Reads one `/proc/<pid>/stat`. The second field, the command's name, is in brackets and may hold anything. */
export function readStat(stat: string): ProcessFacts {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid: Number.parseInt(stat, 10),
    parent: field(4),
    group: field(5),
    residentBytes: field(24) * PAGE_BYTES,
  };
}

async function askPs(): Promise<ProcessFacts[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,pgid=,rss="], { env: BARE_ENVIRONMENT });
  return readPs(stdout);
}

/** Reads what `ps -o pid=,ppid=,pgid=,rss=` lists; memory in kilobytes. */
export function readPs(listing: string): ProcessFacts[] {
  return listing
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent, group, kilobytes]) =>
      pid && parent !== undefined && group !== undefined && kilobytes !== undefined
        ? [{ pid, parent, group, residentBytes: kilobytes * 1024 }]
        : [],
    );
}
