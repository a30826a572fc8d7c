import { stringify } from "yaml";
import type { AgentSpec } from "./agent";

/** Wide enough that nothing is folded: one line a field keeps a comparison short. */
const NO_FOLDING = 0;

/** An agent as an AGENT.md: `readAgent` makes the same of it again. */
export function writeAgent(spec: AgentSpec): string {
  const { slug, name, role, grade, pitch, skills, model, tools, markupBps, maxSteps, maxOutputPerStep } = spec;
  const fields = {
    name,
    slug,
    role,
    grade,
    pitch,
    skills,
    model: `${model.provider}/${model.modelId}`,
    tools,
    limits: { maxSteps, maxOutputPerStep },
    markup: percentOf(markupBps),
  };
  return `---\n${stringify(fields, { lineWidth: NO_FOLDING })}---\n\n${spec.instructions}\n`;
}

/** 1250 is 12.5%. */
export function percentOf(bps: number): string {
  const decimals = String(bps % 100)
    .padStart(2, "0")
    .replace(/0+$/, "");
  return `${Math.floor(bps / 100)}${decimals && `.${decimals}`}%`;
}
