import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "vitest";
import { PROJECT_ROOT } from "#server/platform/project";

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

type Ended = { readonly code: number | null; readonly lines: readonly string[] };

/** Starts the fixture, does `then` to it once it says it has started, and waits for its end. */
async function run(kind: string, then: (child: ChildProcess) => void, leaveAtOnce = false): Promise<Ended> {
  const child = spawn(process.execPath, ["--import", "tsx", "workers/fixtures/idle.ts", kind], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, LOG_LEVEL: "silent" },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  children.push(child);
  if (leaveAtOnce) child.disconnect();
  const lines: string[] = [];
  if (!child.stdout) throw new Error("the fixture has no output to read");
  const output = createInterface({ input: child.stdout });
  output.on("line", (line) => {
    lines.push(line);
    if (line === "started") then(child);
  });
  await Promise.all([once(child, "exit"), once(output, "close")]);
  return { code: child.exitCode, lines };
}

describe("a process of the agency", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("drains on %s and ends well", async (signal) => {
    expect(await run("good", (child) => child.kill(signal))).toEqual({ code: 0, lines: ["started", "draining"] });
  });

  it("drains and ends when its supervisor is gone", async () => {
    expect(await run("good", (child) => child.disconnect())).toEqual({ code: 0, lines: ["started", "draining"] });
  });

  it("ends when its supervisor was gone before it could begin", async () => {
    expect(await run("good", () => undefined, true)).toEqual({ code: 0, lines: ["draining"] });
  });

  it("ends even when it cannot drain", async () => {
    expect(await run("hung", (child) => child.kill("SIGTERM"))).toEqual({ code: 1, lines: ["started", "draining"] });
  });

  it("ends when it cannot start, for the supervisor to try again", async () => {
    expect(await run("broken", () => undefined)).toEqual({ code: 1, lines: [] });
  });
});
