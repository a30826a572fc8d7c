import { sql } from "drizzle-orm";
import { isId, type OrgScope } from "#kernel";
import { withOrg } from "#platform";

/**
 * What the agents of an invoice or a credit note were called when they worked, by run, and those of its calls that a verifier
 * made, by attempt. The documents themselves carry the slug of the run's agent alone: a name may change, and what is sealed
 * may not.
 */
export async function getAgentNames(scope: OrgScope, documentId: string): Promise<Readonly<Record<string, string>>> {
  if (!isId(documentId)) return {};
  const { rows } = await withOrg(scope, (tx) =>
    tx.execute<{ run_id: string; name: string; verification: string | null; verifier: string | null }>(sql`
      select distinct e.run_id, v.name, case when w.id is not null then e.attempt_id end as verification, w.name as verifier from (
        select event_id from invoice_lines where invoice_id = ${documentId}
        union all select d.event_id from invoice_adjustments a join rerate_deltas d on d.id = a.delta_id
          where a.invoice_id = ${documentId}
        union all select event_id from credit_note_lines where credit_note_id = ${documentId}
      ) l
        join usage_events e on e.attempt_id = l.event_id
        join runs r on r.id = e.run_id
        join agent_versions v on v.id = r.agent_version_id
        join jobs j on j.id = e.job_id
        left join agent_versions w on w.id = j.verifier_version_id and e.purpose = 'verification'`),
  );
  return Object.fromEntries(
    rows.flatMap(({ run_id, name, verification, verifier }) => [
      [run_id, name],
      ...(verification !== null && verifier !== null ? [[verification, verifier]] : []),
    ]),
  );
}
