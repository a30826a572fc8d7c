import { addPico, formatUsd, maxPico, type Pico, parseUsd, ZERO } from "#kernel";
import { formatMoney } from "../_components/format-money";
import { Frame, PLOT } from "./frame";
import { shareOf, ticksUpTo } from "./scale";

const COLOURS = [1, 2, 3, 4, 5, 6, 7].map((number) => `var(--chart-${number})`);
const REST = "var(--chart-rest)";

type Bar = {
  readonly label: string;
  /** US dollars by the key of their series, exact. */
  readonly parts: readonly { readonly key: string; readonly amount: string }[];
};

type StackedBarsProps = {
  id: string;
  title: string;
  description: string;
  /** From the bottom up; those beyond the seventh share one colour. */
  series: readonly { readonly key: string; readonly label: string }[];
  bars: readonly Bar[];
};

/** The colour of a series by its place. */
const colourOf = (index: number): string => COLOURS[index] ?? REST;

type Slice = { readonly key: string; readonly colour: string; readonly amount: Pico; readonly below: Pico };

function slicesOf(bar: Bar, series: StackedBarsProps["series"]): Slice[] {
  const amounts = new Map(bar.parts.map(({ key, amount }) => [key, parseUsd(amount)]));
  let below = ZERO;
  return series.flatMap(({ key }, index) => {
    const amount = amounts.get(key) ?? ZERO;
    if (amount <= 0n) return [];
    const slice = { key, colour: colourOf(index), amount, below };
    below = addPico(below, amount);
    return [slice];
  });
}

/** Amounts over time, each bar split by series. Drawn on the server; its table belongs beside it. */
export function StackedBars({ id, title, description, series, bars }: StackedBarsProps) {
  const stacks = bars.map((bar) => slicesOf(bar, series));
  const totals = stacks.map((slices) => addPico(...slices.map(({ amount }) => amount)));
  const ticks = ticksUpTo(maxPico(ZERO, totals.reduce(maxPico, ZERO)));
  const top = ticks.at(-1) ?? ZERO;
  const step = PLOT.width / Math.max(1, bars.length);
  const width = Math.max(1, Math.min(40, step * 0.72));
  return (
    <Frame
      id={id}
      title={title}
      description={description}
      ticks={ticks}
      labels={bars.map(({ label }) => label)}
      placeOf={(index) => (index + 0.5) / Math.max(1, bars.length)}
    >
      {stacks.map((slices, index) => (
        <g key={bars[index]?.label}>
          <title>{`${bars[index]?.label}: ${formatMoney(formatUsd(totals[index] ?? ZERO))}`}</title>
          {slices.map(({ key, colour, amount, below }) => {
            const height = PLOT.height * shareOf(amount, top);
            return (
              <rect
                key={key}
                x={PLOT.left + step * (index + 0.5) - width / 2}
                y={PLOT.top + PLOT.height * (1 - shareOf(below, top)) - height}
                width={width}
                height={height}
                style={{ fill: colour }}
              />
            );
          })}
        </g>
      ))}
    </Frame>
  );
}

/** The mark of a series beside its name. */
export const Swatch = ({ index }: { index: number }) => (
  <span aria-hidden className="inline-block size-2.5 shrink-0 rounded-sm" style={{ background: colourOf(index) }} />
);
