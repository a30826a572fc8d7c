/** What a run is told first: the client's brief word for word; for a delegated one its task, with the brief as background. */
export const openingOf = (brief: string, task: string | null): string =>
  task === null
    ? brief
    : `${task}

---
Your manager gave you this task, which is your brief; hand your work over to the manager with deliver. It is a part of the job below, which the client posted. That is background only: others do the rest.

${brief}`;
