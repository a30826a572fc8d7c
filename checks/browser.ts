import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function findInstalled(): string | undefined {
  const folders = (process.env.PATH ?? "").split(":").filter(Boolean);
  return [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), MAC].find(isExecutable);
}

function installDebians(): void {
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const run = (...command: string[]) => {
    const [program = "", ...args] = [...asRoot, ...command];
    execFileSync(program, args, {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  };
  run("apt-get", "update", "-q");
  run("apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium");
}

/**
 * The browser that the journeys run in: an installed Chromium or Chrome, else Playwright's own, else Debian's package,
 * installed now.
 * @throws with what to do, where none can be had
 */
export function findBrowser(): string {
  const found = findInstalled() ?? [chromium.executablePath()].find(isExecutable);
  if (found) return found;
  try {
    installDebians();
  } catch (cause) {
    throw new Error(
      "No Chromium was found, and Debian's could not be installed. Install Chromium or Chrome and try again.",
      { cause },
    );
  }
  const installed = findInstalled();
  if (!installed) throw new Error("Debian's Chromium was installed and yet is not on the PATH.");
  return installed;
}

/** What Chromium needs here: no sandbox as root, and silence in a closed network. */
export const BROWSER_ARGS = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
  // Where there is none, drawing as if there were one costs a tenth of all time.
  "--disable-gpu",
];
