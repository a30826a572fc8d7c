import { FoldVertical } from "lucide-react";
import { Money } from "@/_components/money";
import { Unfold } from "@/_components/unfold";
import type { LiveStep } from "./live-job";

/** Stands where the conversation grew too long for the model. The steps above stay readable; the agent goes on from this. */
export function Summarised({ covered, summary, cost }: NonNullable<LiveStep["compaction"]>) {
  return (
    <li className="grid grid-cols-1 gap-1.5 rounded-md border px-3 py-2">
      <p className="flex flex-wrap items-baseline gap-x-2 text-xs text-muted">
        <FoldVertical aria-hidden className="size-3.5 self-center" />
        <span className="font-medium text-foreground">Earlier steps were summarised</span>
        <span>
          {covered === 1 ? "The first step" : `The first ${covered} steps`}, to make room for more. The client&rsquo;s
          words stay as they are.
        </span>
        <Money usd={cost} className="ml-auto" />
      </p>
      <Unfold label="Read the summary">
        <p className="mt-1.5 max-h-72 overflow-y-auto wrap-anywhere whitespace-pre-wrap">{summary}</p>
      </Unfold>
    </li>
  );
}
