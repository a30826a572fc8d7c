import { storableText } from "#kernel";
import type { Json, JsonObject } from "./port";

/** The value as an object, or null when it is anything else. For reading JSON that others wrote. */
export function asObject(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** The elements of an array, or none when it is anything else. */
export function asArray(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** Lays `later` over `earlier`, field by field; a null never hides a known value. */
export function overlay(earlier: JsonObject | null, later: JsonObject): JsonObject {
  const merged: JsonObject = { ...earlier };
  for (const [key, value] of Object.entries(later)) {
    if (value !== null || !(key in merged)) merged[key] = value;
  }
  return merged;
}

/** A provider's record with every text in it made fit for a database: what is wrong with one of them must not lose the rest. */
export function storableObject(record: JsonObject): JsonObject {
  const fit = (_: string, value: unknown): unknown => (typeof value === "string" ? storableText(value) : value);
  return asObject(JSON.parse(JSON.stringify(record), fit)) ?? {};
}
