import { type Span, SpanKind } from "@opentelemetry/api";
import { eq } from "drizzle-orm";
import { runs } from "#drizzle/schema/index";
import { formatUsd } from "#kernel";
import { isTelemetryOn, withOrg } from "#platform";
import type { Assignment, Journal, Meter, ShiftEnd, ShiftPorts, Tool } from "#runtime";
import type { ClaimedRun } from "../shift/claim-run";
import { observeProvider, providerName } from "./observe-model";
import { beginSpan, markFailed, typeOf } from "./spans";

type Work = (assignment: Assignment, ports: ShiftPorts) => Promise<ShiftEnd>;

/**
 * Works on a shift and tells a collector of it, in the words of the GenAI conventions: the run's shift, below it its
 * steps, below each its model calls and tools. The loop knows nothing of it: what it works with is wrapped. Ids, names
 * and counts are told, never what a client, an agent or a tool said. Where telemetry is off, nothing is wrapped.
 */
export async function observeShift(
  claim: ClaimedRun,
  assignment: Assignment,
  ports: ShiftPorts,
  work: Work,
): Promise<ShiftEnd> {
  if (!isTelemetryOn()) return work(assignment, ports);
  const shift = beginShift(claim);
  const steps = stepSpans(shift);
  try {
    const end = await work(
      {
        ...assignment,
        provider: observeProvider(assignment.provider, claim.runId, steps.current),
        tools: assignment.tools.map((tool) => observeTool(tool, steps.current)),
      },
      {
        ...ports,
        meter: observeMeter(ports.meter, steps.enter),
        verifier: observeVerifier(ports.verifier, claim.runId, steps.current),
        journal: observeDelivery(ports.journal, steps.current),
      },
    );
    shift.setAttribute("hireling.shift.end", end);
    if (end === "failed") markFailed(shift, "run_failed");
    await tellTotals(claim, shift);
    return end;
  } catch (error) {
    markFailed(shift, typeOf(error));
    throw error;
  } finally {
    steps.end();
    shift.end();
  }
}

function beginShift({ scope, runId, jobId, leaseEpoch, tier, agent }: ClaimedRun): Span {
  return beginSpan(`invoke_agent ${agent.name}`, SpanKind.INTERNAL, {
    "gen_ai.operation.name": "invoke_agent",
    "gen_ai.provider.name": providerName(agent.model.provider),
    "gen_ai.agent.id": agent.slug,
    "gen_ai.agent.name": agent.name,
    "gen_ai.agent.version": String(agent.version),
    "gen_ai.conversation.id": runId,
    "gen_ai.request.model": agent.model.callAs,
    "hireling.run.id": runId,
    "hireling.job.id": jobId,
    "hireling.organization.id": scope.orgId,
    "hireling.shift.epoch": leaseEpoch,
    "hireling.tier": tier,
  });
}

/** A span for each step. One lasts until the next begins, so that it has its model call, all its attempts and its tools. */
function stepSpans(shift: Span) {
  let open: { readonly step: number; readonly span: Span } | null = null;
  return {
    enter(step: number): void {
      if (open?.step === step) return;
      open?.span.end();
      open = { step, span: beginSpan(`step ${step}`, SpanKind.INTERNAL, { "hireling.step": step }, shift) };
    },
    /** The step under way; the shift itself for tools of a step that another shift began. */
    current: (): Span => open?.span ?? shift,
    end: (): void => open?.span.end(),
  };
}

const observeMeter = (meter: Meter, enter: (step: number) => void): Meter => ({
  ...meter,
  reserve(bounds) {
    enter(bounds.step);
    return meter.reserve(bounds);
  },
});

const observeVerifier = (
  verifier: ShiftPorts["verifier"],
  runId: string,
  parent: () => Span,
): ShiftPorts["verifier"] =>
  verifier === null || "unavailable" in verifier
    ? verifier
    : { ...verifier, provider: observeProvider(verifier.provider, runId, parent) };

const toolSpan = (name: string, parent: Span): Span =>
  beginSpan(
    `execute_tool ${name}`,
    SpanKind.INTERNAL,
    { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": name, "gen_ai.tool.type": "function" },
    parent,
  );

async function inSpan<T>(span: Span, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    markFailed(span, typeOf(error));
    throw error;
  } finally {
    span.end();
  }
}

const observeTool = (tool: Tool, parent: () => Span): Tool => ({
  ...tool,
  run(args, context) {
    const span = toolSpan(tool.name, parent());
    return inSpan(span, async () => {
      const output = await tool.run(args, context);
      if ("isError" in output && output.isError) markFailed(span, "tool_error");
      return output;
    });
  },
});

/** `deliver` is no tool that runs: the journal hands the work over. */
const observeDelivery = (journal: Journal, parent: () => Span): Journal => ({
  ...journal,
  deliver: (...handed) => inSpan(toolSpan("deliver", parent()), () => journal.deliver(...handed)),
});

/** What the run has come to. US dollars as a decimal string: money is never a floating-point number. */
async function tellTotals({ scope, runId }: ClaimedRun, shift: Span): Promise<void> {
  const [run] = await withOrg(scope, (tx) =>
    tx.select({ steps: runs.steps, cost: runs.cost }).from(runs).where(eq(runs.id, runId)),
  );
  if (run) shift.setAttributes({ "hireling.run.steps": run.steps, "hireling.run.cost_usd": formatUsd(run.cost) });
}
