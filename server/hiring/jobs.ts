import { z } from "zod";
import { defineQueue } from "#platform";

/** One delivery of a run to a worker. Ids only: the database owns the truth, and a stale number means a newer delivery exists. */
export const shiftQueue = defineQueue("shift", z.object({ runId: z.uuid(), shiftNo: z.number().int() }));

/** The id never repeats: BullMQ ignores an id that it still knows. */
export const shiftJobId = (runId: string, shiftNo: number): string => `shift-${runId}-${shiftNo}`;

/** Carries the id of a run at work whose client wants something else of it; what, stands in its row. */
export const WISH_CHANNEL = "hireling_wish";
