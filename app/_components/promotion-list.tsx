import type { Answers } from "@/_trpc/types";
import { Money } from "./money";
import { cn } from "./ui/cn";
import { When } from "./when";

type Promotion = Answers["wallet"]["promotions"]["promotions"][number];

/** Promotional credit that is left, as it will be spent; nothing when there is none. */
export function PromotionList({ promotions, className }: { promotions: readonly Promotion[]; className?: string }) {
  if (promotions.length === 0) return null;
  return (
    <ul aria-label="Promotional credit, as it will be spent" className={cn("divide-y divide-border", className)}>
      {promotions.map(({ id, name, remaining, amount, expiresAt }) => (
        <li key={id} className="flex flex-wrap justify-between gap-x-4 gap-y-1 px-4 py-2.5 text-[0.8125rem]">
          <span className="min-w-0">
            <span className="font-medium wrap-anywhere">{name}</span>{" "}
            <span className="text-muted">
              {expiresAt ? (
                <>
                  expires <When at={expiresAt} />
                </>
              ) : (
                "does not expire"
              )}
            </span>
          </span>
          <span className="tabular-nums">
            <Money usd={remaining} exact /> <span className="text-muted">of</span> <Money usd={amount} exact />
          </span>
        </li>
      ))}
    </ul>
  );
}
