import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import {
  type AgentFolder,
  checkModel,
  describeProblem,
  exportAgents,
  type ImportedAgent,
  importAgents,
  readAgentDirectory,
  writeAgentDirectory,
} from "#catalogue";
import { seedAgency } from "#desk";
import { CATALOGUE } from "#drizzle/seed/index";
import { scopeForCommandLine } from "#identity";
import { DomainError } from "#kernel";
import { attachAgency } from "#server/platform/agency";
import { describeLogins } from "./seeded-logins";

const USAGE = `Usage:
  npm run agents -- check DIR                   reads the agents in DIR and says what is wrong; needs no database
  npm run agents -- import DIR [--org SLUG]     brings them into the catalogue, for an organization (the house, if none is named)
  npm run agents -- export DIR [SLUG…]          writes these agents to DIR, or all`;

/** The organization that lists the agents that ship. */
const HOUSE = "house";

/** Like `new`, `changed to version 3`. */
const describeOutcome = ({ outcome, version }: ImportedAgent): string =>
  outcome === "changed" ? `changed to version ${version}` : outcome;

async function check(directory: string): Promise<void> {
  const { agents, problems } = await readAgentDirectory(directory);
  const models = new Map(CATALOGUE.models.map((model) => [`${model.provider}/${model.modelId}`, model]));
  const found = [...problems.map(describeProblem), ...agents.flatMap(({ spec }) => checkModel(spec, models))];
  for (const problem of found) console.error(problem);
  if (found.length > 0) process.exitCode = 1;
  else console.log(`In order: ${agents.map(describeAgent).join(", ")}`);
}

const describeAgent = ({ spec, skills }: AgentFolder): string =>
  skills.length > 0 ? `${spec.slug} (with ${skills.map(({ name }) => name).join(", ")})` : spec.slug;

async function bringIn(directory: string, org: string): Promise<void> {
  const read = await readAgentDirectory(directory);
  const { orgId } = await scopeForCommandLine(org);
  for (const agent of await importAgents({ orgId, label: "command line" }, read)) {
    console.log(`${agent.slug}: ${describeOutcome(agent)}`);
    for (const { what, how } of agent.changes) console.log(`  ${what}: ${how}`);
  }
}

async function write(directory: string, slugs: readonly string[]): Promise<void> {
  for (const { slug, files } of await exportAgents(slugs)) {
    await writeAgentDirectory(join(directory, slug), files);
    console.log(join(directory, slug));
  }
}

/** Does something with the agency of HIRELING_HOME, also while it runs. */
async function withAgency(act: () => Promise<void>): Promise<void> {
  const agency = await attachAgency("npm run agents");
  try {
    // An agency that never ran has no agents yet, and nobody who could list any.
    if (agency.url === null) for (const line of describeLogins(await seedAgency())) console.error(line);
    await act();
  } finally {
    await agency.close();
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { org: { type: "string" } } });
  const [command, named, ...slugs] = positionals;
  if (named === undefined) throw new Error(USAGE);
  // npm runs us in the clone's directory, and says where it was called.
  const directory = resolve(process.env.INIT_CWD ?? "", named);
  if (command === "check" && slugs.length === 0) return check(directory);
  if (command === "import" && slugs.length === 0) return withAgency(() => bringIn(directory, values.org ?? HOUSE));
  if (command === "export") return withAgency(() => write(directory, slugs));
  throw new Error(USAGE);
}

try {
  await main();
} catch (error) {
  const problems = error instanceof DomainError ? error.details.problems : undefined;
  console.error(error instanceof Error ? error.message : String(error));
  if (Array.isArray(problems)) for (const problem of problems) console.error(problem);
  process.exitCode = 1;
}
