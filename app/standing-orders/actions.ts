"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";
import type { Job } from "@/_trpc/types";
import { cronOf, OWN_TIMETABLE } from "./_orders/frequency";

/** Orders a job that there is to be posted again and again. */
export async function createOrder(_: FormState, form: FormData): Promise<FormState> {
  let created: string;
  try {
    const { jobs, standingOrders } = await api();
    const job = await jobs.get({ jobId: textOf(form, "jobId") });
    const order = await standingOrders.create({
      title: textOf(form, "title"),
      brief: job.brief,
      // Those that were hired, and not those that went on from their work.
      agents: job.crew ?? job.runs.filter(({ continues }) => continues === null).map(({ agent }) => agent),
      mode: job.mode,
      tier: job.tier,
      fileIds: job.files.map(({ id }) => id),
      projectId: job.project?.id,
      runBudget: job.runBudget ?? undefined,
      connectors: job.connectors.length > 0 ? job.connectors : undefined,
      ...repeatedTerms(job),
      budget: textOf(form, "budget"),
      monthLimit: textOf(form, "monthLimit"),
      cron: enteredCron(form),
      timeZone: textOf(form, "timeZone"),
      idempotencyKey: textOf(form, "idempotencyKey"),
    });
    created = order.id;
  } catch (error) {
    return refusalOf(error);
  }
  redirect(`/standing-orders/${created}`);
}

/** The five fields that were chosen in words, or written. */
function enteredCron(form: FormData): string {
  const [frequency, entered] = [textOf(form, "frequency"), textOf(form, "cron")];
  return frequency === OWN_TIMETABLE ? entered : cronOf(frequency, entered);
}

/** What the job says about asking and checking, as an order says it. */
function repeatedTerms({ askBefore, acceptance }: Job) {
  return {
    askBefore: askBefore
      ? { stepAbove: askBefore.stepAbove ?? undefined, spentPercent: askBefore.spentPercent ?? undefined }
      : undefined,
    acceptance: acceptance
      ? {
          checks: acceptance.checks,
          rounds: acceptance.rounds,
          criteria: acceptance.criteria ?? undefined,
          verifier: acceptance.verifier?.slug,
        }
      : undefined,
  };
}

const answer = async (act: () => Promise<string>): Promise<FormState> => {
  try {
    const message = await act();
    revalidatePath("/standing-orders", "layout");
    return { ok: true, message };
  } catch (error) {
    return refusalOf(error);
  }
};

export const changeOrder = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    await (await api()).standingOrders.change({
      standingOrderId: textOf(form, "standingOrderId"),
      cron: enteredCron(form),
      timeZone: textOf(form, "timeZone"),
      monthLimit: textOf(form, "monthLimit"),
    });
    return "Saved.";
  });

export const pauseOrder = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    await (await api()).standingOrders.pause({ standingOrderId: textOf(form, "standingOrderId") });
    return "Paused.";
  });

export const resumeOrder = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    await (await api()).standingOrders.resume({ standingOrderId: textOf(form, "standingOrderId") });
    return "It goes on.";
  });

export const endOrder = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    await (await api()).standingOrders.end({ standingOrderId: textOf(form, "standingOrderId") });
    return "Ended.";
  });
