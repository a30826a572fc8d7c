import type { Tx } from "#platform";
import { type ConnectorRow, readTools, type ToolRow } from "./rows";
import type { ConnectorToolView, ConnectorView } from "./schema";
import { openHeaders } from "./secrets";

export async function viewOf(tx: Tx, row: ConnectorRow): Promise<ConnectorView> {
  const { slug, name, auth, url, program, status, problem, answeredAt, createdBy, createdAt } = row;
  const tools = await readTools(tx, row.id);
  return {
    slug,
    name,
    auth,
    url,
    program,
    headers: Object.keys(openHeaders(row)),
    status,
    problem,
    answeredAt: answeredAt?.toISOString() ?? null,
    createdBy,
    createdAt: createdAt.toISOString(),
    tools: tools.filter(({ goneAt }) => goneAt === null).map(toolView),
  };
}

const toolView = ({ name, callName, description, permission, changedAt, ...tool }: ToolRow): ConnectorToolView => ({
  name,
  callName,
  description,
  readOnly: tool.isReadOnly,
  idempotent: tool.isIdempotent,
  permission,
  changedAt: changedAt?.toISOString() ?? null,
});
