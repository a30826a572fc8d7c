import type { AgentFile } from "#drizzle/schema/index";
import type { ToolName } from "#kernel";
import type { AgentFrontMatter } from "./schema";

/** What an agent is, as its AGENT.md says it. */
export type AgentSpec = {
  readonly slug: string;
  readonly name: string;
  readonly role: string;
  readonly grade: AgentFrontMatter["grade"];
  /** One or two sentences for the roster. */
  readonly pitch: string;
  readonly skills: readonly string[];
  readonly model: { readonly provider: string; readonly modelId: string };
  readonly tools: readonly ToolName[];
  /** Basis points on the list price. */
  readonly markupBps: number;
  readonly maxSteps: number;
  /** Tokens. */
  readonly maxOutputPerStep: number;
  readonly instructions: string;
};

/** A skill that an agent brings: known to it by name and description, and read when it is needed. */
export type AgentSkill = {
  readonly name: string;
  readonly description: string;
};

/** An agent's folder that was read and found in order. */
export type AgentFolder = {
  readonly spec: AgentSpec;
  readonly skills: readonly AgentSkill[];
  /** All of it word for word, by path. */
  readonly files: readonly AgentFile[];
};

export const AGENT_FILE = "AGENT.md";
export const SKILL_FILE = "SKILL.md";
/** Below an agent's folder, and below a run's workspace. */
export const SKILLS_FOLDER = "skills";

/** What a folder may hold. An agent is text that a model reads: these are far above any that is good. */
export const FOLDER_LIMITS = {
  filesOfAnAgent: 100,
  /** Characters. */
  file: 200_000,
  /** Characters of all files of one agent. */
  agent: 1_000_000,
  agents: 200,
} as const;

const byPath = (a: AgentFile, b: AgentFile): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

/** Files in the order in which they are kept and compared. */
export const inOrder = (files: readonly AgentFile[]): AgentFile[] =>
  files.map(({ path, content }) => ({ path, content })).sort(byPath);
