import { z } from "zod";
import { TOOL_NAMES } from "#kernel";

/** What zod says when a required field is absent, or of another type than `what`. */
const typed = (what: string) => (issue: { readonly input?: unknown }) =>
  issue.input === undefined || issue.input === null ? `is missing; write ${what}` : `has to be ${what}`;

const line = (max: number) =>
  z
    .string({ error: typed("a line of text") })
    .trim()
    .min(1, "is empty")
    .max(max, `may have at most ${max} characters`);

const wholeNumber = (least: number, most: number) => {
  const range = `a whole number from ${least} to ${most}`;
  return z
    .int({ error: typed(range) })
    .min(least, `has to be ${range}`)
    .max(most, `has to be ${range}`);
};

const unique = (items: readonly string[]): boolean => new Set(items).size === items.length;

const slug = z
  .string({ error: typed("a slug") })
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    "has to be 1 to 63 lowercase letters, digits and hyphens, beginning with a letter or digit",
  );

/** Two decimals of a per cent are a basis point. */
const markup = z
  .string({ error: typed("a percentage, like 25%") })
  .regex(/^\d{1,3}(\.\d{1,2})?%$/, "has to be a percentage with at most two decimals, like 25% or 12.5%");

const model = z
  .string({ error: typed("provider/model, like anthropic/claude-sonnet-5-5") })
  .regex(/^[^/\s]+\/\S+$/, "has to be provider/model, like anthropic/claude-sonnet-5-5");

const tool = z.enum(TOOL_NAMES, {
  error: (issue) => `${JSON.stringify(issue.input)} is no tool of this agency. There are ${TOOL_NAMES.join(", ")}`,
});

const DEFAULT_LIMITS = { maxSteps: 100, maxOutputPerStep: 8_192 };

/** The front matter of AGENT.md. */
export const agentFrontMatter = z.strictObject(
  {
    name: line(80),
    slug: slug.optional(),
    role: line(80),
    grade: z
      .enum(["trainee", "junior", "senior", "principal"], {
        error: "has to be trainee, junior, senior or principal",
      })
      .default("senior"),
    pitch: line(300).optional(),
    skills: z
      .array(line(60), { error: typed("a list of what it is good at") })
      .min(1, "is empty; name at least one")
      .max(12, "may have at most 12 entries")
      .refine(unique, "names something twice"),
    model,
    tools: z
      .array(tool, { error: typed(`a list of tools: ${TOOL_NAMES.join(", ")}`) })
      .refine(unique, "names a tool twice")
      .refine((tools) => tools.includes("deliver"), "lacks deliver, without which no work can be handed over; add it"),
    limits: z
      .strictObject(
        {
          maxSteps: wholeNumber(1, 1_000).default(DEFAULT_LIMITS.maxSteps),
          maxOutputPerStep: wholeNumber(1_024, 1_000_000).default(DEFAULT_LIMITS.maxOutputPerStep),
        },
        { error: typed("maxSteps and maxOutputPerStep") },
      )
      .default(DEFAULT_LIMITS),
    markup: markup.default("0%"),
  },
  { error: typed("fields, one a line, like name: Data analyst") },
);
export type AgentFrontMatter = z.infer<typeof agentFrontMatter>;

/**
 * The front matter of SKILL.md, as the open Agent Skills format has it (agentskills.io/specification). What else a
 * publisher writes there is kept and not read.
 */
export const skillFrontMatter = z.looseObject({
  name: z
    .string({ error: typed("the name of the skill's folder") })
    .max(64, "may have at most 64 characters")
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "has to be lowercase letters, digits and single hyphens between them"),
  description: line(1_024),
  license: line(200).optional(),
  compatibility: line(500).optional(),
  metadata: z.record(z.string(), z.unknown(), { error: typed("names with values") }).optional(),
  "allowed-tools": z
    .union([z.string(), z.array(z.string())], { error: "has to be names of tools with spaces between, or a list" })
    .optional(),
});
