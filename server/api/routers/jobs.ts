import { tracked } from "@trpc/server";
import { z } from "zod";
import { getJobUsage } from "#billing";
import { eventView, listEvents, type Sighting, watchJob } from "#events";
import {
  acceptJob,
  askForChanges,
  type Continued,
  cancelJob,
  cancelRun,
  changesOrder,
  decide,
  decisionOrder,
  deliverableView,
  disputeOrder,
  forkOrder,
  forkRun,
  getJob,
  getToolAnswer,
  type Hired,
  hire,
  jobOrder,
  jobSummary,
  jobView,
  listDeliverables,
  listJobs,
  listProposals,
  messageOrder,
  openDispute,
  pause,
  postMessage,
  quote,
  quoteJob,
  quoteOrder,
  raiseBudget,
  resume,
  toolAnswerView,
  usd,
} from "#hiring";
import { JOB_STATUSES, type OrgScope } from "#kernel";
import { anId, callPosition, cursor, eventSeq, idempotencyKey, limit, nextCursor, stepNo } from "../inputs";
import { pageOfWhole, paginate } from "../paginate";
import { memberProcedure, router } from "../trpc";
import { jobUsage } from "../views";

const job = z.object({ jobId: anId });
const run = job.extend({ runId: anId });

const steered = job.extend({ runId: anId.optional().describe("This run; absent: all that have not ended") });

const tag = "Jobs";

