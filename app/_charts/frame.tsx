import type { ReactNode } from "react";
import { formatUsd, type Pico } from "#kernel";
import { formatMoney } from "../_components/format-money";
import { spread } from "./scale";
import "./charts.css";

/** The drawing area, in units of the picture: it scales with its place on the page. */
export const PLOT = { left: 64, top: 12, width: 644, height: 176 } as const;
const WIDTH = PLOT.left + PLOT.width + 12;
const HEIGHT = PLOT.top + PLOT.height + 28;
const MOST_LABELS = 6;

type FrameProps = {
  /** Ids of title and description are made of it. */
  id: string;
  title: string;
  /** What the picture says, for those who cannot see it; the figures are in the table beside it. */
  description: string;
  ticks: readonly Pico[];
  labels: readonly string[];
  /** Where a label's middle stands, from 0 to 1. */
  placeOf: (index: number) => number;
  children: ReactNode;
};

/** Axes with their labels around a picture of amounts. */
export function Frame({ id, title, description, ticks, labels, placeOf, children }: FrameProps) {
  const top = Math.max(1, ticks.length - 1);
  return (
    <svg
      role="img"
      aria-labelledby={`${id}-title ${id}-description`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="block h-auto w-full max-w-4xl min-w-[44rem]"
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-description`}>{description}</desc>
      {ticks.map((tick, index) => {
        const y = PLOT.top + PLOT.height * (1 - index / top);
        return (
          <g key={tick.toString()}>
            <line
              x1={PLOT.left}
              x2={PLOT.left + PLOT.width}
              y1={y}
              y2={y}
              className={index === 0 ? "stroke-border-strong" : "stroke-border"}
            />
            <text x={PLOT.left - 8} y={y + 4} textAnchor="end" className="fill-muted text-[11px] tabular-nums">
              {formatMoney(formatUsd(tick))}
            </text>
          </g>
        );
      })}
      {spread(labels.length, MOST_LABELS).map((index) => (
        <text
          key={index}
          x={PLOT.left + PLOT.width * placeOf(index)}
          y={HEIGHT - 8}
          textAnchor="middle"
          className="fill-muted text-[11px]"
        >
          {labels[index]}
        </text>
      ))}
      {children}
    </svg>
  );
}
