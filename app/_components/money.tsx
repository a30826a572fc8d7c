import { formatExactMoney, formatMoney } from "./format-money";
import { cn } from "./ui/cn";

type MoneyProps = {
  /** Exact decimal string of US dollars. */
  usd: string;
  /** Show all digits, as a bill does. */
  exact?: boolean;
  className?: string;
};

/** An amount of US dollars. The exact figure is in the title where the shown one is rounded. */
export function Money({ usd, exact = false, className }: MoneyProps) {
  return (
    <data
      value={usd}
      title={exact ? undefined : `${formatExactMoney(usd)} exactly`}
      className={cn("tabular-nums", className)}
    >
      {exact ? formatExactMoney(usd) : formatMoney(usd)}
    </data>
  );
}