export const jobsRouter = router({
  quote: memberProcedure("job.hire")
    .meta({ rest: { method: "POST", path: "/quotes", summary: "What a job would cost", tag } })
    .input(quoteOrder)
    .output(quote)
    .mutation(({ ctx, input }) => quoteJob(ctx.scope, input)),

  hire: memberProcedure("job.hire")
    .meta({
      rest: {
        method: "POST",
        path: "/jobs",
        status: 201,
        summary: "Post a job and hire its agents",
        tag,
        idempotent: true,
      },
    })
    .input(jobOrder.extend({ idempotencyKey }))
    .output(jobView)
    .mutation(async ({ ctx, input: { idempotencyKey, ...order } }) =>
      answer(ctx, await hire(ctx.scope, order, { idempotencyKey })),
    ),

  list: memberProcedure("job.read")
    .meta({ rest: { method: "GET", path: "/jobs", summary: "The organization's jobs, newest first", tag } })
    .input(z.object({ limit, cursor, status: z.enum(JOB_STATUSES).optional() }))
    .output(z.object({ jobs: z.array(jobSummary), nextCursor }))
    .query(({ ctx, input }) => listJobs(ctx.scope, input)),

  get: memberProcedure("job.read")
    .meta({ rest: { method: "GET", path: "/jobs/{jobId}", summary: "A job with its runs", tag } })
    .input(job)
    .output(jobView)
    .query(({ ctx, input }) => getJob(ctx.scope, input.jobId)),

  cancel: memberProcedure("job.control")
    .meta({ rest: { method: "POST", path: "/jobs/{jobId}/cancel", summary: "Stop every run of a job", tag } })
    .input(job)
    .output(jobView)
    .mutation(({ ctx, input }) => cancelJob(ctx.scope, input.jobId)),

  cancelRun: memberProcedure("job.control")
    .meta({
      rest: {
        method: "POST",
        path: "/jobs/{jobId}/runs/{runId}/cancel",
        summary: "Stop one run while the others go on",
        tag,
      },
    })
    .input(run)
    .output(jobView)
    .mutation(({ ctx, input }) => cancelRun(ctx.scope, input.jobId, input.runId)),

  raiseBudget: memberProcedure("job.hire")
    .meta({
      rest: { method: "POST", path: "/jobs/{jobId}/budget", summary: "Raise what a job may cost; its runs go on", tag },
    })
    .input(job.extend({ budget: usd.describe("The whole job's new budget, US dollars") }))
    .output(jobView)
    .mutation(({ ctx, input }) => raiseBudget(ctx.scope, input.jobId, input.budget)),

  pause: memberProcedure("job.control")
    .meta({
      rest: {
        method: "POST",
        path: "/jobs/{jobId}/pause",
        summary: "Let those at work finish their step, and then nothing more",
        tag,
      },
    })
    .input(steered)
    .output(jobView)
    .mutation(({ ctx, input }) => pause(ctx.scope, input.jobId, input.runId)),

  resume: memberProcedure("job.control")
    .meta({
      rest: { method: "POST", path: "/jobs/{jobId}/resume", summary: "Let those that are paused go on", tag },
    })
    .input(steered)
    .output(jobView)
    .mutation(({ ctx, input }) => resume(ctx.scope, input.jobId, input.runId)),

  message: memberProcedure("job.control")
    .meta({
      rest: {
        method: "POST",
        path: "/jobs/{jobId}/messages",
        summary: "Write to those at work, or answer what one asked",
        tag,
      },
    })
    .input(job.extend(messageOrder.shape))
    .output(jobView)
    .mutation(({ ctx, input: { jobId, ...order } }) => postMessage(ctx.scope, jobId, order)),

  decide: memberProcedure("job.control")
    .meta({
      rest: {
        method: "POST",
        path: "/jobs/{jobId}/waits/{waitId}/decide",
        summary: "Decide about what a run may do only with your word",
        tag,
      },
    })
    .input(job.extend({ waitId: anId, ...decisionOrder.shape }))
    .output(jobView)
    .mutation(({ ctx, input: { jobId, waitId, ...order } }) => decide(ctx.scope, jobId, waitId, order)),

  changes: memberProcedure("job.hire")
    .meta({
      rest: {
        method: "POST",
        path: "/jobs/{jobId}/changes",
        summary: "Ask for changes of what was delivered: a new run goes on from there",
        tag,
        idempotent: true,
      },
    })
    .input(job.extend({ ...changesOrder.shape, idempotencyKey }))
    .output(jobView)
    .mutation(async ({ ctx, input: { jobId, idempotencyKey, ...order } }) =>
      answer(ctx, await askForChanges(ctx.scope, jobId, order, { idempotencyKey })),
    ),

  fork: memberProcedure("job.hire")
    .meta({
      rest: {
        method: "POST",
        path: "/jobs/{jobId}/forks",
        summary: "Go on from any finished step of a run, in a new run",
        tag,
        idempotent: true,
      },
    })
    .input(job.extend({ ...forkOrder.shape, idempotencyKey }))
    .output(jobView)
    .mutation(async ({ ctx, input: { jobId, idempotencyKey, ...order } }) =>
      answer(ctx, await forkRun(ctx.scope, jobId, order, { idempotencyKey })),
    ),

  accept: memberProcedure("job.accept")
    .meta({ rest: { method: "POST", path: "/jobs/{jobId}/accept", summary: "Accept what was delivered", tag } })
    .input(
      job.extend({
        runId: anId
          .optional()
          .describe("One run's deliverable, or what a failed run proposed; absent: all deliverables"),
      }),
    )
    .output(jobView)
    .mutation(({ ctx, input: { jobId, runId } }) => acceptJob(ctx.scope, jobId, { runId })),

  dispute: memberProcedure("job.accept")
    .meta({
      rest: {
        method: "POST",
        path: "/jobs/{jobId}/dispute",
        summary: "Complain about what was delivered; the staff decide",
        tag,
      },
    })
    .input(job.extend(disputeOrder.shape))
    .output(jobView)
    .mutation(({ ctx, input: { jobId, ...order } }) => openDispute(ctx.scope, jobId, order)),

  deliverables: memberProcedure("job.read")
    .meta({ rest: { method: "GET", path: "/jobs/{jobId}/deliverables", summary: "What the runs handed over", tag } })
    .input(job.extend(pageOfWhole))
    .output(
      z.object({
        deliverables: z.array(deliverableView),
        proposals: z.array(deliverableView).meta({
          description: "What failed runs last wanted to hand over; accept one all the same by its runId",
        }),
        nextCursor,
      }),
    )
    .query(async ({ ctx, input: { jobId, ...page } }) => {
      const { page: deliverables, nextCursor } = paginate(await listDeliverables(ctx.scope, jobId), page);
      return { deliverables, proposals: await listProposals(ctx.scope, jobId), nextCursor };
    }),

  usage: memberProcedure("bill.read")
    .meta({ rest: { method: "GET", path: "/jobs/{jobId}/usage", summary: "Every charge of a job, line by line", tag } })
    .input(job)
    .output(jobUsage)
    .query(({ ctx, input }) => getJobUsage(ctx.scope, input.jobId)),

  events: memberProcedure("job.read")
    .meta({ rest: { method: "GET", path: "/jobs/{jobId}/events", summary: "What happened on a job, in order", tag } })
    .input(
      job.extend({
        after: eventSeq.default(0).describe("Only events after this number"),
        cursor: eventSeq.optional().describe("`nextCursor` of the page before, which is the number of its last event"),
        limit,
      }),
    )
    .output(z.object({ events: z.array(eventView), nextCursor }))
    .query(async ({ ctx, input: { jobId, after, cursor, limit } }) => {
      const events = await listEvents(ctx.scope, jobId, { after: cursor ?? after, limit });
      const last = events.length === limit ? events.at(-1) : undefined;
      return { events, nextCursor: last ? String(last.seq) : null };
    }),

  toolAnswer: memberProcedure("job.read")
    .meta({
      rest: {
        method: "GET",
        path: "/jobs/{jobId}/runs/{runId}/steps/{step}/calls/{position}",
        summary: "All of what a tool answered; events have its beginning",
        tag,
      },
    })
    .input(run.extend({ step: stepNo, position: callPosition }))
    .output(toolAnswerView)
    .query(({ ctx, input }) => getToolAnswer(ctx.scope, input)),

  /** Follows a job from `lastEventId` on, without a gap or a repetition; drafts come in between and carry no number. */
  watch: memberProcedure("job.read")
    .input(job.extend({ lastEventId: eventSeq.nullish() }))
    .subscription(async ({ ctx, input, signal }) => {
      // Refused here, while the answer can still be a 404.
      await getJob(ctx.scope, input.jobId);
      return watch(ctx.scope, input.jobId, input.lastEventId ?? 0, signal ?? new AbortController().signal);
    }),
});

/** The job, and whether this request had been made before. */
function answer(ctx: { readonly responseHeaders: Headers }, { job, replayed }: Hired | Continued) {
  if (replayed) ctx.responseHeaders.set("idempotency-replayed", "true");
  return job;
}

async function* watch(scope: OrgScope, jobId: string, after: number, signal: AbortSignal) {
  for await (const sighting of watchJob(scope, jobId, after, signal)) {
    if (sighting.kind === "event") yield tracked(String(sighting.event.seq), sighting satisfies Sighting);
    else yield sighting satisfies Sighting;
  }
}
