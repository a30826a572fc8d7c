import { decimalsOf, formatExactMoney, formatMoney } from "./format-money";
import { cn } from "./ui/cn";

type MoneyProps = {
  /** Exact decimal string of US dollars. */
  usd: string;
  /** Show all digits, as a bill does. */
  exact?: boolean;
  /** It can still be spent: rounded down where it is rounded, never up to more than there is. */
  spendable?: boolean;
  /** Leaves room for this many decimals, so that the points of a column stand below each other. Exact amounts only. */
  decimals?: number;
  className?: string;
};

/** An amount of US dollars. The exact figure is in the title where the shown one is rounded. */
export function Money({ usd, exact = false, spendable = false, decimals = 0, className }: MoneyProps) {
  return (
    <data
      value={usd}
      title={exact ? undefined : `${formatExactMoney(usd)} exactly`}
      className={cn("tabular-nums", className)}
    >
      {exact ? formatExactMoney(usd) : formatMoney(usd, spendable ? "down" : "nearest")}
      {exact && decimals > decimalsOf(usd) ? (
        <span aria-hidden className="invisible">
          {"0".repeat(decimals - decimalsOf(usd))}
        </span>
      ) : null}
    </data>
  );
}
