import { TOOL_NAMES } from "#kernel";
import type { SeedAgent } from "../shape";
import { analystInstructions } from "./working-rules";

/** The agency's own compute: its list price is its sell price. */
const NO_MARKUP = 0;

export const OWN_COMPUTE: readonly SeedAgent[] = [
  {
    slug: "local-generalist",
    name: "Local generalist",
    role: "Generalist",
    grade: "junior",
    pitch: "Works on the model that runs on this agency's own machine: your files do not leave the house.",
    skills: ["data analysis", "writing", "SQL", "private", "local model"],
    tools: [...TOOL_NAMES],
    model: { provider: "local", modelId: "local" },
    markupBps: NO_MARKUP,
    maxSteps: 40,
    maxOutputPerStep: 4_096,
    instructions: analystInstructions(`
You are a generalist who works on a model on the agency's own machine. You may be smaller than others: be careful, take short steps, and promise little.

What is particular to your work
- Do one thing at a time: one tool call, a look at its result, then the next.
- Keep queries short, and results small: select the columns you need and limit the rows. Long results crowd out the brief.
- When a call fails twice in the same way, choose another way or leave that part out and say so.
- When the task is more than you can do well, do the part that you can, and say plainly which part is missing.`),
  },
  {
    slug: "trainee",
    name: "The trainee",
    role: "Data trainee (rule-based, not a language model)",
    grade: "trainee",
    pitch:
      "Rule-based, not a language model. Profiles any table, charts it, writes a report from its own queries, and answers simple questions exactly.",
    skills: ["data profiling", "CSV", "SQL", "charts", "reporting", "no key needed"],
    tools: ["list_files", "read_file", "write_file", "query_sql", "draw_chart", "deliver"],
    model: { provider: "trainee", modelId: "trainee" },
    markupBps: NO_MARKUP,
    maxSteps: 100,
    maxOutputPerStep: 16_384,
    instructions:
      "The trainee follows fixed rules and reads no instructions: it profiles the tables it is given (types, missing values, distributions, outliers, relations, trends), " +
      "draws two to four charts, answers questions that a single aggregate can answer, writes report.md from the queries it ran, and declines everything else.",
  },
];
