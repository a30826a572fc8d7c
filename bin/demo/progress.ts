import { styleText } from "node:util";
import { type EventData, type EventType, type EventView, eventData } from "#events";

const dim = (text: string): string => styleText("dim", text);
const shorten = (text: string, characters: number): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > characters ? `${line.slice(0, characters - 1)}…` : line;
};

/** One event's data, when it is of that type. */
function read<T extends EventType>(event: EventView, type: T): EventData<T> | null {
  return event.type === type ? (eventData[type].parse(event.data) as EventData<T>) : null;
}

/** An event as lines for the terminal; none where it would only be noise. */
export function describeEvent(event: EventView): string[] {
  const queued = read(event, "run.queued");
  if (queued) return [`${queued.agentName} is hired and waits for a seat.`];
  if (event.type === "run.started") return ["At work."];
  const reserved = read(event, "attempt.reserved");
  if (reserved) return [dim(`step ${reserved.step}: at most $${reserved.held} is held`)];
  const settled = read(event, "step.settled");
  if (settled) {
    const { totals } = settled;
    const heading = totals.projectedCost ? `, heading for about $${totals.projectedCost}` : "";
    return [
      `step ${settled.step}: ${shorten(settled.text, 100) || "(no words)"}`,
      ...settled.toolCalls.map((call) => dim(`        → ${call.name} ${shorten(JSON.stringify(call.args), 90)}`)),
      dim(
        `        ${settled.inputTokens} tokens in, ${settled.outputTokens} out: $${settled.cost}  (so far $${totals.cost}${heading})`,
      ),
    ];
  }
  const tool = read(event, "tool.finished");
  if (tool?.isError) return [dim(`        ✗ ${tool.name}: ${shorten(tool.content, 100)}`)];
  const failed = read(event, "attempt.failed");
  if (failed)
    return [`step ${failed.step}, attempt ${failed.attempt} failed: ${shorten(failed.reason, 120)} (not charged)`];
  const backoff = read(event, "run.backoff");
  if (backoff) return [dim(`it waits for ${backoff.provider} until ${backoff.until}: ${backoff.message}`)];
  const waiting = read(event, "run.waiting");
  if (waiting) return [`It waits: ${waiting.message}`];
  const ended = read(event, "run.failed");
  if (ended) return [`It failed: ${ended.reason}`];
  return event.type === "run.delivered" ? ["Delivered."] : [];
}
