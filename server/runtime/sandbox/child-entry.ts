import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

let entry: string | null = null;
let made: string | null = null;

/**
 * The script a child runs: the bundle beside the bundled worker, else one made from source now.
 * Not tsx: its loader reserves gigabytes of address space, so a child would meet other limits in development than in production.
 */
export function childEntry(): string {
  entry ??= findEntry();
  return entry;
}

/** Removes what {@link childEntry} made; the next call makes it again. */
export function removeChildEntry(): void {
  if (made) rmSync(made, { recursive: true, force: true });
  made = null;
  entry = null;
}

function findEntry(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const bundled = join(here, "sandbox-child.js");
  return existsSync(bundled) ? bundled : bundle(join(here, "child.ts"));
}

/** Bundles into a temporary directory of this process, from which a link leads to the project's packages. */
function bundle(source: string): string {
  const require = createRequire(import.meta.url);
  const esbuild: typeof import("esbuild") = require("esbuild");
  const directory = mkdtempSync(join(tmpdir(), "hireling-sandbox-child-"));
  made = directory;
  process.once("exit", removeChildEntry);
  symlinkSync(dirname(dirname(require.resolve("esbuild/package.json"))), join(directory, "node_modules"));
  const outfile = join(directory, "sandbox-child.mjs");
  esbuild.buildSync({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "silent",
  });
  return outfile;
}
