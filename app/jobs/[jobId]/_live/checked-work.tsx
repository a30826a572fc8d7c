import { CircleCheck, CircleHelp, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { Money } from "@/_components/money";
import type { LiveStep } from "./live-job";

type CheckedWorkProps = { checked: NonNullable<LiveStep["checked"]>; cost: LiveStep["verificationCost"] };

/** What came of checking the work before it was handed over: each check, and what the verifier said and cost. */
export function CheckedWork({ checked, cost }: CheckedWorkProps) {
  const { round, rounds, checks, verdict, unverified, reasons } = checked;
  const outcome = reasons.length === 0 ? "accepted" : round < rounds ? "sent back" : "not accepted";
  return (
    <section aria-label={`Check of the work, round ${round}`} className="grid gap-1.5 rounded-md border px-3 py-2">
      <p className="flex flex-wrap items-baseline gap-x-2 text-xs text-muted">
        <span className="font-medium text-foreground">Work checked: {outcome}</span>
        <span>
          Round {round} of {rounds}
        </span>
        {cost === null ? null : <Money usd={cost} className="ml-auto" />}
      </p>
      <ul className="grid gap-1.5 text-[0.8125rem]">
        {checks.map(({ check, problem }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two checks may read alike, and their order never changes
          <Finding key={`${index} ${check}`} is={problem === null ? "passed" : "failed"} what={check} why={problem} />
        ))}
        {verdict ? (
          <Finding
            is={verdict.passed ? "passed" : "failed"}
            what={`${verdict.by}, who verified it`}
            why={verdict.reasons.join("\n") || null}
          />
        ) : null}
        {unverified === null ? null : <Finding is="open" what="Not verified" why={unverified} />}
      </ul>
    </section>
  );
}

const ICONS = {
  passed: <CircleCheck aria-label="Passed" className="mt-0.5 size-3.5 shrink-0 text-positive" />,
  failed: <CircleX aria-label="Failed" className="mt-0.5 size-3.5 shrink-0 text-negative" />,
  open: <CircleHelp aria-label="Open" className="mt-0.5 size-3.5 shrink-0 text-caution" />,
} as const satisfies Record<string, ReactNode>;

function Finding({ is, what, why }: { is: keyof typeof ICONS; what: string; why: string | null }) {
  return (
    <li className="flex items-start gap-2">
      {ICONS[is]}
      <span className="min-w-0 wrap-anywhere">
        {what}
        {why === null ? null : <span className="block whitespace-pre-wrap text-muted">{why}</span>}
      </span>
    </li>
  );
}
