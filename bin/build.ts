import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, stop as endEsbuild } from "esbuild";
import { lockHome } from "#server/platform/home";
import { signal } from "#server/platform/processes";
import { PROJECT_ROOT } from "#server/platform/project";

const DIST = join(PROJECT_ROOT, "dist");
const STAMP = join(DIST, "stamp.json");
const NEXT_ID = join(PROJECT_ROOT, ".next", "BUILD_ID");
const BUILD_WAIT_MS = 300_000;

/** What runs without a TypeScript loader, and from where. `workers/` is part of the worker's command line. */
const BUNDLES = {
  "web/main": "bin/web.ts",
  "workers/main": "workers/main.ts",
  "workers/sandbox-child": "server/runtime/sandbox/child.ts",
};

const SOURCES = ["app", "server", "workers", "bin", "drizzle", "public"];
const SETTINGS =
  /^(package-lock\.json|package\.json|tsconfig\.json|(next|postcss)\.config\.\w+|instrumentation\w*\.ts|proxy\.ts)$/;
const TEST = /\.i?test\.tsx?$/;

function sourceFiles(): string[] {
  const inFolders = SOURCES.filter((folder) => existsSync(join(PROJECT_ROOT, folder))).flatMap((folder) =>
    readdirSync(join(PROJECT_ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  );
  return [...inFolders, ...readdirSync(PROJECT_ROOT).filter((name) => SETTINGS.test(name))]
    .filter((name) => !TEST.test(name) && statSync(join(PROJECT_ROOT, name)).isFile())
    .sort();
}

/** Names what a build is made of: every source, the packages, and the node that runs it. */
function sourceHash(): string {
  const hash = createHash("sha256").update(`${process.version} ${process.platform} ${process.arch}\n`);
  for (const name of sourceFiles())
    hash
      .update(`${name}\n`)
      .update(readFileSync(join(PROJECT_ROOT, name)))
      .update("\n");
  return hash.digest("hex");
}

const read = (file: string): string | null => (existsSync(file) ? readFileSync(file, "utf8") : null);

/** Says both what was built and which of Next's builds belongs to it, since `next build` can also be run by hand. */
const stampOf = (sources: string): string => JSON.stringify({ sources, next: read(NEXT_ID) });

function buildWeb(env: NodeJS.ProcessEnv, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(PROJECT_ROOT, "node_modules/next/dist/bin/next"), "build"], {
      cwd: PROJECT_ROOT,
      env: { ...env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // a group, so that its helpers can be ended with it
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
    stop.addEventListener("abort", () => child.pid && signal(-child.pid, "SIGKILL"), { once: true });
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`The web could not be built:\n${output.trim()}`)),
    );
  });
}

/** Bundles what runs without a TypeScript loader. @param outdir somewhere inside the clone, from where packages resolve */
export async function buildBundles(outdir = DIST): Promise<void> {
  try {
    await build({
      absWorkingDir: PROJECT_ROOT,
      entryPoints: BUNDLES,
      outdir,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      packages: "external",
      sourcemap: true,
      logLevel: "silent",
    });
  } finally {
    await endEsbuild(); // its service would stay for as long as we run
  }
}

/**
 * Builds what is missing or out of date; does nothing when the sources are the ones of the last build.
 * @param stop ends a build under way, which then fails
 * @param before called only when there is something to build
 */
export async function buildIfNeeded(env: NodeJS.ProcessEnv, stop: AbortSignal, before: () => void): Promise<void> {
  const sources = sourceHash();
  const isCurrent = () => {
    const stamp = read(STAMP);
    return stamp !== null && read(NEXT_ID) !== null && stamp === stampOf(sources);
  };
  if (isCurrent()) return;
  mkdirSync(DIST, { recursive: true });
  // Two agencies may start from one clone at the same time.
  const lock = await lockHome(DIST, "building", BUILD_WAIT_MS);
  try {
    if (isCurrent()) return;
    before();
    await Promise.all([buildWeb(env, stop), buildBundles()]);
    writeFileSync(STAMP, stampOf(sources));
  } finally {
    lock.release();
  }
}
