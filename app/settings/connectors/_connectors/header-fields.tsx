"use client";

import { useState } from "react";
import { TextField } from "@/_components/fields";
import { Button } from "@/_components/ui/button";
import { HEADER_ROWS, headerField, valueField } from "./headers";

type HeaderFieldsProps = {
  /** Names of those that are sent so far; what they say is never shown. */
  sent?: readonly string[];
};

/** What is sent with each request: several headers, each with what it says. */
export function HeaderFields({ sent = [] }: HeaderFieldsProps) {
  const [rows, setRows] = useState(Math.max(1, sent.length));
  const says = sent.length > 0 ? "What it says from now on" : "What it says";
  return (
    <>
      {Array.from({ length: rows }, (_, row) => {
        const numbered = (label: string) => (row === 0 ? label : `${label} (${row + 1})`);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
          <div key={row} className="col-span-full grid grid-cols-1 items-start gap-3 sm:grid-cols-2">
            <TextField
              name={headerField(row)}
              label={numbered("Header")}
              hint={row > 0 ? "Empty: not sent" : undefined}
              defaultValue={sent[row] ?? (row === 0 ? "Authorization" : undefined)}
              className="font-mono"
            />
            <TextField
              name={valueField(row)}
              type="password"
              autoComplete="off"
              label={numbered(says)}
              hint={
                row < sent.length
                  ? "Empty: as it was. It is kept encrypted, and never shown."
                  : "Kept encrypted, and never shown again"
              }
              placeholder={row === 0 && sent.length === 0 ? "Bearer …" : undefined}
            />
          </div>
        );
      })}
      {rows < HEADER_ROWS ? (
        <Button
          type="button"
          variant="secondary"
          className="col-span-full justify-self-start"
          onClick={() => setRows(rows + 1)}
        >
          Add a header
        </Button>
      ) : null}
    </>
  );
}
