import { v7 } from "uuid";

/** A new UUIDv7: sortable by time, so that growing tables stay append-only in their index. */
export const newId = (): string => v7();

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text from outside can be an id at all; a query with anything else would fail in the database. */
export const isId = (text: string): boolean => UUID.test(text);
