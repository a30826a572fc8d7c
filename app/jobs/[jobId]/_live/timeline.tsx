"use client";

import { Fragment, useEffect, useRef } from "react";
import { ForkStep } from "./fork-step";
import { isEnded, type LiveRun, type LiveStep, type LiveWait } from "./live-job";
import { RunNote } from "./run-note";
import { Said, Words } from "./said";
import { Step } from "./step";
import { Summarised } from "./summarised";

const NEAR_END_PX = 80;

type TimelineProps = { jobId: string; run: LiveRun; label: string; canControl: boolean; canFork: boolean };

/** Whether another run could begin after it. */
const isDone = ({ settled, calls }: LiveStep): boolean =>
  settled !== null && calls.every(({ result }) => result !== null);

/** What was delegated is being worked on, and asks nothing of the client. */
const isForPeople = ({ subject }: LiveWait): boolean => subject.kind !== "delegation";

/** The steps, newest last. Follows the newest unless the reader has scrolled back. */
export function Timeline({ jobId, run, label, canControl, canFork }: TimelineProps) {
  const region = useRef<HTMLElement>(null);
  const follows = useRef(!isEnded(run));
  const lastStep = run.steps.at(-1)?.step ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever the run shows anew is a reason to follow it
  useEffect(() => {
    if (follows.current && region.current) region.current.scrollTop = region.current.scrollHeight;
  }, [run]);
  return (
    <section
      ref={region}
      aria-label={`What ${label} does`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable with the keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        follows.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
      }}
      className="relative min-h-40 flex-1 overflow-y-auto p-4"
    >
      <ol className="grid grid-cols-1 gap-5">
        {run.continues?.wish ? <Words by="What should be different">{run.continues.wish}</Words> : null}
        {run.steps.map((step) => (
          <Fragment key={step.step}>
            <Said messages={run.messages.filter(({ beforeStep }) => beforeStep === step.step)} isOver={isEnded(run)} />
            {step.compaction ? <Summarised {...step.compaction} /> : null}
            <Step
              jobId={jobId}
              runId={run.id}
              step={step}
              draft={run.draft?.step === step.step ? run.draft.text : null}
              isOver={isEnded(run)}
              asked={run.waits
                .filter(isForPeople)
                .flatMap((wait) => (wait.step === step.step ? (wait.position ?? []) : []))}
              fork={canFork && isDone(step) ? <ForkStep jobId={jobId} runId={run.id} step={step.step} /> : null}
            />
          </Fragment>
        ))}
        <Said messages={run.messages.filter(({ beforeStep }) => beforeStep > lastStep)} isOver={isEnded(run)} />
      </ol>
      <RunNote jobId={jobId} run={run} canControl={canControl} />
    </section>
  );
}
