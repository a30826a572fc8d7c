"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Alert } from "@/_components/ui/alert";
import { Button } from "@/_components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/_components/ui/dialog";
import { describedBy, Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { useTRPC } from "@/_trpc/client";
import { failureOf } from "@/_trpc/failure";

/** Gives a job a larger budget; agents that wait for it go on by themselves. */
export function RaiseBudget({ jobId, budget }: { jobId: string; budget: string }) {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState(budget);
  const raise = useMutation(useTRPC().jobs.raiseBudget.mutationOptions({ onSuccess: () => setOpen(false) }));
  const failure = raise.error ? failureOf(raise.error) : null;
  const error = failure?.field === "budget" ? failure.message : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    raise.mutate({ jobId, budget: text.trim() });
  };
  const open = (next: boolean) => {
    setOpen(next);
    setText(budget);
    raise.reset();
  };
  return (
    <Dialog open={isOpen} onOpenChange={open}>
      <DialogTrigger asChild>
        <Button>Raise budget</Button>
      </DialogTrigger>
      <DialogContent
        title="Raise the budget?"
        description="The most this job may cost, with what it has cost so far. Agents that wait for it go on by themselves."
      >
        <form onSubmit={submit} noValidate className="grid gap-4">
          <Field id="new-budget" label="New budget in US dollars" error={error}>
            <Input
              id="new-budget"
              inputMode="decimal"
              autoComplete="off"
              value={text}
              onChange={(event) => setText(event.target.value)}
              className="tabular-nums"
              {...describedBy("new-budget", { error })}
            />
          </Field>
          {failure && !error ? <Alert kind="negative">{failure.message}</Alert> : null}
          <div className="flex justify-end">
            <Button type="submit" variant="primary" disabled={raise.isPending}>
              Raise
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  );
}
