import { desc, eq } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import type { ModelKind, WireApi } from "#kernel";
import type { Tx } from "#platform";
import { AGENT_FILE } from "./agent-files/agent";
import { readSkills } from "./agent-files/read-agent";
import { withSkills } from "./agent-files/with-skills";
import { computeModelFault } from "./rules";

/** What an agent thinks with, as the one who calls it needs it. Limits in tokens. */
export type AgentModel = {
  /** The id of its row: rates and usage refer to it. */
  readonly id: string;
  readonly provider: string;
  readonly modelId: string;
  /** What to ask the provider for: `modelId`, or what a local server calls its model. */
  readonly callAs: string;
  readonly name: string;
  readonly kind: ModelKind;
  readonly api: WireApi;
  readonly contextWindow: number;
  readonly maxOutput: number;
  /** What is wrong with it, whoever could reach it; NULL when in order. Access and rates are asked for apart. */
  readonly offDutyReason: string | null;
};

/** One edition of an agent with all that a quote, a hire and a run need. A run pins it. */
export type AgentEdition = {
  readonly agentId: string;
  readonly versionId: string;
  readonly version: number;
  readonly slug: string;
  readonly name: string;
  /** What the model is told: the agent's own words, and which skills it has. */
  readonly instructions: string;
  /** The files of its skills, below `skills/` of a run's workspace. */
  readonly skillFiles: readonly schema.AgentFile[];
  readonly tools: readonly string[];
  readonly markupBps: number;
  readonly maxSteps: number;
  readonly maxOutputPerStep: number;
  readonly model: AgentModel;
};

const editions = (tx: Tx) =>
  tx
    .select({ agent: schema.agents, version: schema.agentVersions, model: schema.models })
    .from(schema.agentVersions)
    .innerJoin(schema.agents, eq(schema.agents.id, schema.agentVersions.agentId))
    .innerJoin(schema.models, eq(schema.models.id, schema.agentVersions.modelId));

/** The edition of an agent that is for hire now, unlisted ones too; NULL when there is no such agent. */
export async function findForHire(tx: Tx, slug: string): Promise<AgentEdition | null> {
  const [row] = await editions(tx)
    .where(eq(schema.agents.slug, slug))
    .orderBy(desc(schema.agentVersions.version))
    .limit(1);
  return row ? toEdition(row) : null;
}

/** The edition that a run has pinned. */
export async function getEdition(tx: Tx, versionId: string): Promise<AgentEdition> {
  const [row] = await editions(tx).where(eq(schema.agentVersions.id, versionId));
  if (!row) throw new Error(`there is no agent version ${versionId}`);
  return toEdition(row);
}

/** An agent's edition with its listing and its model, as they stand in the database. */
export type AgentRow = {
  readonly agent: typeof schema.agents.$inferSelect;
  readonly version: typeof schema.agentVersions.$inferSelect;
  readonly model: typeof schema.models.$inferSelect;
};

function toEdition({ agent, version, model }: AgentRow): AgentEdition {
  const files = version.files ?? [];
  return {
    agentId: agent.id,
    versionId: version.id,
    version: version.version,
    slug: agent.slug,
    name: version.name,
    instructions: withSkills(version.instructions, readSkills(files, [])),
    skillFiles: files.filter(({ path }) => path !== AGENT_FILE),
    tools: version.tools,
    markupBps: version.markupBps,
    maxSteps: version.maxSteps,
    maxOutputPerStep: version.maxOutputPerStep,
    model: {
      id: model.id,
      provider: model.provider,
      modelId: model.modelId,
      callAs: model.servedAs ?? model.modelId,
      name: model.name,
      kind: model.kind,
      api: model.api,
      contextWindow: model.contextWindow,
      maxOutput: model.maxOutput,
      offDutyReason: computeModelFault(model),
    },
  };
}
