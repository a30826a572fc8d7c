import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { isAlive } from "#server/platform/processes";
import { Supervised } from "./supervised";

const folder = mkdtempSync(join(tmpdir(), "hireling-supervised-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program that says its pid, and then does what `body` says. */
function supervise(body: string, graceMs = 5_000) {
  const script = join(folder, `${Math.random()}.cjs`);
  writeFileSync(script, `console.log(process.pid);${body}`);
  const lines: string[] = [];
  const program = new Supervised({
    name: "it",
    args: [script],
    env: { ...process.env },
    cwd: folder,
    graceMs,
    say: (line) => lines.push(line),
  });
  program.start();
  const pids = () => lines.flatMap((line) => /^\[it\] (\d+)$/.exec(line)?.[1] ?? []).map(Number);
  const pid = async (nth: number): Promise<number> => {
    await vi.waitFor(() => expect(pids().length).toBeGreaterThanOrEqual(nth), { timeout: 10_000 });
    return pids()[nth - 1] ?? 0;
  };
  return { program, pid, lines };
}

const STAY = "setInterval(() => {}, 1000);";

describe("a supervised process", () => {
  it("comes back after kill -9", async () => {
    const { program, pid, lines } = supervise(STAY);
    for (const nth of [1, 2, 3]) process.kill(await pid(nth), "SIGKILL");
    const last = await pid(4);
    // However often it is killed, it is back within a second.
    expect(lines.filter((line) => line === "it ended (SIGKILL); starting it again in 100 ms")).toHaveLength(3);
    expect(program.pid).toBe(last);
    await program.stop();
    expect(isAlive(last)).toBe(false);
  });

  it("comes back later and later while it ends by itself", async () => {
    const { program, pid, lines } = supervise("process.exit(3);");
    await pid(3);
    expect(lines).toContain("it ended (exit 3); starting it again in 100 ms");
    expect(lines).toContain("it ended (exit 3); starting it again in 200 ms");
    await program.stop();
  });

  it("ends when asked, and does not come back", async () => {
    const { program, pid, lines } = supervise(`process.on("SIGTERM", () => process.exit(0));${STAY}`);
    const first = await pid(1);
    await program.stop();
    expect(isAlive(first)).toBe(false);
    expect(lines.join()).not.toContain("again");
  });

  it("is made to end when it does not listen, with its children", async () => {
    const note = join(folder, "child");
    const child = `require("fs").writeFileSync(${JSON.stringify(note)}, String(require("child_process").spawn("sleep", ["60"]).pid));`;
    const { program, pid } = supervise(`process.on("SIGTERM", () => {});${child}${STAY}`, 50);
    const first = await pid(1);
    await vi.waitFor(() => expect(readFileSync(note, "utf8")).toMatch(/\d/));
    await program.stop();
    expect(isAlive(first)).toBe(false);
    await vi.waitFor(() => expect(isAlive(Number(readFileSync(note, "utf8")))).toBe(false));
  });
});
