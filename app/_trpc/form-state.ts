/** What a form shows after it was sent; NULL before. */
export type FormState =
  | { readonly ok: false; readonly message: string; readonly field: string | null }
  | { readonly ok: true; readonly message: string; readonly secret?: string }
  | null;

/** A text field of a form that was sent. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** The error that belongs at a field, if this one does. */
export const errorAt = (state: FormState, field: string): string | undefined =>
  state && !state.ok && state.field === field ? state.message : undefined;

/** The error that belongs to no field of the form. */
export const errorBeside = (state: FormState, fields: readonly string[]): string | undefined =>
  state && !state.ok && !(state.field !== null && fields.includes(state.field)) ? state.message : undefined;
