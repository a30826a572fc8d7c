import { sql } from "drizzle-orm";
import { isId, type OrgScope } from "#kernel";
import { withOrg } from "#platform";

/**
 * What the agents of an invoice or a credit note were called when they worked, by run. The documents themselves carry slugs:
 * a name may change, and what is sealed may not.
 */
export async function getAgentNames(scope: OrgScope, documentId: string): Promise<Readonly<Record<string, string>>> {
  if (!isId(documentId)) return {};
  const { rows } = await withOrg(scope, (tx) =>
    tx.execute<{ run_id: string; name: string }>(sql`
      select distinct e.run_id, v.name from (
        select event_id from invoice_lines where invoice_id = ${documentId}
        union all select d.event_id from invoice_adjustments a join rerate_deltas d on d.id = a.delta_id
          where a.invoice_id = ${documentId}
        union all select event_id from credit_note_lines where credit_note_id = ${documentId}
      ) l
        join usage_events e on e.attempt_id = l.event_id
        join runs r on r.id = e.run_id
        join agent_versions v on v.id = r.agent_version_id`),
  );
  return Object.fromEntries(rows.map(({ run_id, name }) => [run_id, name]));
}
