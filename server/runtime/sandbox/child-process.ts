import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { childEntry } from "./child-entry";
import { BARE_ENVIRONMENT, type ChildLimits, type Containment, containedCommand } from "./isolation";
import { footprintOf } from "./processes";
import { CHILD_DIRECTORIES } from "./protocol";
import { diskUsage, watch } from "./watchdog";

/** Why a child gave no reply. */
export type ChildEnd = "timeout" | "memory" | "processes" | "disk" | "output" | "crashed" | "aborted";

export type RawReply =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly end: ChildEnd; readonly detail: string };

const MAX_REPLY_BYTES = 4 * 1024 * 1024;
const NEWLINE = 0x0a;
const MAX_DETAIL_CHARACTERS = 2_000;
const HEAP_MIB = 1_400;
const OUT_OF_MEMORY = /out of memory|bad_alloc|allocation failed|cannot allocate/i;

/**
 * One disposable process with a directory of its own. It waits for one task, answers it and ends.
 * Until it is asked it does not keep this process alive, and it ends by itself when this process does.
 */
export class SandboxChild {
  readonly directory: string;
  readonly #process: ChildProcess;
  readonly #input: Writable;
  readonly #output: Readable;
  readonly #errors: Readable;
  #detail = "";
  #exited = false;
  #onExit: () => void = () => undefined;
  readonly #limits: ChildLimits;
  #killedFor: ChildEnd | "replied" | null = null;

  constructor(containment: Containment, limits: ChildLimits, entry: string = childEntry()) {
    this.#limits = limits;
    this.directory = realpathSync(mkdtempSync(join(tmpdir(), "hireling-sandbox-")));
    for (const name of Object.values(CHILD_DIRECTORIES)) mkdirSync(join(this.directory, name));
    const [command, ...args] = containedCommand(containment, limits, nodeCommand(entry));
    this.#process = spawn(command, args, {
      cwd: this.directory,
      detached: true,
      stdio: ["pipe", "ignore", "pipe", "pipe"],
      env: {
        ...BARE_ENVIRONMENT,
        MALLOC_ARENA_MAX: "2",
        TMPDIR: join(this.directory, CHILD_DIRECTORIES.temporary),
        TZ: "UTC",
      },
    });
    const [input, , errors, output] = this.#process.stdio;
    if (!(input instanceof Writable) || !(errors instanceof Readable) || !(output instanceof Readable)) {
      throw new Error("A sandbox child was started without its pipes");
    }
    this.#input = input;
    this.#errors = errors;
    this.#output = output;
    // A child that dies early breaks the pipe; its exit tells the story.
    this.#input.on("error", () => undefined);
    this.#errors.on("data", (chunk: Buffer) => {
      this.#detail = (this.#detail + chunk.toString()).slice(-MAX_DETAIL_CHARACTERS);
    });
    this.#process.once("error", () => this.#ended());
    this.#process.once("close", () => this.#ended());
    this.#setRef(false);
  }

  /** Whether it can still be asked. */
  get isAlive(): boolean {
    return !this.#exited && this.#killedFor === null;
  }

  /** Sends the one task and waits for the one reply, at most `deadlineMs`. */
  ask(task: string, options: { readonly deadlineMs: number; readonly signal: AbortSignal }): Promise<RawReply> {
    this.#setRef(true);
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const abort = () => this.#kill("aborted");
      const deadline = setTimeout(() => this.#kill("timeout"), options.deadlineMs);
      const stopWatching = this.#watch();
      this.#output.on("data", (chunk: Buffer) => {
        bytes += chunk.byteLength;
        if (bytes > MAX_REPLY_BYTES) return this.#kill("output");
        chunks.push(chunk);
        // A newline ends the one reply. Its files are taken over next, and a dead process cannot exchange them meanwhile.
        if (chunk.at(-1) === NEWLINE) this.#kill("replied");
      });
      this.#onExit = () => {
        clearTimeout(deadline);
        stopWatching();
        options.signal.removeEventListener("abort", abort);
        resolve(this.#verdict(Buffer.concat(chunks).toString()));
      };
      options.signal.addEventListener("abort", abort, { once: true });
      if (this.#exited) this.#onExit();
      else if (options.signal.aborted) abort();
      else this.#input.write(`${task}\n`);
    });
  }

  /** Kills what is left of it and removes its directory. */
  dispose(): void {
    this.#kill("aborted");
    // Its pipes may still be held open by a dying process; nothing waits for them any more.
    for (const stream of [this.#input, this.#output, this.#errors]) stream.destroy();
    rmSync(this.directory, { recursive: true, force: true });
  }

  #verdict(text: string): RawReply {
    if (this.#killedFor === "replied") return { ok: true, text };
    if (this.#killedFor) return { ok: false, end: this.#killedFor, detail: this.#detail };
    return { ok: false, end: OUT_OF_MEMORY.test(this.#detail) ? "memory" : "crashed", detail: this.#detail };
  }

  #kill(reason: ChildEnd | "replied"): void {
    if (this.#exited || this.#killedFor) return;
    this.#killedFor = reason;
    const pid = this.#process.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  #ended(): void {
    this.#exited = true;
    this.#onExit();
  }

  /** Watches what the kernel does not limit, or only for each process by itself. @returns stops watching */
  #watch(): () => void {
    const { diskBytes, memoryBytes, processes } = this.#limits;
    const disk = watch(
      () => diskUsage(this.directory),
      (bytes) => bytes > diskBytes,
      () => this.#kill("disk"),
    );
    const leader = this.#process.pid;
    if (leader === undefined) return disk;
    const footprint = watch(
      () => footprintOf(leader),
      (taken) => taken.processes > processes || taken.residentBytes > memoryBytes,
      (taken) => this.#kill(taken.processes > processes ? "processes" : "memory"),
    );
    return () => {
      disk();
      footprint();
    };
  }

  #setRef(keepsAlive: boolean): void {
    for (const handle of [this.#process, this.#input, this.#output, this.#errors]) {
      if (keepsAlive && "ref" in handle && typeof handle.ref === "function") handle.ref();
      if (!keepsAlive && "unref" in handle && typeof handle.unref === "function") handle.unref();
    }
  }
}

function nodeCommand(entry: string): string[] {
  return [
    process.execPath,
    `--max-old-space-size=${HEAP_MIB}`,
    // WebAssembly otherwise reserves 10 GB of address space per memory, more than the limit.
    "--disable-wasm-trap-handler",
    "--no-warnings",
    entry,
  ];
}
