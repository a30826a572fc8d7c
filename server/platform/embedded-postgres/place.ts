import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chownSync, cpSync, existsSync, mkdirSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Binaries, binariesIn, findBinaries } from "./binaries";

type Command = {
  readonly file: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
};

/** Where a server's files are, and as whom it runs. PostgreSQL refuses to run as root. */
export type Place = {
  readonly kind: "self" | "namespace" | "system-user";
  readonly binaries: Binaries;
  readonly dataDir: string;
  /** Owner of what the server must be able to read; NULL: the owner of this process. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  /** How a program is started as the server's user. */
  command(file: string, args: readonly string[]): Command;
};

const UNSHARE = ["--user", "--map-user=1000", "--map-group=1000", "--"] as const;
const SYSTEM_USER = "hireling-postgres";

const self = (dataDir: string): Place => ({
  kind: "self",
  binaries: findBinaries(),
  dataDir,
  owner: null,
  command: (file, args) => ({ file, args }),
});

/** Root outside, an ordinary user inside: what root owns stays within reach, also below /root. */
function inNamespace(dataDir: string, home: string): Place | null {
  const binaries = findBinaries();
  const probe = spawnSync(
    "unshare",
    [...UNSHARE, "sh", "-c", '"$0" --version && test -w "$1"', binaries.postgres, home],
    {
      stdio: "ignore",
    },
  );
  if (probe.status !== 0) return null;
  return {
    kind: "namespace",
    binaries,
    dataDir,
    owner: null,
    command: (file, args) => ({ file: "unshare", args: [...UNSHARE, file, ...args] }),
  };
}

function systemUser(): { uid: number; gid: number } {
  const find = (flag: string) =>
    Number(execFileSync("id", [flag, SYSTEM_USER], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: find("-u"), gid: find("-g") };
  } catch {
    const made = spawnSync("useradd", [
      "--system",
      "--user-group",
      "--no-create-home",
      "--shell",
      "/usr/sbin/nologin",
      SYSTEM_USER,
    ]);
    if (made.status !== 0) {
      throw new Error(
        "PostgreSQL does not run as root, user namespaces are forbidden here, and the user " +
          `"${SYSTEM_USER}" could not be created (useradd: ${made.error?.message ?? made.stderr.toString().trim()}). ` +
          "Run Hireling as an ordinary user, or set DATABASE_URL",
      );
    }
    return { uid: find("-u"), gid: find("-g") };
  }
}

/** The folder outside `home` that a system user can reach. One for each home. */
const systemFolder = (home: string): string =>
  join("/var/lib", `hireling-${createHash("sha256").update(realpathSync(home)).digest("hex").slice(0, 12)}`);

/** Runs as a system user, with a copy of the binaries, since that user may not see the clone. */
function placeWithSystemUser(home: string): Place {
  const owner = systemUser();
  const folder = systemFolder(home);
  const source = findBinaries();
  const root = join(folder, "native");
  const version = (postgres: string) => spawnSync(postgres, ["--version"], { encoding: "utf8" }).stdout;
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (!existsSync(root) || version(binariesIn(root).postgres) !== version(source.postgres)) {
    rmSync(root, { recursive: true, force: true });
    cpSync(source.root, root, { recursive: true, verbatimSymlinks: true });
  }
  const parent = join(folder, "postgres");
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  chownSync(parent, owner.uid, owner.gid);
  return {
    kind: "system-user",
    binaries: binariesIn(root),
    dataDir: join(parent, "data"),
    owner,
    command: (file, args) => ({ file, args, ...owner }),
  };
}

/**
 * Decides where the server of `home` lives. A server that was placed once stays there.
 * @param home an existing folder
 */
export function findPlace(home: string): Place {
  const dataDir = join(home, "postgres", "data");
  if (process.getuid?.() !== 0) return self(dataDir);
  if (existsSync(join(systemFolder(home), "postgres", "data"))) return placeWithSystemUser(home);
  const place = inNamespace(dataDir, home);
  if (place) return place;
  if (existsSync(dataDir)) {
    throw new Error(
      `The database in ${dataDir} cannot be run as root here: user namespaces are forbidden. Start Hireling as the user that owns it`,
    );
  }
  return placeWithSystemUser(home);
}
