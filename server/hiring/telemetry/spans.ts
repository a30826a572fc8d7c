import { type Attributes, ROOT_CONTEXT, type Span, type SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";

const tracer = () => trace.getTracer("hireling");

/** Begins a span below another. No context travels on its own: the loop is told its parent, and nothing else is traced. */
export const beginSpan = (name: string, kind: SpanKind, attributes: Attributes, parent?: Span): Span =>
  tracer().startSpan(name, { kind, attributes }, parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT);

/**
 * Marks a span as one of something that went wrong.
 * @param type a word from a closed list; never a message, which may hold what a client wrote
 */
export function markFailed(span: Span, type: string): void {
  span.setAttribute("error.type", type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** What an exception is, without what it says. */
export const typeOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");
