import { availableParallelism } from "node:os";
import { join } from "node:path";
import { log } from "#platform";
import { removeChildEntry } from "./child-entry";
import { type ChildEnd, SandboxChild } from "./child-process";
import { type ChildLimits, type Containment, probeContainment } from "./isolation";
import { CHILD_DIRECTORIES, type ChildReply, type SandboxTask, type TaskResults } from "./protocol";
import { Turnstile } from "./turnstile";

/** `reason` is `refused` when the task itself was at fault, else how its process ended. `message` is for the model. */
export type SandboxOutcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: "refused" | Exclude<ChildEnd, "aborted">; readonly message: string };

export type SandboxVisit<Value, Collected> = {
  readonly signal: AbortSignal;
  /** Told while it waits for its turn, whenever someone before it is done, and when its turn has come. */
  readonly onSign?: (() => void) | undefined;
  /** Fills `files`, the only directory the child may read. */
  readonly fill: (files: string) => Promise<void>;
  /** Takes what the child made before it is thrown away; called only after a good reply. Its content is untrusted. */
  readonly collect: (directories: { readonly files: string; readonly out: string }, value: Value) => Promise<Collected>;
  readonly deadlineMs?: number;
};

export type SandboxOptions = {
  readonly entry?: string;
  readonly containment?: Containment;
  readonly limits?: Partial<ChildLimits>;
  readonly concurrency?: number;
  /** Keep one started child in reserve: it saves the start of node and DuckDB. */
  readonly keepSpare?: boolean;
};

const DEADLINE_MS = 20_000;
const SPARE_IDLE_MS = 120_000;
const DEFAULT_LIMITS: ChildLimits = {
  memoryBytes: 2_500 * 1024 * 1024,
  fileBytes: 1024 * 1024 * 1024,
  diskBytes: 3 * 1024 * 1024 * 1024,
  cpuSeconds: 120,
  processes: 8,
};

const ENDINGS: Readonly<Record<Exclude<ChildEnd, "aborted">, string>> = {
  timeout: "It took too long and was stopped. Ask for less at once: fewer rows, a narrower filter, an aggregate.",
  memory: "It needed more memory than it may use and was stopped. Ask for less at once: aggregate, or limit the rows.",
  processes: "It started processes of its own and was stopped.",
  disk: "It wrote more to disk than it may and was stopped. Ask for less at once.",
  output: "It produced more output than it may and was stopped. Ask for less at once.",
  crashed: "Its process ended without an answer. Try a simpler form.",
};

/** Runs foreign text (SQL, chart specs, documents) in disposable children: first come, first served, one per core at a time. */
export class Sandbox {
  readonly #options: SandboxOptions;
  readonly #turnstile: Turnstile;
  readonly #running = new Set<SandboxChild>();
  #spare: SandboxChild | null = null;
  #spareTimer: NodeJS.Timeout | undefined;
  #closed = false;
  readonly #onProcessExit = () => this.close();

  constructor(options: SandboxOptions = {}) {
    this.#options = options;
    this.#turnstile = new Turnstile(options.concurrency ?? availableParallelism());
    process.once("exit", this.#onProcessExit);
  }

  /**
   * Runs one task in a fresh child. What the child does wrong is an outcome, not an exception.
   * @throws the signal's reason when aborted, waiting or running
   */
  async run<Task extends SandboxTask, Collected>(
    task: Task,
    visit: SandboxVisit<TaskResults[Task["kind"]], Collected>,
  ): Promise<SandboxOutcome<Collected>> {
    const leave = await this.#turnstile.enter(visit.signal, visit.onSign);
    let child: SandboxChild | null = null;
    try {
      child = this.#takeSpare() ?? (await this.#start());
      this.#running.add(child);
      const files = join(child.directory, CHILD_DIRECTORIES.files);
      const out = join(child.directory, CHILD_DIRECTORIES.out);
      await visit.fill(files);
      const deadlineMs = visit.deadlineMs ?? DEADLINE_MS;
      const raw = await child.ask(JSON.stringify({ task, deadlineMs }), { deadlineMs, signal: visit.signal });
      visit.signal.throwIfAborted();
      if (!raw.ok) {
        if (raw.end === "aborted") throw new Error("The sandbox was closed while a task was running");
        // What a child printed may name places of this machine: it is for the log, never for the model.
        log.warn({ task: task.kind, end: raw.end, printed: raw.detail }, "a sandbox child ended without an answer");
        return { ok: false, reason: raw.end, message: ENDINGS[raw.end] };
      }
      const reply = JSON.parse(raw.text) as ChildReply<TaskResults[Task["kind"]]>;
      if (!reply.ok) return { ok: false, reason: "refused", message: reply.message };
      return { ok: true, value: await visit.collect({ files, out }, reply.value) };
    } finally {
      if (child) this.#running.delete(child);
      child?.dispose();
      leave();
      await this.#replenish();
    }
  }

  /** Ends every child, the spare too, and refuses new tasks. Waits for nothing. */
  close(): void {
    this.#closed = true;
    process.removeListener("exit", this.#onProcessExit);
    this.#dropSpare();
    for (const child of this.#running) child.dispose();
  }

  async #start(): Promise<SandboxChild> {
    const containment = this.#options.containment ?? (await probeContainment());
    if (this.#closed) throw new Error("The sandbox is closed");
    return new SandboxChild(containment, { ...DEFAULT_LIMITS, ...this.#options.limits }, this.#options.entry);
  }

  #takeSpare(): SandboxChild | null {
    const spare = this.#spare;
    this.#spare = null;
    clearTimeout(this.#spareTimer);
    if (spare?.isAlive) return spare;
    spare?.dispose();
    return null;
  }

  /** Starts the next spare when nothing else wants the processor; it goes after a while without work. */
  async #replenish(): Promise<void> {
    if (this.#options.keepSpare === false || this.#spare || this.#closed || this.#turnstile.isBusy) return;
    const containment = this.#options.containment ?? (await probeContainment());
    if (this.#spare || this.#closed) return;
    this.#spare = new SandboxChild(containment, { ...DEFAULT_LIMITS, ...this.#options.limits }, this.#options.entry);
    this.#spareTimer = setTimeout(() => this.#dropSpare(), SPARE_IDLE_MS);
    this.#spareTimer.unref();
  }

  #dropSpare(): void {
    clearTimeout(this.#spareTimer);
    this.#spare?.dispose();
    this.#spare = null;
  }
}

let shared: Sandbox | null = null;

/** The process's one sandbox: the limit of children per core only holds if there is one. */
export function sandbox(): Sandbox {
  shared ??= new Sandbox();
  return shared;
}

/** Ends the shared sandbox's children, for an orderly shutdown. A later {@link sandbox} call starts anew. */
export function closeSandbox(): void {
  shared?.close();
  shared = null;
  removeChildEntry();
}
