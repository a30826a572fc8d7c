"use client";

import { useActionState } from "react";
import { SubmitButton } from "@/_components/submit-button";
import { FieldError } from "@/_components/ui/field";
import { errorBeside } from "@/_trpc/form-state";
import { issueInvoice } from "./actions";

/** `idempotencyKey` was made with the page: pressed twice, it is one invoice. */
export function IssueInvoice({ idempotencyKey }: { idempotencyKey: string }) {
  const [state, issue] = useActionState(issueInvoice, null);
  return (
    <form action={issue} className="grid justify-items-end gap-1">
      <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
      <SubmitButton variant="primary">Issue invoice</SubmitButton>
      <FieldError id="issue-error">{errorBeside(state, [])}</FieldError>
    </form>
  );
}
