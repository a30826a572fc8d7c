import { parseArgs } from "node:util";
import { seedAgency } from "#desk";
import { createApiKey, scopeForCommandLine } from "#identity";
import { attachAgency } from "#server/platform/agency";
import { describeLogins } from "./seeded-logins";

// Only the key goes to stdout: `KEY=$(npm run --silent api-key -- --org demo)`.
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

const USAGE = "Usage: npm run api-key -- --org <slug> [--name <what the key is for>]";

function readArguments(): { org: string; name: string } {
  const { values } = parseArgs({
    options: { org: { type: "string" }, name: { type: "string", default: "command line" } },
  });
  if (!values.org) throw new Error(`--org is missing: whose key shall it be? ${USAGE}`);
  return { org: values.org, name: values.name };
}

async function main(): Promise<void> {
  const { org, name } = readArguments();
  const agency = await attachAgency("npm run api-key");
  try {
    // An agency that never ran has nobody in it yet.
    if (agency.url === null) for (const line of describeLogins(await seedAgency())) tell(line);
    const { secret } = await createApiKey(await scopeForCommandLine(org), { name, role: "admin" });
    process.stdout.write(`${secret}\n`);
  } finally {
    await agency.close();
  }
}

try {
  await main();
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
