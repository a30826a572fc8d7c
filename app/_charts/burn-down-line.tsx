import { maxPico, parseUsd, ZERO } from "#kernel";
import { Frame, PLOT } from "./frame";
import { shareOf, ticksUpTo } from "./scale";

type BurnDownLineProps = {
  id: string;
  title: string;
  description: string;
  /** US dollars. */
  limit: string;
  /** What was left before the first day, US dollars. */
  start: string;
  /** Every day that is drawn. */
  labels: readonly string[];
  /** What was left at the end of the first days, US dollars. */
  left: readonly string[];
  /** The place among `labels` of the day on which nothing is left; NULL when it lasts. */
  runsOutAt: number | null;
};

/** What is left of a limit, day by day, and (dashed) where it leads. Drawn on the server; its table belongs beside it. */
export function BurnDownLine({ id, title, description, limit, start, labels, left, runsOutAt }: BurnDownLineProps) {
  const ticks = ticksUpTo(maxPico(ZERO, parseUsd(limit)));
  const top = ticks.at(-1) ?? ZERO;
  const x = (place: number) => PLOT.left + PLOT.width * (place / Math.max(1, labels.length));
  const y = (usd: string) => PLOT.top + PLOT.height * (1 - shareOf(parseUsd(usd), top));
  const points = [start, ...left].map((usd, index) => `${x(index)},${y(usd)}`);
  return (
    <Frame
      id={id}
      title={title}
      description={description}
      ticks={ticks}
      labels={labels}
      placeOf={(index) => (index + 0.5) / Math.max(1, labels.length)}
    >
      <polyline points={points.join(" ")} className="fill-none stroke-2" style={{ stroke: "var(--chart-1)" }} />
      {runsOutAt === null ? null : (
        <line
          x1={x(left.length)}
          y1={y(left.at(-1) ?? start)}
          x2={x(runsOutAt + 0.5)}
          y2={PLOT.top + PLOT.height}
          strokeDasharray="5 4"
          className="stroke-negative stroke-2"
        />
      )}
    </Frame>
  );
}
