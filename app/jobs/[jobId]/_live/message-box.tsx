"use client";

import { useMutation } from "@tanstack/react-query";
import { SendHorizontal } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useId, useState } from "react";
import { Button } from "@/_components/ui/button";
import { describedBy, FieldError } from "@/_components/ui/field";
import { Textarea } from "@/_components/ui/textarea";
import { useTRPC } from "@/_trpc/client";
import { failureOf } from "@/_trpc/failure";

type MessageBoxProps = {
  jobId: string;
  /** Absent: it goes to all that are at work. */
  runId?: string;
  /** Whom it goes to. */
  to: string;
};

/** Writes to those at work: they read it at their next step. */
export function MessageBox({ jobId, runId, to }: MessageBoxProps) {
  const id = useId();
  const [text, setText] = useState("");
  const post = useMutation(useTRPC().jobs.message.mutationOptions({ onSuccess: () => setText("") }));
  const send = () => {
    if (text.trim() !== "" && !post.isPending) post.mutate({ jobId, runId, text });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const sendOnEnter = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    send();
  };
  const error = post.error ? failureOf(post.error).message : undefined;
  return (
    <form onSubmit={submit} className="grid gap-1.5">
      <label htmlFor={id} className="sr-only">
        Message to {to}
      </label>
      <div className="flex items-end gap-2">
        <Textarea
          id={id}
          rows={1}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={sendOnEnter}
          placeholder={`Write to ${to}`}
          className="min-h-9 flex-1 touch:min-h-11"
          {...describedBy(id, { error })}
        />
        <Button type="submit" size="icon" disabled={post.isPending || text.trim() === ""}>
          <SendHorizontal aria-hidden />
          <span className="sr-only">Send to {to}</span>
        </Button>
      </div>
      <FieldError id={`${id}-error`}>{error}</FieldError>
    </form>
  );
}
