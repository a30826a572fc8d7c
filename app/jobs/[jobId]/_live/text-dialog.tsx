"use client";

import { type FormEvent, type ReactNode, useId, useRef, useState } from "react";
import { newId } from "#kernel";
import { Button } from "@/_components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/_components/ui/dialog";
import { describedBy, Field } from "@/_components/ui/field";
import { Textarea } from "@/_components/ui/textarea";
import { failureOf } from "@/_trpc/failure";

type TextDialogProps = {
  trigger: ReactNode;
  title: string;
  description: string;
  label: string;
  /** What sending does. */
  action: string;
  /** Whether it may be sent without a word. */
  isOptional?: boolean;
  /** What came of sending it. */
  mutation: { readonly isPending: boolean; readonly error: unknown; readonly reset: () => void };
  /** @param key the same for the same text, however often it is sent */
  onSend: (text: string, key: string) => Promise<unknown>;
};

/** Asks for some words, and sends them. */
export function TextDialog(props: TextDialogProps) {
  const { trigger, title, description, label, action, isOptional = false, mutation, onSend } = props;
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState("");
  const sent = useRef<{ text: string; key: string } | null>(null);
  const error = mutation.error ? failureOf(mutation.error).message : undefined;
  const open = (next: boolean) => {
    setOpen(next);
    setText("");
    sent.current = null;
    mutation.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (sent.current?.text !== text) sent.current = { text, key: newId() };
    // The failure is shown beside the field.
    onSend(text.trim(), sent.current.key).then(
      () => open(false),
      () => undefined,
    );
  };
  return (
    <Dialog open={isOpen} onOpenChange={open}>
      <DialogTrigger asChild>{trigger}</DialogTrigger>
      <DialogContent title={title} description={description}>
        <form onSubmit={submit} noValidate className="grid gap-4">
          <Field id={id} label={label} error={error}>
            <Textarea
              id={id}
              value={text}
              onChange={(event) => setText(event.target.value)}
              {...describedBy(id, { error })}
            />
          </Field>
          <div className="flex justify-end">
            <Button
              type="submit"
              variant="primary"
              disabled={mutation.isPending || (text.trim() === "" && !isOptional)}
            >
              {action}
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  );
}
