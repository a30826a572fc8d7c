import { z } from "zod";
import { defineQueue } from "#platform";

/** One delivery of a run to a worker. Ids only: the database owns the truth, and a stale number means a newer delivery exists. */
export const shiftQueue = defineQueue("shift", z.object({ runId: z.uuid(), shiftNo: z.number().int() }));

/** The id never repeats: BullMQ ignores an id that it still knows. */
export const shiftJobId = (runId: string, shiftNo: number): string => `shift-${runId}-${shiftNo}`;

/** The times of a standing order. What is due stands in its row: a delivery only says that it is time to look. */
export const standingOrderQueue = defineQueue("standing-order", z.object({ standingOrderId: z.uuid() }));

/** Carries the id of a run whose client wants it to stop now. */
export const STOP_CHANNEL = "hireling_stop";
