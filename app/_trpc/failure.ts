import { TRPCClientError } from "@trpc/client";
import type { AppRouter } from "#api";

/** A failure as a form shows it: what to read, and the field it is about (NULL: the form as a whole). */
export type Failure = { readonly message: string; readonly field: string | null };

const OFFLINE = "The agency did not answer. Check your connection and try again; what you entered is kept.";

/** Tells a failed call to the person who made it. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof TRPCClientError)) return { message: OFFLINE, field: null };
  const told = (error as TRPCClientError<AppRouter>).data?.error;
  if (!told) return { message: OFFLINE, field: null };
  const field = told.details.field;
  return { message: withoutField(told.message, field), field: typeof field === "string" ? field : null };
}

/** At its field a text need not name it again ("budget: must be …"). */
function withoutField(message: string, field: unknown): string {
  const named = `${String(field)}: `;
  if (!message.startsWith(named)) return message;
  const rest = message.slice(named.length);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
