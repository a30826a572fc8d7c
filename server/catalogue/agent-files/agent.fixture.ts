import type { AgentFile } from "#drizzle/schema/index";
import { describeProblem } from "./group-folders";
import { readAgent } from "./read-agent";

/** A small agent, whose file the tests vary. */
export const AGENT = `---
name: Data analyst
role: Analyst
skills: [SQL]
model: anthropic/claude-sonnet-5-5
tools:
  - read_file
  - deliver
---

You analyse.
`;

export const CHARTING = "---\nname: charting\ndescription: Draws charts.\nlicense: MIT\n---\n# Charting\n";

export const agentFile = (content = AGENT): AgentFile => ({ path: "AGENT.md", content });
export const file = (path: string, content = "text"): AgentFile => ({ path, content });

/** What is wrong with these files, in words. */
export const problemsOf = (...files: readonly AgentFile[]): readonly string[] => {
  const read = readAgent("data-analyst", files);
  return read.ok ? [] : read.problems.map(describeProblem);
};

/** @throws Error with all that is wrong with them */
export function agentOf(...files: readonly AgentFile[]) {
  const read = readAgent("data-analyst", files);
  if (!read.ok) throw new Error(read.problems.map(describeProblem).join("\n"));
  return read.value;
}
