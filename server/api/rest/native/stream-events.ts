import { watchJob } from "#events";
import { getJob } from "#hiring";
import { InvalidInput } from "#kernel";
import { eventSeq } from "../../inputs";
import { requireMember } from "../../require-member";
import { streamOf } from "../byte-stream";
import type { NativeRoute } from "../route";
import { eventStream } from "../sse";

const permission = "job.read";
const HEARTBEAT_MS = 15_000;

export const streamEvents: NativeRoute = {
  method: "GET",
  path: "/jobs/{jobId}/events",
  accept: "text/event-stream",
  summary: "What happens on a job, live",
  tag: "Jobs",
  permission,
  content: {
    mediaType: "text/event-stream",
    description:
      "Every event with its `seq` as id, and `draft` events with text that an agent is streaming. Resumes behind Last-Event-ID.",
  },
  parameters: [
    { name: "Last-Event-ID", in: "header", description: "The last event that was read, instead of `after`" },
  ],
  async answer({ request, params, query, ctx }) {
    const scope = requireMember(ctx, permission);
    const after = readAfter(request.headers.get("last-event-id") ?? query.after ?? "0");
    const jobId = params.jobId ?? "";
    // Refused here, while the answer can still be a 404.
    await getJob(scope, jobId);
    const gone = new AbortController();
    const signal = AbortSignal.any([gone.signal, request.signal]);
    const frames = eventStream(watchJob(scope, jobId, after, signal), HEARTBEAT_MS);
    return new Response(
      streamOf(frames, () => gone.abort()),
      {
        headers: {
          "content-type": "text/event-stream; charset=utf-8",
          // Compression and proxies would hold events back to fill their buffers.
          "cache-control": "no-store, no-transform",
          "x-accel-buffering": "no",
        },
      },
    );
  },
};

function readAfter(text: string): number {
  const parsed = eventSeq.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidInput("after", "The number of the last event that was read must be a whole number, for example 0.");
}
