import type { AgentFile } from "#drizzle/schema/index";
import { InvalidInput } from "#kernel";
import { AGENT_FILE, type AgentFolder, FOLDER_LIMITS } from "./agent";
import type { FileProblem } from "./front-matter";
import { readAgent } from "./read-agent";

/** Agents that were read from some place, and what is wrong with the others. Paths of problems are those of the place. */
export type ReadFolders = {
  readonly agents: readonly AgentFolder[];
  readonly problems: readonly FileProblem[];
};

/**
 * Reads the agents among the files of some place: each folder with an AGENT.md is one, the place itself too. Files
 * outside of all of them (a README, a licence) are left alone.
 * @param place its name, for an agent that stands in it directly and gives no slug
 * @throws InvalidInput when there is no agent, or too many
 */
export function readFolders(place: string, files: readonly AgentFile[]): ReadFolders {
  const roots = files.flatMap(({ path }) =>
    path === AGENT_FILE ? [""] : path.endsWith(`/${AGENT_FILE}`) ? [path.slice(0, -AGENT_FILE.length)] : [],
  );
  if (roots.length === 0)
    throw new InvalidInput(
      "files",
      `There is no ${AGENT_FILE} here. An agent is a folder with an ${AGENT_FILE} in it.`,
    );
  if (roots.length > FOLDER_LIMITS.agents)
    throw new InvalidInput("files", `These are ${roots.length} agents; bring at most ${FOLDER_LIMITS.agents} at once.`);
  const agents: AgentFolder[] = [];
  const problems: FileProblem[] = [];
  for (const root of roots.sort()) {
    const own = files
      .filter(
        ({ path }) => path.startsWith(root) && !roots.some((other) => isBelow(other, root) && path.startsWith(other)),
      )
      .map(({ path, content }) => ({ path: path.slice(root.length), content }));
    const read = readAgent(root.split("/").at(-2) ?? place, own);
    if (read.ok) agents.push(read.value);
    else problems.push(...read.problems.map((problem) => ({ ...problem, path: root + problem.path })));
  }
  return { agents, problems: [...problems, ...findTwins(agents)] };
}

const isBelow = (folder: string, root: string): boolean => folder !== root && folder.startsWith(root);

function findTwins(agents: readonly AgentFolder[]): FileProblem[] {
  const slugs = agents.map(({ spec }) => spec.slug);
  const twins = new Set(slugs.filter((slug, index) => slugs.indexOf(slug) !== index));
  return [...twins].map((slug) => ({
    path: slug,
    line: null,
    message: "is the slug of two folders. Give each agent its own.",
  }));
}

/** A problem as a person reads it, and as an editor finds it: `data-analyst/AGENT.md:7: …`. */
export const describeProblem = ({ path, line, message }: FileProblem): string =>
  `${line === null ? path : `${path}:${line}`}: ${message}`;
