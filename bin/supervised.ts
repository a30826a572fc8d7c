import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { signal, waitForExit } from "#server/platform/processes";

export type Program = {
  /** Stands before each of its lines. */
  readonly name: string;
  /** A module for node, with its arguments. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** How long it may take to end when asked to. */
  readonly graceMs: number;
  say(line: string): void;
};

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 5_000;
/** One that lived this long did not die "at once". */
const SETTLED_MS = 10_000;

/** A process that is started anew whenever it ends, until it is stopped. */
export class Supervised {
  #child: ChildProcess | null = null;
  #timer: NodeJS.Timeout | null = null;
  #delayMs = FIRST_DELAY_MS;
  #stopping = false;

  constructor(private readonly program: Program) {}

  /** NULL while it does not run. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  start(): void {
    const { args, env, cwd, name, say } = this.program;
    const startedAt = Date.now();
    // The channel tells it when we are gone, even by kill -9; a group of its own keeps the terminal's Ctrl-C from reaching it before us.
    const child = spawn(process.execPath, [...args], {
      cwd,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#child = child;
    this.#relay(child.stdout);
    this.#relay(child.stderr);
    let ended = false;
    const onEnd = (how: string, by: NodeJS.Signals | null = null) => {
      if (ended) return;
      ended = true;
      this.#child = null;
      if (this.#stopping) return;
      // One that was killed did nothing wrong; one that ends by itself again and again would keep the machine busy.
      if (by || Date.now() - startedAt >= SETTLED_MS) this.#delayMs = FIRST_DELAY_MS;
      say(`${name} ended (${how}); starting it again in ${this.#delayMs} ms`);
      this.#timer = setTimeout(() => this.start(), this.#delayMs);
      this.#delayMs = Math.min(this.#delayMs * 2, MAX_DELAY_MS);
    };
    child.once("error", (error) => onEnd(error.message));
    child.once("exit", (code, by) => onEnd(by ?? `exit ${code}`, by));
  }

  /** Asks it to end, and makes it end when it does not. Resolves when neither it nor a child of its group is left. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#timer) clearTimeout(this.#timer);
    const pid = this.#child?.pid;
    if (!pid) return;
    signal(pid, "SIGTERM");
    await waitForExit(pid, this.program.graceMs);
    this.kill();
    await waitForExit(pid, 500);
  }

  /** Ends its whole group now. */
  kill(): void {
    this.#stopping = true;
    if (this.#child?.pid) signal(-this.#child.pid, "SIGKILL");
  }

  #relay(stream: Readable | null): void {
    if (!stream) return;
    createInterface({ input: stream }).on("line", (line) => this.program.say(`[${this.program.name}] ${line}`));
  }
}
