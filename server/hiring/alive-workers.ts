import { gt, sql } from "drizzle-orm";
import { workers } from "#drizzle/schema/index";
import type { Tx } from "#platform";

/** A worker counts as alive this long after its last sign. */
const ALIVE = sql`interval '15 seconds'`;

/** How many workers have shown a sign of life lately. @param tx of the system */
export const countWorkers = (tx: Tx): Promise<number> => tx.$count(workers, gt(workers.seenAt, sql`now() - ${ALIVE}`));
