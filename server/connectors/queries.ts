import type { OrgScope } from "#kernel";
import { withOrg } from "#platform";
import { programsFor } from "./commands/attach-connector";
import { listRows, requireRow } from "./rows";
import type { ConnectorView, ProgramView } from "./schema";
import { viewOf } from "./views";

/** The connectors of an organization with their tools, by slug. */
export const listConnectors = (scope: OrgScope): Promise<ConnectorView[]> =>
  withOrg(scope, async (tx) => {
    const views: ConnectorView[] = [];
    for (const row of await listRows(tx)) views.push(await viewOf(tx, row));
    return views;
  });

/** @throws NotFound */
export const getConnector = (scope: OrgScope, slug: string): Promise<ConnectorView> =>
  withOrg(scope, async (tx) => viewOf(tx, await requireRow(tx, slug)));

/** The operator's programs that the organization may attach. */
export const listPrograms = (scope: OrgScope): Promise<ProgramView[]> =>
  withOrg(scope, (tx) => programsFor(tx, scope.orgId));
