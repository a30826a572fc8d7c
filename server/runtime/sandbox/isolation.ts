import { spawn } from "node:child_process";

/** What one child may take. */
export type ChildLimits = {
  /** Address space on Linux; resident memory where a watchdog stands in for it. */
  readonly memoryBytes: number;
  /** The biggest file it may write, about (shells count blocks of 512 or 1024 bytes). */
  readonly fileBytes: number;
  /** All it may have on disk at a time, the copies of its input included. Watched, not enforced. */
  readonly diskBytes: number;
  readonly cpuSeconds: number;
  /** Processes it may have at a time, those that contain it included. It has no use for any of its own. */
  readonly processes: number;
};

/**
 * How children are kept apart on this machine, best first:
 * - `full`: own user, pid, mount, net and ipc namespaces with a fresh /proc: no other process is visible, no network.
 * - `user`: own user and net namespaces: other processes are visible, but the kernel refuses their environment and memory.
 * - `none`: no namespaces. A child that breaks out of its interpreter could read what this user can; documented as weaker.
 */
type Isolation = "full" | "user" | "none";

export type Containment = {
  readonly isolation: Isolation;
  /** Whether the kernel enforces `memoryBytes`; else the runner must watch resident memory. */
  readonly memoryIsLimited: boolean;
};

// An ordinary id inside the namespace, also when the agency runs as root: a uid of 0 there would keep capabilities.
const USER_NAMESPACE = ["--user", "--map-user=1000", "--map-group=1000", "--net", "--ipc"];
/**
 * Inside a user namespace this counts the child's own threads and processes. The kernel asks it of every user but root,
 * so an agency that runs as root has the watchdog alone to stop a fork bomb, which its process namespace then ends whole.
 */
const THREADS_LIMIT = ["prlimit", "--nproc=64", "--"];
const FULL_NAMESPACES = [...USER_NAMESPACE, "--pid", "--fork", "--kill-child", "--mount-proc"];

/** All that a child starts with: nothing of the agency's environment, but where to find `unshare` and `ps`. */
export const BARE_ENVIRONMENT = {
  NODE_ENV: "production",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
} as const;

let probed: Promise<Containment> | null = null;

/** Finds out once per process what this machine allows. */
export function probeContainment(): Promise<Containment> {
  probed ??= probe();
  return probed;
}

/**
 * The command that runs `argv` contained. `sh` and `unshare` replace themselves (exec) wherever they can,
 * and all share one process group, so killing the group kills everything.
 */
export function containedCommand(
  containment: Containment,
  limits: ChildLimits,
  argv: readonly string[],
): [string, ...string[]] {
  const limitsScript = [
    "ulimit -c 0",
    `ulimit -t ${limits.cpuSeconds}`,
    `ulimit -f ${Math.ceil(limits.fileBytes / 512)}`,
    ...(containment.memoryIsLimited ? [`ulimit -v ${Math.ceil(limits.memoryBytes / 1024)}`] : []),
    'exec "$@"',
  ].join(" && ");
  return ["/bin/sh", "-c", limitsScript, "sandbox", ...namespaceCommand(containment.isolation), ...argv];
}

function namespaceCommand(isolation: Isolation): string[] {
  if (isolation === "none") return [];
  return ["unshare", ...(isolation === "full" ? FULL_NAMESPACES : USER_NAMESPACE), "--", ...THREADS_LIMIT];
}

async function probe(): Promise<Containment> {
  const limits: ChildLimits = {
    memoryBytes: 2 ** 31,
    fileBytes: 2 ** 30,
    diskBytes: 2 ** 30,
    cpuSeconds: 5,
    processes: 8,
  };
  // macOS has no address-space limit: its shell refuses to set one.
  const memoryIsLimited = await succeeds(
    containedCommand({ isolation: "none", memoryIsLimited: true }, limits, ["/bin/sh", "-c", "exit 0"]),
  );
  for (const isolation of ["full", "user"] as const) {
    const containment = { isolation, memoryIsLimited };
    if (await succeeds(containedCommand(containment, limits, ["/bin/sh", "-c", "exit 0"]))) return containment;
  }
  return { isolation: "none", memoryIsLimited };
}

function succeeds([command, ...args]: [string, ...string[]]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: BARE_ENVIRONMENT,
      stdio: "ignore",
      timeout: 5_000,
      killSignal: "SIGKILL",
    });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}
