import { Check, ChevronRight, LoaderCircle, TriangleAlert } from "lucide-react";
import { formatDuration } from "@/_components/format-quantity";
import { cn } from "@/_components/ui/cn";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { toolName } from "@/_components/words";
import type { LiveToolCall } from "./live-job";
import { type CallAddress, LongAnswer } from "./long-answer";
import { readQueryResult } from "./query-result";
import { Block, gistOf, ToolArguments } from "./tool-arguments";

const SHOWN_ROWS = 12;

/** Why a call has no answer yet: it runs, it waits for a person, or its run has ended without one. */
type Unanswered = "running" | "asked" | "over";

type ToolCallProps = { call: LiveToolCall; address: CallAddress; unanswered: Unanswered };

const WHY: Record<Unanswered, string> = {
  running: "Still running.",
  asked: "It waits for you, below.",
  over: "The run ended before this was done.",
};

/** One tool call: what it was asked, and what it answered. */
export function ToolCall({ call, address, unanswered }: ToolCallProps) {
  const { name, args, result } = call;
  return (
    <details className="group rounded-md border border-border bg-surface">
      <summary className="flex min-h-9 items-center gap-2 rounded-md px-2.5 text-[0.8125rem] hover:bg-sunken touch:min-h-11">
        <ChevronRight aria-hidden className="size-3.5 shrink-0 text-muted transition-transform group-open:rotate-90" />
        <span className="shrink-0 font-medium">{toolName(name)}</span>
        <span className="min-w-0 flex-1 truncate font-mono text-xs text-muted">{gistOf(args)}</span>
        <Outcome result={result} unanswered={unanswered} />
      </summary>
      <div className="grid grid-cols-1 gap-2 border-t border-border p-2.5">
        <ToolArguments name={name} args={args} />
        {result ? (
          <Result name={name} result={result} address={address} />
        ) : (
          <p className="text-[0.8125rem] text-muted">{WHY[unanswered]}</p>
        )}
      </div>
    </details>
  );
}

function Outcome({ result, unanswered }: Pick<LiveToolCall, "result"> & { unanswered: Unanswered }) {
  if (!result && unanswered === "over") return <span className="shrink-0 text-xs text-muted">Not done</span>;
  if (!result && unanswered === "asked") return <span className="shrink-0 text-xs text-caution">Waiting</span>;
  if (!result) return <LoaderCircle aria-label="Running" className="size-3.5 shrink-0 animate-spin text-accent" />;
  const took = result.ms < 1000 ? `${Math.round(result.ms)} ms` : formatDuration(result.ms);
  return (
    <span
      className={cn(
        "flex shrink-0 items-center gap-1.5 text-xs text-muted tabular-nums",
        result.isError && "text-negative",
      )}
    >
      {took}
      {result.isError ? (
        <TriangleAlert aria-label="Failed" className="size-3.5" />
      ) : (
        <Check aria-label="Done" className="size-3.5 text-positive" />
      )}
    </span>
  );
}

type ResultProps = { name: string; result: NonNullable<LiveToolCall["result"]>; address: CallAddress };

function Result({ name, result, address }: ResultProps) {
  const table = name === "query_sql" && !result.isError ? readQueryResult(result.content) : null;
  if (!table && result.truncated) return <LongAnswer beginning={result} address={address} />;
  if (!table) return <Block isError={result.isError}>{result.content}</Block>;
  const isNumeric = (column: number) =>
    table.rows.every((row) => typeof row[column] === "number" || row[column] === null);
  return (
    <div className="rounded-md border border-border">
      <Table label="Result" className="text-xs">
        <thead>
          <tr>
            {table.columns.map((column, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: SQL allows two columns of one name; only the place differs
              <Th key={index} className={isNumeric(index) ? figure : undefined}>
                {column}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, SHOWN_ROWS).map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place, and never move
            <Tr key={index}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <Td key={column} className={cn("max-w-60 truncate py-1.5", isNumeric(column) && figure)}>
                  {cell === null ? <span className="text-muted">null</span> : String(cell)}
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
      {table.rowCount > SHOWN_ROWS ? (
        <p className="border-t border-border px-3 py-1.5 text-xs text-muted">
          The first {SHOWN_ROWS} of {table.rowCount} rows
        </p>
      ) : null}
    </div>
  );
}
