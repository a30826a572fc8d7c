import { readFileSync } from "node:fs";

/** Reads the JSON file that a command was given, or ends the process with what is wrong with it. */
export function readJsonArgument(usage: string): unknown {
  const [file, ...more] = process.argv.slice(2);
  if (!file || more.length > 0) fail(`Usage: ${usage}`);
  return readJson(file);
}

/** Reads a JSON file, or ends the process with what is wrong with it. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    fail(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Says on stderr what is wrong, and ends with exit code 1. */
export function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
