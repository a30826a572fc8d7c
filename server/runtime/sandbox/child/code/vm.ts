import { createHash } from "node:crypto";
import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten-core";
import { PRELUDE } from "./prelude";

/** What the VM may ask for: an operation's name and its arguments, all strings. It throws what the code may catch. */
export type Host = (operation: string, args: readonly string[]) => string | undefined;

export type Evaluation =
  /** `shown`: the last expression's value as text; empty when it has none. */
  { readonly ok: true; readonly shown: string } | { readonly ok: false; readonly error: string };

const WASM_PAGE_BYTES = 64 * 1024;
const INITIAL_PAGES = 256;
/** QuickJS's own memory limit counts what it knows of; the engine cannot pass the end of its WebAssembly memory. */
const MEMORY_BYTES = 512 * 1024 * 1024;
/** Below what the stack of the process holds, so that endless recursion is an error in the VM and not the end of it. */
const STACK_BYTES = 160 * 1024;
const FILE_NAME = "code.js";
const STACK_LINES = 6;

/**
 * Runs foreign JavaScript in a VM of its own, which has nothing but the language and `host`.
 * @param isOver asked often while code runs; once true, the code ends with the error "interrupted" that it cannot catch
 */
export async function evaluate(code: string, host: Host, isOver: () => boolean): Promise<Evaluation> {
  const wasmMemory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MEMORY_BYTES / WASM_PAGE_BYTES });
  const [{ newQuickJSWASMModuleFromVariant, newVariant }, { default: releaseSync }] = await Promise.all([
    import("quickjs-emscripten-core"),
    import("@jitl/quickjs-wasmfile-release-sync"),
  ]);
  const engine = await newQuickJSWASMModuleFromVariant(newVariant(releaseSync, { wasmMemory }));
  const runtime = engine.newRuntime({ interruptHandler: isOver, maxStackSizeBytes: STACK_BYTES });
  const vm = runtime.newContext();
  try {
    const show = installPrelude(vm, host, isOver, code);
    const evaluated = vm.evalCode(parseable(vm, code), FILE_NAME);
    if (evaluated.error) return { ok: false, error: errorOf(vm, evaluated.error) };
    return settle(vm, evaluated.value, show);
  } catch (error) {
    // The engine itself gave up, and nothing of it can be asked any more.
    return { ok: false, error: `The JavaScript engine stopped: ${error instanceof Error ? error.message : error}` };
  }
}

class Interrupted extends Error {
  override readonly name = "InternalError";
  override readonly message = "interrupted";
}

/** @returns the VM's function that shows the last value */
function installPrelude(vm: QuickJSContext, host: Host, isOver: () => boolean, code: string): QuickJSHandle {
  const door = vm.newFunction("host", (operation, ...args) => {
    // The engine looks only every some thousand turns of a loop, and the host may take long in each.
    if (isOver()) throw new Interrupted();
    const given = host(
      vm.getString(operation),
      args.map((arg) => vm.getString(arg)),
    );
    return given === undefined ? vm.undefined : vm.newString(given);
  });
  const prelude = vm.unwrapResult(vm.evalCode(PRELUDE, "prelude.js"));
  const seed = vm.newNumber(createHash("sha256").update(code).digest().readInt32LE());
  return vm.unwrapResult(vm.callFunction(prelude, vm.undefined, door, seed));
}

/** The code itself, or as the body of a function if only there it can be parsed: with `await` or `return` at its top. */
function parseable(vm: QuickJSContext, code: string): string {
  // On one line with the code's first, so that the lines of errors are those of the code.
  const wrapped = `(async () => {${code}\n})()`;
  const parses = (text: string) => {
    const compiled = vm.evalCode(text, FILE_NAME, { compileOnly: true });
    compiled.dispose();
    return !compiled.error;
  };
  return !parses(code) && parses(wrapped) ? wrapped : code;
}

/** Runs what was left for later, and waits for a promise that is the result. */
function settle(vm: QuickJSContext, value: QuickJSHandle, show: QuickJSHandle): Evaluation {
  const jobs = vm.runtime.executePendingJobs();
  if (jobs.error) return { ok: false, error: errorOf(vm, jobs.error) };
  const state = vm.getPromiseState(value);
  if (state.type === "pending") return { ok: false, error: "The code waits for a promise that never settles." };
  if (state.type === "rejected") return { ok: false, error: errorOf(vm, state.error) };
  const shown = vm.callFunction(show, vm.undefined, state.value);
  return shown.error ? { ok: false, error: errorOf(vm, shown.error) } : { ok: true, shown: vm.getString(shown.value) };
}

/** What was thrown, with the places in the code that it came through. */
function errorOf(vm: QuickJSContext, handle: QuickJSHandle): string {
  const thrown: unknown = vm.dump(handle);
  if (typeof thrown !== "object" || thrown === null) return `Thrown: ${String(thrown)}`;
  const { name, message, stack } = thrown as { readonly [key: string]: unknown };
  if (message === undefined) return `Thrown: ${JSON.stringify(thrown)}`;
  const places = String(stack ?? "")
    .split("\n")
    .filter((line) => line.includes(FILE_NAME))
    .slice(0, STACK_LINES);
  return [`${String(name ?? "Error")}: ${String(message)}`, ...places].join("\n");
}
