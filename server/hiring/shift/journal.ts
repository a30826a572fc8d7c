import { and, eq, sql } from "drizzle-orm";
import { rejections, toolCalls } from "#drizzle/schema/index";
import { announce, appendEvents } from "#events";
import { storableText, systemClock } from "#kernel";
import { withOrg } from "#platform";
import type { Journal } from "#runtime";
import { delegationsOf, employ, type MadeFile } from "../crew/employ";
import { storeFile } from "../files/store-file";
import { takeMessages } from "../messages/take-messages";
import { changeRun } from "../run-changes";
import { openWaits, readOpenWaits } from "../waits/open-waits";
import { answerCalls, recordAnswers } from "./answer-calls";
import { callEvents } from "./call-events";
import { checkedEvent } from "./checked-event";
import type { ClaimedRun } from "./claim-run";
import { createDrafter } from "./drafter";
import { failAtOurExpense, failRun } from "./fail-run";
import { keepDeliverable, storeDelivery } from "./keep-deliverable";
import { readStory } from "./story";
import type { Writer } from "./writer";

/** The journal of one claimed run: each write is one transaction under the run's lock and epoch, and the job's lock. */
export function createJournal(claim: ClaimedRun, { keep, carry, write, writeAsSystem }: Writer): Journal {
  const { scope, runId, jobId } = claim;
  const draft = createDrafter(scope, jobId, runId);

  return {
    read: () => withOrg(scope, (tx) => readStory(tx, claim)),
    readMessages: (step) => write((tx, run) => takeMessages(tx, run, step)),
    begin: (step, position) =>
      write(async (tx) => {
        await tx
          .update(toolCalls)
          .set({ state: "started", startedAt: sql`now()` })
          .where(isCall(runId, step, position));
      }),
    async wait(step, waits, made) {
      const delegations = delegationsOf(waits);
      // Bytes first, as for a delivery.
      const stored: MadeFile[] = [];
      for (const { absolutePath, path } of delegations.length > 0 ? made : []) {
        stored.push({ ...(await storeFile(absolutePath, path)), path });
      }
      // People's addresses are the system's to read; the lock and the epoch are the same.
      return writeAsSystem(async (tx, run) => {
        // Nobody works on a run that waits, so nobody else would hear of the wish, and its crew would go on for nothing.
        if (run.cancelRequestedBy !== null) {
          const data = { by: run.cancelRequestedBy };
          await changeRun(tx, run, "cancelled", null, [{ runId, type: "run.cancelled", data }]);
          return null;
        }
        const refusals = await employ(tx, run, step, delegations, stored);
        const refused = delegations.flatMap(({ position }) => {
          const content = refusals.get(position);
          return content === undefined ? [] : [{ position, name: "delegate", content, isError: true, ms: 0 }];
        });
        await answerCalls(tx, [{ claim, answers: [{ step, calls: refused }] }]);
        await appendEvents(tx, scope.orgId, jobId, callEvents(runId, step, refused));
        const needs = waits.filter(({ position }) => position === null || !refusals.has(position));
        if (needs.length === 0 && (await readOpenWaits(tx, runId)).length === 0) return refused;
        await openWaits(tx, run, step, needs, systemClock);
        return null;
      });
    },
    keepCalls: keep,
    async recordCalls(step, calls) {
      await carry((kept) => recordAnswers({ claim, answers: [...kept, { step, calls }] }));
      announce(jobId);
    },
    async reject(delivery, step, calls, inspection) {
      // What a manager reviews is not the client's to take.
      const isLast = inspection.round >= inspection.rounds && claim.task === null;
      const stored = isLast ? await storeDelivery(delivery) : [];
      await write(async (tx, run) => {
        await answerCalls(tx, [{ claim, answers: [{ step, calls }] }]);
        const reasons = inspection.reasons.map(storableText);
        await tx.insert(rejections).values({ runId, stepNo: step, orgId: scope.orgId, reasons });
        if (isLast) await keepDeliverable(tx, run, delivery, stored, { unverified: null, unmet: reasons });
        const news = [...callEvents(runId, step, calls), checkedEvent(runId, step, inspection)];
        await appendEvents(tx, scope.orgId, jobId, news);
      });
    },
    async deliver(delivery, step, calls, read, inspection) {
      const stored = await storeDelivery(delivery);
      return write(async (tx, run) => {
        if (read !== null && run.messages > read) return false;
        await answerCalls(tx, [{ claim, answers: [{ step, calls }] }]);
        const unverified = inspection?.unverified ?? null;
        const handed = await keepDeliverable(tx, run, delivery, stored, { unverified, unmet: null });
        await changeRun(tx, run, "delivered", null, [
          ...callEvents(runId, step, calls),
          ...(inspection ? [checkedEvent(runId, step, inspection)] : []),
          { runId, type: "run.delivered", data: handed },
        ]);
        return true;
      });
    },
    async fail(reason, fault) {
      const text = storableText(reason);
      if (fault === "task") return write((tx, run) => failRun(tx, run, text));
      // Invoices may have to be corrected: that is the system's to do, under the same lock and epoch.
      return writeAsSystem((tx, run) => failAtOurExpense(tx, run, text));
    },
    draft,
  };
}

const isCall = (runId: string, step: number, position: number) =>
  and(eq(toolCalls.runId, runId), eq(toolCalls.stepNo, step), eq(toolCalls.position, position));
