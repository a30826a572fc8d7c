"use client";

import { Repeat } from "lucide-react";
import Link from "next/link";
import { percentOf } from "@/_components/format-money";
import { Money } from "@/_components/money";
import { Amount, Amounts, SpentBar } from "@/_components/spent";
import { StatusBadge } from "@/_components/status-badge";
import { Alert } from "@/_components/ui/alert";
import { Button } from "@/_components/ui/button";
import { Card } from "@/_components/ui/card";
import { When } from "@/_components/when";
import { TIER_NAMES } from "@/_components/words";
import type { Job } from "@/_trpc/types";
import { CancelJob } from "./cancel";
import { ConnectionStatus } from "./connection-status";
import { labelOf } from "./label-of";
import { useLive } from "./live-context";
import { isEnded, type LiveRun } from "./live-job";
import { totalsOf } from "./live-totals";
import { PauseJob } from "./pause";
import { RaiseBudget } from "./raise-budget";
import { waitAnchor } from "./wait-card";

/** What a waiting job waits for, after the name of who does. */
const WAITS: Readonly<Record<string, string>> = {
  question: "has a question for you. It goes on by itself with your answer.",
  approval: "needs your word before it goes on.",
  budget: "waits for money. It goes on by itself once there is room.",
};

/** A job's reason for a person: who waits for what; any other stands as it is. */
function tellReason(reason: string, runs: readonly LiveRun[]): string {
  const wait = WAITS[reason];
  if (!wait) return reason;
  const [first, ...others] = runs.filter(({ waitingFor }) => waitingFor === reason);
  return `${first && others.length === 0 ? labelOf(first, runs) : "More than one agent"} ${wait}`;
}

type JobHeadProps = { job: Job; canControl: boolean; canHire: boolean };

/** The job's title, status and money. */
export function JobHead({ job, canControl, canHire }: JobHeadProps) {
  const live = useLive().job;
  const isOpen = live.runs.some((run) => !isEnded(run)) && live.status !== "cancelled";
  const budget = live.budget ?? job.budget;
  const waitsForMoney = live.runs.some((run) => run.waitingFor === "budget");
  return (
    <header className="grid gap-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="grid min-w-0 gap-1.5">
          <h1 className="text-xl font-semibold tracking-tight wrap-anywhere">{job.title}</h1>
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.8125rem] text-muted">
            <StatusBadge status={live.status} />
            <span>
              Posted by {job.postedBy}, <When at={job.createdAt} />
            </span>
            <span>{TIER_NAMES[job.tier]} tier</span>
            {job.project ? <span>Project {job.project.name}</span> : null}
            <ConnectionStatus />
          </div>
        </div>
        <div className="flex flex-wrap gap-2">
          {canHire && waitsForMoney ? <RaiseBudget jobId={job.id} budget={budget} /> : null}
          {canHire ? (
            <Button asChild>
              <Link href={`/standing-orders/new?job=${job.id}`}>
                <Repeat aria-hidden />
                Repeat
              </Link>
            </Button>
          ) : null}
          {canControl && isOpen ? <PauseJob jobId={job.id} runs={live.runs} /> : null}
          {canControl && isOpen ? <CancelJob jobId={job.id} /> : null}
        </div>
      </div>
      {live.reason && live.status !== "accepted" ? (
        <Alert kind={live.status === "failed" ? "negative" : "caution"}>
          {tellReason(live.reason, live.runs)} <ToAnswer runs={live.runs} />
        </Alert>
      ) : null}
      <BudgetBar budget={budget} />
    </header>
  );
}

/** The way down the page to the first thing that a person has to say a word to; nothing when there is none. */
function ToAnswer({ runs }: { runs: readonly LiveRun[] }) {
  const wait = runs.flatMap(({ waits }) => waits).find(({ subject }) => subject.kind !== "delegation");
  if (!wait) return null;
  return (
    <a href={`#${waitAnchor(wait.id)}`} className="font-medium text-foreground underline underline-offset-4">
      Go to it
    </a>
  );
}

function BudgetBar({ budget }: { budget: string }) {
  const { cost, held, projected } = totalsOf(useLive().job.runs);
  return (
    <Card className="grid gap-3 p-4">
      <Amounts>
        <Amount label="Cost so far" part="spent">
          <Money usd={cost} className="text-base font-semibold" />
        </Amount>
        <Amount label="Held for open calls" part="held">
          <Money usd={held} className="text-base font-semibold" />
        </Amount>
        {projected === null ? null : (
          <Amount label="Projected final cost">
            <Money usd={projected} className="text-base font-semibold" />
          </Amount>
        )}
        <Amount label="Budget, a hard cap" className="sm:ml-auto sm:text-right">
          <Money usd={budget} className="text-base font-semibold" />
        </Amount>
      </Amounts>
      <SpentBar spent={percentOf(cost, budget)} held={percentOf(held, budget)} />
    </Card>
  );
}
