import type { AcceptanceCheck } from "#runtime";

/** How many managers may stand above a run. */
export const MAX_DEPTH = 2;
/** Tasks of one step, side by side. */
export const MAX_TASKS_PER_STEP = 8;
/** Tasks of one job, those that were sent back included. */
export const MAX_TASKS_PER_JOB = 24;

/** A task as a manager's call asks for it. */
export type Delegation = {
  /** The call's place in its step. */
  readonly position: number;
  /** A slug. */
  readonly agent: string;
  readonly task: string;
  /** The lane whose work is gone on from; null for a new task. */
  readonly revise: number | null;
  /** What has to hold before its work is handed back. */
  readonly checks: readonly AcceptanceCheck[];
};

/** One of the crew. */
type Member = {
  readonly slug: string;
  /** Why it cannot work now; null when it can. */
  readonly offDuty: string | null;
  /** On so many tasks side by side. */
  readonly places: number;
  /** Those of the job that it works on. */
  readonly atWork: number;
};

/** Work that came back to this manager. */
type Returned = { readonly lane: number; readonly slug: string; readonly hasDelivered: boolean };

export type CrewState = {
  /** Tasks that the job has delegated so far, at any depth, and those of this very step. */
  readonly ofJob: number;
  readonly ofStep: number;
  readonly members: readonly Member[];
  readonly returned: readonly Returned[];
};

/** What becomes of a task: it is given, or it is not, with the reason and what to do for the manager. */
export type Verdict = { readonly wanted: Delegation; readonly refusal: string | null };

/** Decides which tasks of a step are given, in the order of its calls; each that is given counts for those after it. */
export function computeVerdicts(wanted: readonly Delegation[], state: CrewState): Verdict[] {
  const given: Delegation[] = [];
  return [...wanted]
    .sort((a, b) => a.position - b.position)
    .map((one) => {
      const refusal = whyNot(one, state, given);
      if (refusal === null) given.push(one);
      return { wanted: one, refusal };
    });
}

function whyNot({ agent, revise }: Delegation, state: CrewState, given: readonly Delegation[]): string | null {
  const member = state.members.find(({ slug }) => slug === agent);
  if (!member) {
    return `There is no ${agent} in your crew. Give the task to one of ${state.members.map(({ slug }) => slug).join(", ")}.`;
  }
  if (member.offDuty !== null)
    return `${agent} is off duty: ${member.offDuty} Give the task to someone else, or do it.`;
  if (state.ofJob + given.length >= MAX_TASKS_PER_JOB) {
    return `This job has delegated its ${MAX_TASKS_PER_JOB} tasks. Do what is left yourself, and deliver.`;
  }
  if (state.ofStep + given.length >= MAX_TASKS_PER_STEP) {
    return `At most ${MAX_TASKS_PER_STEP} tasks are worked on side by side. Delegate this one once they have come back.`;
  }
  const busy = member.atWork + given.filter((other) => other.agent === agent).length;
  if (busy >= member.places) {
    const hired = member.places === 1 ? `one ${agent}` : `${member.places} of ${agent}`;
    return `The client hired ${hired}, and all work on a task. Delegate this one once they have come back, or to someone else.`;
  }
  return revise === null ? null : whyNotRevised(agent, revise, state, given);
}

function whyNotRevised(
  agent: string,
  lane: number,
  { returned }: CrewState,
  given: readonly Delegation[],
): string | null {
  const work = returned.find((one) => one.lane === lane);
  if (!work) {
    const lanes = returned.filter(({ hasDelivered }) => hasDelivered).map((one) => one.lane);
    const known = lanes.length > 0 ? `You have work from lanes ${lanes.join(", ")}.` : "None has come back so far.";
    return `No work came back to you from lane ${lane}. ${known}`;
  }
  if (work.slug !== agent) return `Lane ${lane} is the work of ${work.slug}. Send it back to ${work.slug}.`;
  if (!work.hasDelivered)
    return `Lane ${lane} delivered nothing to go on from. Delegate the task anew, without revise.`;
  const isTwice = given.some(({ revise }) => revise === lane);
  return isTwice ? `You send lane ${lane} back twice in one step. Say all that is wrong in one task.` : null;
}
