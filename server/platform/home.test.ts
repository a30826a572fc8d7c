import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { findHolder, HomeInUse, lockHome, prepareHome } from "./home";
import { isAlive, startTimeOf, waitForExit } from "./processes";

const root = prepareHome(mkdtempSync(join(tmpdir(), "hireling-home-")));
afterAll(() => rmSync(root, { recursive: true }));
let home = root;
beforeEach(() => {
  home = prepareHome(mkdtempSync(join(root, "h-")));
});

const lock = () => join(home, "agency.lock");

describe("the lock of a home", () => {
  it("lets one in, tells the second who it is, and is gone after", async () => {
    const held = await lockHome(home, "npm start");
    expect(findHolder(home)).toMatchObject({ pid: process.pid, purpose: "npm start" });
    await expect(lockHome(home, "npm run audit")).rejects.toThrow(`in use by process ${process.pid} (npm start)`);
    await expect(lockHome(home, "npm run audit")).rejects.toBeInstanceOf(HomeInUse);
    held.release();
    expect(findHolder(home)).toBeNull();
    expect(readdirSync(home)).toEqual([]);
  });

  it("can be waited for", async () => {
    const held = await lockHome(home, "first");
    const second = lockHome(home, "second", 10_000);
    held.release();
    (await second).release();
  });

  it.each([
    ["a process that is gone", () => JSON.stringify({ pid: 2 ** 22 + 1, startTime: "1", purpose: "npm start" })],
    [
      "a pid that is another process's by now",
      () => JSON.stringify({ pid: process.pid, startTime: "1", purpose: "npm start" }),
    ],
    ["half a write", () => '{"pid":'],
  ])("is taken over from %s", async (_, content) => {
    writeFileSync(lock(), content());
    expect(findHolder(home)).toBeNull();
    const held = await lockHome(home, "next");
    expect(JSON.parse(readFileSync(lock(), "utf8"))).toMatchObject({ pid: process.pid, purpose: "next" });
    held.release();
  });

  it("lets one of many in, also when all find the same stale lock", async () => {
    writeFileSync(lock(), JSON.stringify({ pid: process.pid, startTime: "1", purpose: "killed" }));
    const results = await Promise.allSettled(Array.from({ length: 8 }, (_, n) => lockHome(home, String(n))));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("keeps the home for its owner", () => {
    expect(statSync(home).mode & 0o777).toBe(0o700);
  });
});

describe("processes", () => {
  it("are known by pid and start time, and not once they have ended", async () => {
    const child = spawn("sleep", ["60"]);
    const pid = child.pid ?? 0;
    await once(child, "spawn");
    expect(startTimeOf(pid)).toMatch(/\d/);
    expect(startTimeOf(pid)).toBe(startTimeOf(pid));
    expect(await waitForExit(pid, 0)).toBe(false);
    child.kill("SIGKILL");
    expect(await waitForExit(pid, 5_000)).toBe(true);
    expect(isAlive(pid)).toBe(false);
  });
});
