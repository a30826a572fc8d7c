import type { AgentFile } from "#drizzle/schema/index";
import {
  AGENT_FILE,
  type AgentFolder,
  type AgentSkill,
  type AgentSpec,
  FOLDER_LIMITS,
  inOrder,
  SKILL_FILE,
  SKILLS_FOLDER,
} from "./agent";
import { type FileProblem, type Parsed, readFrontMatter } from "./front-matter";
import { type AgentFrontMatter, agentFrontMatter, skillFrontMatter } from "./schema";

const SKILL_PATH = new RegExp(`^${SKILLS_FOLDER}/([^/]+)/.+$`);
const MOST_INSTRUCTIONS = 50_000;

/**
 * Reads an agent's folder.
 * @param folder its name, which is the slug where AGENT.md gives none
 * @param files with paths relative to it
 * @returns the agent, or everything that is wrong with it
 */
export function readAgent(folder: string, files: readonly AgentFile[]): Parsed<AgentFolder> {
  const problems: FileProblem[] = [];
  const say = (path: string, line: number | null, message: string) => void problems.push({ path, line, message });
  checkSize(files, say);
  const agent = readAgentFile(folder, files, problems);
  const skills = readSkills(files, problems);
  const twins = findTwins(files);
  for (const { path, content } of files) {
    if (!isPlainPath(path)) say(path, null, PLAIN_PATHS);
    if (twins.has(path)) say(path, null, "has the name of another file or folder here. Give it its own.");
    if (path !== AGENT_FILE && !SKILL_PATH.test(path))
      say(
        path,
        null,
        `is neither ${AGENT_FILE} nor part of a skill. Move it below ${SKILLS_FOLDER}/<name>/, or remove it.`,
      );
    if (content.includes("\u0000") || !content.isWellFormed())
      say(path, null, "is no text. An agent's folder holds text files in UTF-8 only.");
  }
  if (agent && skills.length > 0 && !agent.tools.includes("read_file"))
    say(AGENT_FILE, null, "tools lacks read_file, without which its skills cannot be read. Add it.");
  return agent && problems.length === 0
    ? { ok: true, value: { spec: agent, skills, files: inOrder(files) } }
    : { ok: false, problems };
}

const PLAIN_PATHS =
  "cannot be put into a workspace under this name. Use plain names, not hidden, at most 8 folders deep and 200 characters long.";

/** Whether a path is one that every workspace takes: skills are put there under their own. */
function isPlainPath(path: string): boolean {
  const names = path.split("/");
  return (
    path.length <= 200 &&
    names.length <= 8 &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
    !/[\u0000-\u001f\u007f\\]/.test(path) &&
    names.every((name) => name !== "" && !name.startsWith(".") && Buffer.byteLength(name) <= 200)
  );
}

/** Files that would lie in one place, or one inside another, on a disk that does not tell A from a. */
function findTwins(files: readonly AgentFile[]): Set<string> {
  const folded = files.map(({ path }) => path.toLowerCase());
  const taken = new Set<string>();
  for (const path of folded) {
    for (let end = path.indexOf("/"); end > 0; end = path.indexOf("/", end + 1)) taken.add(path.slice(0, end));
  }
  return new Set(
    files.flatMap(({ path }, index) => {
      const own = folded[index] ?? "";
      return taken.has(own) || folded.indexOf(own) < index ? [path] : [];
    }),
  );
}

type Say = (path: string, line: number | null, message: string) => void;

function checkSize(files: readonly AgentFile[], say: Say): void {
  if (files.length > FOLDER_LIMITS.filesOfAnAgent)
    say(AGENT_FILE, null, `has ${files.length} files beside it; an agent may have ${FOLDER_LIMITS.filesOfAnAgent}.`);
  for (const { path, content } of files) {
    if (content.length > FOLDER_LIMITS.file)
      say(path, null, `is too long: a file may have ${FOLDER_LIMITS.file} characters. Split it, or shorten it.`);
  }
  if (files.reduce((sum, { content }) => sum + content.length, 0) > FOLDER_LIMITS.agent)
    say(AGENT_FILE, null, `and its skills are too long: together they may have ${FOLDER_LIMITS.agent} characters.`);
}

function readAgentFile(folder: string, files: readonly AgentFile[], problems: FileProblem[]): AgentSpec | null {
  const file = files.find(({ path }) => path === AGENT_FILE);
  if (!file) {
    problems.push({ path: AGENT_FILE, line: null, message: "is missing: it says what the agent is." });
    return null;
  }
  const read = readFrontMatter(AGENT_FILE, file.content, agentFrontMatter);
  if (!read.ok) {
    problems.push(...read.problems);
    return null;
  }
  const { fields, body } = read.value;
  const spec = toSpec(folder, fields, body);
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(spec.slug)) {
    const message =
      "slug is missing, and the folder's name is none: lowercase letters, digits and hyphens. Add a slug.";
    problems.push({ path: AGENT_FILE, line: 1, message });
  }
  if (body === "")
    problems.push({ path: AGENT_FILE, line: null, message: "has no instructions. Write them below the front matter." });
  if (body.length > MOST_INSTRUCTIONS) {
    const message = `has instructions of ${body.length} characters; ${MOST_INSTRUCTIONS} are allowed. Move parts into skills.`;
    problems.push({ path: AGENT_FILE, line: null, message });
  }
  return spec;
}

function toSpec(folder: string, fields: AgentFrontMatter, instructions: string): AgentSpec {
  const { name, role, grade, skills, tools, limits } = fields;
  const slash = fields.model.indexOf("/");
  return {
    slug: fields.slug ?? folder,
    name,
    role,
    grade,
    pitch: fields.pitch ?? `${role}: ${skills.join(", ")}.`,
    skills,
    model: { provider: fields.model.slice(0, slash), modelId: fields.model.slice(slash + 1) },
    tools,
    markupBps: basisPoints(fields.markup),
    ...limits,
    instructions,
  };
}

/** 12.5% is 1250. */
function basisPoints(percent: string): number {
  const [whole = "0", decimals = ""] = percent.slice(0, -1).split(".");
  return Number(whole) * 100 + Number(decimals.padEnd(2, "0"));
}

/** The skills of a folder, by name. */
export function readSkills(files: readonly AgentFile[], problems: FileProblem[]): AgentSkill[] {
  const folders = new Set(files.flatMap(({ path }) => SKILL_PATH.exec(path)?.[1] ?? []));
  return [...folders].sort().flatMap((folder): AgentSkill[] => {
    const path = `${SKILLS_FOLDER}/${folder}/${SKILL_FILE}`;
    const file = files.find((candidate) => candidate.path === path);
    if (!file) {
      problems.push({ path, line: null, message: "is missing: it says what the skill is for." });
      return [];
    }
    const read = readFrontMatter(path, file.content, skillFrontMatter);
    if (!read.ok) {
      problems.push(...read.problems);
      return [];
    }
    const { name, description } = read.value.fields;
    if (name !== folder) {
      problems.push({ path, line: null, message: `name is "${name}" and its folder "${folder}". Give both one name.` });
      return [];
    }
    return [{ name, description }];
  });
}
