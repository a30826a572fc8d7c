import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Containment, probeContainment } from "./isolation";
import type { SqlResult } from "./protocol";
import { Sandbox, type SandboxOptions, type SandboxOutcome } from "./run-in-child";

const entry = fileURLToPath(new URL("./testing/misbehaving-child.mjs", import.meta.url));
const UNCONTAINED: Containment = { isolation: "none", memoryIsLimited: false };
const open: Sandbox[] = [];

function start(options: SandboxOptions = {}): Sandbox {
  const sandbox = new Sandbox({ entry, ...options });
  open.push(sandbox);
  return sandbox;
}

afterEach(() => {
  vi.unstubAllEnvs();
  for (const sandbox of open.splice(0)) sandbox.close();
});

type Act = { readonly signal?: AbortSignal; readonly deadlineMs?: number };

function run(sandbox: Sandbox, act: string, options: Act = {}): Promise<SandboxOutcome<unknown>> {
  return sandbox.run(
    { kind: "sql", sql: act, tables: [], maxRows: 1, maxCharacters: 1 },
    {
      signal: new AbortController().signal,
      fill: async () => undefined,
      collect: async (_, value: SqlResult): Promise<unknown> => value,
      ...options,
    },
  );
}

const reasonOf = (outcome: SandboxOutcome<unknown>) => (outcome.ok ? "ok" : outcome.reason);
/** A number of seconds that marks a process among all others. */
const mark = () => String(1_000_000 + Math.floor(Math.random() * 1_000_000));
const running = () => execFileSync("ps", ["-A", "-o", "args"]).toString();
const { isolation } = await probeContainment();

describe("a sandbox child", () => {
  it("answers one task and leaves no directory behind", async () => {
    const directory = mkdtempSync(join(tmpdir(), "hireling-runner-test-"));
    vi.stubEnv("TMPDIR", directory);
    const sandbox = start();
    expect(await run(sandbox, "echo hello")).toEqual({ ok: true, value: "hello" });
    expect(await run(sandbox, "echo again")).toEqual({ ok: true, value: "again" });
    sandbox.close();
    expect(readdirSync(directory)).toEqual([]);
    rmSync(directory, { recursive: true });
  });

  it("hands its files to collect before they are thrown away", async () => {
    const made = await start().run(
      { kind: "sql", sql: "write hello", tables: [], maxRows: 1, maxCharacters: 1 },
      {
        signal: new AbortController().signal,
        fill: async () => undefined,
        collect: async ({ out }) => readFileSync(`${out}/made.txt`, "utf8"),
      },
    );
    expect(made).toEqual({ ok: true, value: "hello" });
  });

  it("has an environment without anything of ours", async () => {
    vi.stubEnv("HIRELING_TEST_SECRET", "secret");
    const outcome = await run(start(), "environment");
    if (!outcome.ok) throw new Error(outcome.message);
    const names = Object.keys(outcome.value ?? {}).filter((name) => !["PWD", "SHLVL", "_", "OLDPWD"].includes(name));
    expect(names.sort()).toEqual(["MALLOC_ARENA_MAX", "NODE_ENV", "PATH", "TMPDIR", "TZ"]);
  });

  it("is killed at its deadline, with everything it started", async () => {
    for (const containment of [undefined, UNCONTAINED]) {
      const seconds = mark();
      expect(reasonOf(await run(start({ containment }), `hang ${seconds}`, { deadlineMs: 700 }))).toBe("timeout");
      await vi.waitFor(() => expect(running()).not.toContain(`sleep ${seconds}`));
    }
  });

  it("is killed when it floods its reply, long before that fills memory", async () => {
    const before = process.memoryUsage().rss;
    expect(reasonOf(await run(start(), "flood"))).toBe("output");
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  it("ends when it dies without an answer", async () => {
    expect(reasonOf(await run(start(), "die"))).toBe("crashed");
  });

  it("cannot take more memory than its limit", async () => {
    const limits = { memoryBytes: 1_500 * 1024 * 1024 };
    expect(reasonOf(await run(start({ limits }), "allocate"))).toBe("memory");
  });

  it("is stopped by the watchdog where the kernel does not limit memory", async () => {
    const limits = { memoryBytes: 400 * 1024 * 1024 };
    expect(reasonOf(await run(start({ limits, containment: UNCONTAINED }), "allocate"))).toBe("memory");
  });

  it.skipIf(isolation !== "full")("is stopped when it starts processes, and none of them stays", async () => {
    const seconds = mark();
    expect(reasonOf(await run(start(), `fork ${seconds}`))).toBe("processes");
    await vi.waitFor(() => expect(running()).not.toContain(`sleep ${seconds}`));
  });

  it("is stopped when it fills the disk", async () => {
    const limits = { diskBytes: 20 * 1024 * 1024 };
    expect(reasonOf(await run(start({ limits }), "fill"))).toBe("disk");
  });

  it("is killed by an abort, and the caller sees the abort's reason", async () => {
    const controller = new AbortController();
    const sandbox = start({ concurrency: 1 });
    const cancelled = Promise.allSettled([
      run(sandbox, "hang 1000", { signal: controller.signal }),
      run(sandbox, "echo waiting", { signal: controller.signal }),
    ]);
    const next = run(sandbox, "echo next");
    controller.abort(new Error("cancelled"));
    const rejected = { status: "rejected", reason: new Error("cancelled") };
    expect(await cancelled).toEqual([rejected, rejected]);
    expect(await next).toEqual({ ok: true, value: "next" });
  });

  it("refuses work after close", async () => {
    const sandbox = start();
    sandbox.close();
    await expect(run(sandbox, "echo x")).rejects.toThrow("closed");
  });

  it.skipIf(isolation !== "full")("sees no process but its own, and so nobody's environment", async () => {
    const outcome = await run(start(), "processes");
    expect(outcome).toEqual({ ok: true, value: 1 });
    expect(await run(start(), `readFile /proc/${process.pid}/environ`)).toEqual({ ok: true, value: "ENOENT" });
  });

  it.skipIf(isolation === "none")("cannot read our environment even where it can see our process", async () => {
    const outcome = await run(
      start({ containment: { isolation: "user", memoryIsLimited: true } }),
      `readFile /proc/${process.pid}/environ`,
    );
    expect(outcome).toEqual({ ok: true, value: "EACCES" });
  });

  it.skipIf(isolation === "none")("has no network, not even to this machine", async () => {
    const server = createServer((_, response) => response.end("here")).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const outcome = await run(start(), `connect http://127.0.0.1:${port}/`);
    server.close();
    expect(outcome).toEqual({ ok: true, value: "ENETUNREACH" });
  });
});
