"use server";

import { revalidatePath } from "next/cache";
import type { BudgetOrder } from "#billing";
import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";

/** Does something, shows what it changed, and tells the form how it went. */
async function answer(act: () => Promise<string>): Promise<FormState> {
  try {
    const message = await act();
    revalidatePath("/budgets");
    return { ok: true, message };
  } catch (error) {
    const state = refusalOf(error);
    if (!state || state.ok) return state;
    // "alertPercents.0" stands at the field of all alerts, and a subject's id at its choice.
    const field = state.field?.split(".")[0] ?? null;
    return { ...state, field: field === "subjectId" ? "subject" : field };
  }
}

/** "50, 80" as numbers; what is none is for the procedure to refuse. */
const percentsOf = (text: string): number[] =>
  text
    .split(/[\s,;%]+/)
    .filter(Boolean)
    .map(Number);

export const setBudget = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    // "project:<id>". Whether it is a kind at all is for the procedure to say: it reads whatever a form sends.
    const [kind = "", subjectId] = textOf(form, "subject").split(":");
    const { name, limit } = await (await api()).budgets.set({
      kind: kind as BudgetOrder["kind"],
      ...(subjectId ? { subjectId } : {}),
      limit: textOf(form, "limit"),
      alertPercents: percentsOf(textOf(form, "alertPercents")),
    });
    return `The budget of ${name} is $${limit}.`;
  });

export const removeBudget = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    await (await api()).budgets.remove({ budgetId: textOf(form, "budgetId") });
    return "Removed.";
  });

const projectOf = (form: FormData) => ({ name: textOf(form, "name"), costCentre: textOf(form, "costCentre") });

export const createProject = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    const { name } = await (await api()).projects.create(projectOf(form));
    return `“${name}” is open for jobs.`;
  });

export const renameProject = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    await (await api()).projects.rename({ projectId: textOf(form, "projectId"), ...projectOf(form) });
    return "Saved.";
  });

export const archiveProject = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    await (await api()).projects.archive({ projectId: textOf(form, "projectId") });
    return "Archived.";
  });
