"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Alert } from "@/_components/ui/alert";
import { Button } from "@/_components/ui/button";
import { Field } from "@/_components/ui/field";
import { Textarea } from "@/_components/ui/textarea";
import { useTRPC } from "@/_trpc/client";
import { failureOf } from "@/_trpc/failure";
import { type Approvable, wordsFor } from "./approval-words";
import { labelOf } from "./label-of";
import { useLive } from "./live-context";
import type { LiveWait } from "./live-job";

type WaitCardProps = { jobId: string; wait: LiveWait; canControl: boolean };

/** Where in the page a person can answer it. */
export const waitAnchor = (waitId: string): string => `wait-${waitId}`;

/** Something that a run waits for, with what a person can say to it. */
export function WaitCard({ jobId, wait, canControl }: WaitCardProps) {
  const { id, subject } = wait;
  switch (subject.kind) {
    case "question":
      return (
        <Card waitId={id} title="A question for you" text={subject.question}>
          {canControl ? <Answer jobId={jobId} questionId={id} options={subject.options} /> : null}
        </Card>
      );
    case "delegation":
      return <Delegated wait={wait} agent={subject.agent} />;
    default:
      return <Approval jobId={jobId} waitId={id} subject={subject} canControl={canControl} />;
  }
}

/** A task that someone of the crew works on. */
function Delegated({ wait: { step, position }, agent }: { wait: LiveWait; agent: string }) {
  const { runs } = useLive().job;
  const member = runs.find(
    (run) => run.agent === agent && run.parent?.step === step && run.parent.position === position,
  );
  return <p className="mt-1 text-muted first-of-type:mt-4">Waiting for {member ? labelOf(member, runs) : agent}.</p>;
}

type CardProps = { waitId: string; title: string; text: ReactNode; children: ReactNode };

function Card({ waitId, title, text, children }: CardProps) {
  const id = useId();
  return (
    <section
      id={waitAnchor(waitId)}
      tabIndex={-1}
      aria-labelledby={id}
      className="mt-4 grid scroll-mt-6 gap-3 rounded-md border border-caution/40 bg-caution-soft p-3.5 text-[0.8125rem]"
    >
      <h4 id={id} className="font-semibold">
        {title}
      </h4>
      <p role="status" className="text-sm wrap-anywhere whitespace-pre-wrap">
        {text}
      </p>
      {children}
    </section>
  );
}

type AnswerProps = { jobId: string; questionId: string; options: readonly string[] };

function Answer({ jobId, questionId, options }: AnswerProps) {
  const id = useId();
  const [text, setText] = useState("");
  const answer = useMutation(useTRPC().jobs.message.mutationOptions());
  const send = (words: string) => answer.mutate({ jobId, questionId, text: words });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(text);
  };
  const isSent = answer.isPending || answer.isSuccess;
  const error = answer.error ? failureOf(answer.error).message : undefined;
  return (
    <>
      {options.length > 0 ? (
        <div className="flex flex-wrap gap-2">
          {options.map((option) => (
            <Button
              key={option}
              className="h-auto min-h-9 py-1.5 whitespace-normal touch:min-h-11"
              disabled={isSent}
              onClick={() => send(option)}
            >
              {option}
            </Button>
          ))}
        </div>
      ) : null}
      <form onSubmit={submit} className="grid gap-2">
        <Field id={id} label={options.length > 0 ? "Or in your own words" : "Your answer"} error={error}>
          <Textarea
            id={id}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="min-h-16 bg-surface"
          />
        </Field>
        <Button type="submit" variant="primary" className="justify-self-end" disabled={isSent || text.trim() === ""}>
          Answer
        </Button>
      </form>
    </>
  );
}

type ApprovalProps = { jobId: string; waitId: string; subject: Approvable; canControl: boolean };

function Approval({ jobId, waitId, subject, canControl }: ApprovalProps) {
  const id = useId();
  const [note, setNote] = useState("");
  const decide = useMutation(useTRPC().jobs.decide.mutationOptions());
  const words = wordsFor(subject);
  const say = (decision: "approve" | "skip" | "done") =>
    decide.mutate({ jobId, waitId, decision, note: note.trim() || undefined });
  const isSent = decide.isPending || decide.isSuccess;
  return (
    <Card waitId={waitId} title={words.title} text={words.text}>
      {subject.kind === "spend" ? null : (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
          tabIndex={0}
          className="max-h-60 overflow-auto rounded-md border border-border bg-surface p-2.5 font-mono text-xs wrap-anywhere whitespace-pre-wrap"
        >
          {subject.tool} {JSON.stringify(subject.args, null, 2)}
        </pre>
      )}
      {canControl ? (
        <>
          {words.skip ? (
            <Field id={id} label="A note for the agent (optional)">
              <Textarea
                id={id}
                value={note}
                onChange={(event) => setNote(event.target.value)}
                className="min-h-12 bg-surface"
              />
            </Field>
          ) : null}
          {decide.error ? <Alert kind="negative">{failureOf(decide.error).message}</Alert> : null}
          <div className="flex flex-wrap justify-end gap-2">
            {words.skip ? (
              <Button disabled={isSent} onClick={() => say("skip")}>
                {words.skip}
              </Button>
            ) : null}
            {words.done ? (
              <Button disabled={isSent} onClick={() => say("done")}>
                {words.done}
              </Button>
            ) : null}
            <Button variant="primary" disabled={isSent} onClick={() => say("approve")}>
              {words.approve}
            </Button>
          </div>
        </>
      ) : null}
    </Card>
  );
}
