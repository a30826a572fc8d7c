import { sql } from "drizzle-orm";
import { storableText } from "#kernel";
import type { Tx } from "#platform";
import type { AssistantPart, JournalCall, JournalStep, ModelReply, Reserved } from "#runtime";
import type { ClaimedRun } from "./claim-run";
import { storable } from "./storable";

type NewStep = { readonly claim: ClaimedRun; readonly attempt: Reserved; readonly reply: ModelReply };

const PENDING = { state: "pending", isAllowed: false, answer: null } as const;

function partOf(part: AssistantPart): AssistantPart {
  const opaque = part.opaque ? { opaque: part.opaque } : {};
  if (part.type !== "toolCall") return { type: part.type, text: storableText(part.text), ...opaque };
  return {
    type: "toolCall",
    callId: storableText(part.callId),
    name: storableText(part.name),
    args: storable(part.args),
    ...opaque,
  };
}

/** The step as it will be written: its texts made fit for the database. */
function stepOf({ attempt, reply }: NewStep): JournalStep {
  const parts = reply.parts.map(partOf);
  const calls = parts
    .flatMap((part) => (part.type === "toolCall" ? [part] : []))
    .map(({ callId, name, args }, position): JournalCall => ({ position, callId, name, args, ...PENDING }));
  return { no: attempt.step, parts, finish: reply.finish, calls };
}

/** Writes steps and the tool calls they ask for. @returns them as written, in their order */
export async function writeSteps(tx: Tx, news: readonly NewStep[]): Promise<JournalStep[]> {
  const written = news.map((one) => ({ ...one, step: stepOf(one) }));
  const steps = written.map(({ claim, attempt, step: { no, parts, finish } }) => ({
    run_id: claim.runId,
    no,
    org_id: claim.scope.orgId,
    attempt_id: attempt.attemptId,
    parts,
    finish,
  }));
  // The arguments travel as text: as JSON, `null` would become the database's.
  const calls = written.flatMap(({ claim, step }) =>
    step.calls.map(({ position, callId, name, args }) => ({
      run_id: claim.runId,
      step_no: step.no,
      position,
      org_id: claim.scope.orgId,
      call_id: callId,
      name,
      args: JSON.stringify(args),
    })),
  );
  await tx.execute(sql`
    with step as (
      insert into steps (run_id, no, org_id, attempt_id, parts, finish)
      select * from json_to_recordset(${JSON.stringify(steps)})
        as s (run_id uuid, no int, org_id uuid, attempt_id uuid, parts jsonb, finish text)
    )
    insert into tool_calls (run_id, step_no, position, org_id, call_id, name, args, state)
    select run_id, step_no, position, org_id, call_id, name, args::jsonb, 'pending'
    from json_to_recordset(${JSON.stringify(calls)})
      as c (run_id uuid, step_no int, position int, org_id uuid, call_id text, name text, args text)`);
  return written.map(({ step }) => step);
}
