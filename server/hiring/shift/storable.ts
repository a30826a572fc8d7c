import { storableText } from "#kernel";
import type { Json } from "#runtime";

/** JSON from a model or provider, with every text in it made fit for the database. */
export function storable(value: Json): Json {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storableText(key), storable(inner)]));
}
