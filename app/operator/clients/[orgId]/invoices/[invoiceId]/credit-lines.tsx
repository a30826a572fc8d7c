"use client";

import { useState } from "react";
import { addPico, formatUsd, parseUsd, ZERO } from "#kernel";
import { useErrorAt } from "@/_components/action-form";
import { mostDecimals } from "@/_components/format-money";
import { Money } from "@/_components/money";
import { Button } from "@/_components/ui/button";
import { FieldError } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import type { Answers } from "@/_trpc/types";

type Line = Answers["accounting"]["creditableLines"]["lines"][number];

const isZero = (usd: string): boolean => !/[1-9]/.test(usd);

/** Only what looks like an amount counts here; the rest is for the procedure to refuse. */
const picoOf = (text: string) => (/^\s*\d{1,15}(\.\d{1,12})?\s*$/.test(text) ? parseUsd(text.trim()) : ZERO);

/** Lines that follow each other on one job. */
function groupsOf(lines: readonly Line[]): [Line, ...Line[]][] {
  const groups: [Line, ...Line[]][] = [];
  for (const line of lines) {
    const group = groups.at(-1);
    if (group?.[0].jobId === line.jobId) group.push(line);
    else groups.push([line]);
  }
  return groups;
}

/** An invoice's lines, with what is to be given back of each: the fields `credit:<attempt>`, and their sum as `lines`. */
export function CreditLines({ lines }: { lines: readonly Line[] }) {
  const [amounts, setAmounts] = useState<Readonly<Record<string, string>>>({});
  const error = useErrorAt("lines");
  const decimals = mostDecimals(lines.flatMap(({ charged, left }) => [charged, left]));
  const sum = addPico(...Object.values(amounts).map(picoOf));
  const all = () =>
    setAmounts(
      Object.fromEntries(lines.filter(({ left }) => !isZero(left)).map((line) => [line.attemptId, line.left])),
    );
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2">
      <input type="hidden" name="lines" value={sum > 0n ? formatUsd(sum) : ""} />
      <div className="rounded-md border border-border">
        <Table label="Lines of this invoice">
          <thead>
            <tr>
              <Th>Call</Th>
              <Th className={`${figure} max-sm:hidden`}>Charged</Th>
              <Th className={figure}>Left</Th>
              <Th className={figure}>Give back</Th>
            </tr>
          </thead>
          {groupsOf(lines).map(([first, ...rest]) => (
            <tbody key={first.attemptId}>
              <Tr>
                <th colSpan={4} scope="rowgroup" className="bg-sunken px-4 py-2 text-left font-medium wrap-anywhere">
                  {first.jobTitle}
                </th>
              </Tr>
              {[first, ...rest].map((line) => (
                <Tr key={line.attemptId}>
                  <Td className="align-middle" title={line.model}>
                    <span className="tabular-nums text-muted">{line.no}.</span> {line.agentName}, step {line.step}
                  </Td>
                  <Td className={`${figure} align-middle max-sm:hidden`}>
                    <Money usd={line.charged} exact decimals={decimals} />
                  </Td>
                  <Td className={`${figure} align-middle`}>
                    <Money usd={line.left} exact decimals={decimals} />
                  </Td>
                  <Td className="py-1.5 align-middle">
                    <Amount
                      line={line}
                      value={amounts[line.attemptId] ?? ""}
                      onChange={(text) => setAmounts((now) => ({ ...now, [line.attemptId]: text }))}
                    />
                  </Td>
                </Tr>
              ))}
            </tbody>
          ))}
        </Table>
      </div>
      <FieldError id="credit-lines-error">{error}</FieldError>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="flex gap-2">
          <Button size="sm" onClick={all}>
            All that is left
          </Button>
          <Button size="sm" variant="ghost" onClick={() => setAmounts({})}>
            None
          </Button>
        </div>
        <p className="text-[0.8125rem]">
          <span className="text-muted">In all, before tax</span>{" "}
          <output className="font-semibold">
            <Money usd={formatUsd(sum)} exact />
          </output>
        </p>
      </div>
    </div>
  );
}

type AmountProps = { line: Line; value: string; onChange: (text: string) => void };

function Amount({ line: { no, attemptId, left }, value, onChange }: AmountProps) {
  if (isZero(left)) return <p className="py-1.5 text-right text-muted">all given back</p>;
  return (
    <Input
      name={`credit:${attemptId}`}
      aria-label={`Give back of line ${no}`}
      inputMode="decimal"
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="ml-auto block w-28 text-right tabular-nums sm:w-36"
    />
  );
}
