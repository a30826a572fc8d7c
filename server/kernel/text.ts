/**
 * Text as PostgreSQL can keep it, in a column or in JSON: without NUL, and without halves of surrogate pairs.
 * Models and files bring both.
 */
export const storableText = (text: string): string => text.replaceAll("\u0000", "").toWellFormed();
