import { RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { formatTokens } from "@/_components/format-quantity";
import { Money } from "@/_components/money";
import { CheckedWork } from "./checked-work";
import type { LiveAttempt, LiveStep } from "./live-job";
import { ToolCall } from "./tool-call";

type StepProps = {
  jobId: string;
  runId: string;
  step: LiveStep;
  /** What it says so far; NULL before its first word, and when it is settled. */
  draft: string | null;
  /** Whether its run has ended: then an unsettled step stays as it is. */
  isOver: boolean;
  /** Places of its calls that wait for a person. */
  asked: readonly number[];
  /** What begins another run from here. */
  fork: ReactNode;
};

/** One step: the attempts that failed, what the agent said, and the tools it used. */
export function Step({ jobId, runId, step, draft, isOver, asked, fork }: StepProps) {
  const { settled, calls, attempts } = step;
  const text = settled?.text ?? draft;
  return (
    <li className="grid grid-cols-1 gap-2">
      <p className="flex flex-wrap items-baseline gap-x-2 text-xs text-muted tabular-nums">
        <span className="font-medium text-foreground">Step {step.step}</span>
        {settled ? (
          <>
            <span>
              {formatTokens(settled.inputTokens)} in, {formatTokens(settled.outputTokens)} out
            </span>
            <Money usd={settled.cost} className="ml-auto" />
            {fork}
          </>
        ) : null}
      </p>
      {attempts.map((attempt) => (
        <FailedAttempt key={attempt.attempt} attempt={attempt} isLast={attempt === attempts.at(-1)} />
      ))}
      {text ? (
        <p className="wrap-anywhere whitespace-pre-wrap">
          {text}
          {settled ? null : (
            <span aria-hidden className="ml-0.5 inline-block h-[1em] w-0.5 animate-pulse bg-accent align-text-bottom" />
          )}
        </p>
      ) : null}
      {!text && !settled ? <Unsaid isOver={isOver} /> : null}
      {calls.map((call) => (
        <ToolCall
          key={call.position}
          call={call}
          address={{ jobId, runId, step: step.step, position: call.position }}
          unanswered={isOver ? "over" : asked.includes(call.position) ? "asked" : "running"}
        />
      ))}
      {step.checked ? <CheckedWork checked={step.checked} cost={step.verificationCost} /> : null}
    </li>
  );
}

const Unsaid = ({ isOver }: { isOver: boolean }) =>
  isOver ? <p className="text-muted">Stopped here.</p> : <p className="animate-pulse text-muted">Thinking</p>;

/** What a provider says may lack its full stop. */
const sentence = (text: string | null): string | null => text?.trim().replace(/(?<![.!?])$/, ".") ?? null;

type FailedAttemptProps = { attempt: LiveAttempt; isLast: boolean };

function FailedAttempt({ attempt: { attempt, state, reason, retryInMs }, isLast }: FailedAttemptProps) {
  if (state !== "failed" && state !== "lost") return null;
  const why = state === "lost" ? "The worker stopped during this call." : reason;
  const next = state === "lost" || retryInMs !== null || !isLast ? "Tried again" : "Not tried again";
  return (
    <p className="flex items-start gap-2 rounded-md bg-caution-soft px-2.5 py-1.5 text-[0.8125rem]">
      <RotateCcw aria-hidden className="mt-0.5 size-3.5 shrink-0 text-caution" />
      <span className="min-w-0 wrap-anywhere">
        Attempt {attempt} did not count. {sentence(why)} {next}; you do not pay for it.
      </span>
    </p>
  );
}
