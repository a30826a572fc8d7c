import { writeDraft } from "#events";
import type { OrgScope } from "#kernel";
import { logFor } from "#platform";

/** A viewer sees streaming text about four times a second. */
const EVERY_MS = 250;

/**
 * Writes the newest text of a run now and then, one write at a time; what is overtaken meanwhile is dropped. Drafts are a
 * courtesy: a failed write is logged and forgotten.
 */
export function createDrafter(scope: OrgScope, jobId: string, runId: string): (step: number, text: string) => void {
  let latest: { step: number; text: string } | null = null;
  let isScheduled = false;

  async function flush(): Promise<void> {
    const draft = latest;
    latest = null;
    if (draft) {
      await writeDraft(scope, jobId, { runId, ...draft }).catch((error) =>
        logFor({ module: "drafts", runId, orgId: scope.orgId }).debug({ err: error }, "a draft was not written"),
      );
    }
    isScheduled = false;
    if (latest) schedule();
  }

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setTimeout(() => void flush(), EVERY_MS).unref();
  }

  return (step, text) => {
    latest = { step, text };
    schedule();
  };
}
