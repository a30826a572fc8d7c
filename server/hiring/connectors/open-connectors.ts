import { type ConnectorTool, connectJob } from "#connectors";
import { outsideTool, type Tool } from "#runtime";
import type { ClaimedRun } from "../shift/claim-run";
import { tellConnectorNews } from "./tell-connector-news";

/** A connector's call ends by itself a little before this, milliseconds. */
const QUIET_MS = 200_000;

/**
 * The tools of the connectors that the client chose for a run's job. None of them is connected before it is called.
 * @returns also what ends their sessions, after the shift
 */
export async function openConnectors({ scope, jobId }: Pick<ClaimedRun, "scope" | "jobId">): Promise<{
  readonly tools: readonly Tool[];
  readonly close: () => Promise<void>;
}> {
  const { tools, close } = await connectJob(scope, jobId, tellConnectorNews);
  return { tools: tools.map(toolOf), close };
}

const toolOf = (tool: ConnectorTool): Tool =>
  outsideTool({
    name: tool.callName,
    whose: `${tool.connector} (${tool.name})`,
    description: tool.description,
    // What a server says of its tool proves nothing. But a person has seen it with the tool, and a change of it is noticed.
    effect: tool.isIdempotent ? "idempotent" : "side-effecting",
    permission: tool.permission,
    parameters: tool.inputSchema,
    quietMs: QUIET_MS,
    call: (args, { signal, callKey }) => tool.call({ args, key: callKey, signal }),
  });
