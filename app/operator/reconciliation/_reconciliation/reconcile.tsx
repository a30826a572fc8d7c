"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/_components/ui/button";
import { Card } from "@/_components/ui/card";
import { describedBy, Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { Select } from "@/_components/ui/select";
import { providerName } from "@/_components/words";
import { useTRPC } from "@/_trpc/client";
import { failureOf } from "@/_trpc/failure";
import { Result } from "./result";

/** The server says it too, but would have to read it all first. */
const MAX_BYTES = 1_000_000;

/** Reads a usage export in the browser, has it compared, and shows the result. */
export function Reconcile({ providers }: { providers: readonly string[] }) {
  const [problem, setProblem] = useState<string>();
  const compare = useMutation(
    useTRPC().reconciliation.compare.mutationOptions({ onError: (error) => setProblem(failureOf(error).message) }),
  );

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const file = form.get("csv");
    if (!(file instanceof File) || file.size === 0) return setProblem("Choose a CSV file.");
    if (file.size > MAX_BYTES) return setProblem("The export is larger than 1 MB. Export fewer days at once.");
    setProblem(undefined);
    compare.mutate({ provider: String(form.get("provider")), csv: await file.text() });
  };

  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
      <Card className="p-4">
        <form onSubmit={submit} className="grid items-start gap-4 sm:grid-cols-[11rem_minmax(0,36rem)_auto]">
          <Field id="provider" label="Provider">
            <Select id="provider" name="provider">
              {providers.map((provider) => (
                <option key={provider} value={provider}>
                  {providerName(provider)}
                </option>
              ))}
            </Select>
          </Field>
          <Field
            id="csv"
            label="Usage export"
            hint="CSV from Anthropic's or OpenAI's console; or with the columns date, model, input_tokens (without cache), output_tokens, cache_read_tokens, cache_write_tokens, cost_usd."
            error={problem}
          >
            <Input
              id="csv"
              name="csv"
              type="file"
              accept=".csv,.tsv,text/csv"
              className="py-1.5"
              {...describedBy("csv", { hint: true, error: problem })}
            />
          </Field>
          <Button type="submit" variant="primary" disabled={compare.isPending} className="justify-self-start sm:mt-6.5">
            {compare.isPending ? "Comparing…" : "Compare"}
          </Button>
        </form>
      </Card>
      {compare.data && !problem ? <Result result={compare.data} /> : null}
    </div>
  );
}
