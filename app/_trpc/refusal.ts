import { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { DomainError } from "#kernel";
import { capitalized } from "@/_components/words";
import type { FormState } from "./form-state";

/** Tells a refusal to the form that caused it. What nobody foresaw is thrown on, to the error page and the log. */
export function refusalOf(error: unknown): Extract<FormState, { ok: false }> {
  const cause = error instanceof TRPCError ? error.cause : error;
  if (cause instanceof DomainError) {
    const { field } = cause.details;
    return { ok: false, message: cause.message, field: typeof field === "string" ? field : null };
  }
  if (cause instanceof ZodError) {
    const [issue] = cause.issues;
    return {
      ok: false,
      message: capitalized(issue?.message ?? "This cannot be read."),
      field: issue?.path.map(String).join(".") || null,
    };
  }
  throw error;
}
