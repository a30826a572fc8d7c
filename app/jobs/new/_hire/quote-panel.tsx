import { Figure, Figures } from "@/_components/figures";
import { Money } from "@/_components/money";
import { Alert } from "@/_components/ui/alert";
import { Section } from "@/_components/ui/card";
import { cn } from "@/_components/ui/cn";
import { failureOf } from "@/_trpc/failure";
import type { Answers } from "@/_trpc/types";
import type { useQuote } from "./use-quote";

type QuotePanelProps = { quote: ReturnType<typeof useQuote>; available: string };

/** What the job will cost, before anyone is hired. */
export function QuotePanel({ quote, available }: QuotePanelProps) {
  const { data, error, isEnabled, isFetching } = quote;
  return (
    <Section id="quote" title="Quote" description="Refreshed as you change the job">
      <div
        aria-live="polite"
        aria-busy={isFetching}
        className={cn("grid gap-4 p-4", isFetching && data && "opacity-60")}
      >
        {error ? (
          <Alert kind="caution" title="No quote yet">
            {failureOf(error).message}
          </Alert>
        ) : null}
        {data && isEnabled && !error ? <Estimate quote={data} /> : null}
        {(data && isEnabled) || error ? null : (
          <p className="text-muted">
            {isFetching
              ? "Working out what it would cost."
              : "Write a brief, choose an agent and set a budget to see what it would cost."}
          </p>
        )}
        <p className="flex justify-between gap-4 border-t border-border pt-3 text-[0.8125rem]">
          <span className="text-muted">Available in your wallet</span>
          <Money usd={available} spendable />
        </p>
      </div>
    </Section>
  );
}

function Estimate({ quote }: { quote: Answers["jobs"]["quote"] }) {
  return (
    <>
      <Figures className="text-sm">
        <Figure label="Low">
          <Money usd={quote.low} />
        </Figure>
        <Figure label="Likely" strong className="mb-0 text-base">
          <Money usd={quote.likely} />
        </Figure>
        <Figure label="Not to exceed">
          <Money usd={quote.notToExceed} spendable />
        </Figure>
      </Figures>
      {quote.agents.length > 1 ? (
        <ul className="grid gap-1 border-t border-border pt-3 text-[0.8125rem]">
          {quote.agents.map(({ slug, name, likely, likelySteps }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same agent may stand several times, and only its place differs
            <li key={`${slug} ${index}`} className="flex justify-between gap-4">
              <span>
                {name} <span className="text-muted">about {likelySteps} steps</span>
              </span>
              <Money usd={likely} />
            </li>
          ))}
        </ul>
      ) : null}
      {quote.notes.map((note) => (
        <p key={note} className="text-[0.8125rem] text-muted">
          {note}
        </p>
      ))}
      {quote.warnings.map((warning) => (
        <Alert key={warning} kind="caution">
          {warning}
        </Alert>
      ))}
    </>
  );
}
