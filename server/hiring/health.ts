import { sql } from "drizzle-orm";
import { checkQueue, logFor, withSystem } from "#platform";
import { countWorkers } from "./alive-workers";

export type Health = {
  /** `ok` when a hire would work now. */
  readonly status: "ok" | "down";
  readonly database: "ok" | "down";
  readonly queue: "ok" | "down";
  /** Workers that have shown a sign of life lately. */
  readonly workers: number;
};

const check = (what: string, probe: () => Promise<unknown>): Promise<"ok" | "down"> =>
  probe().then(
    () => "ok",
    (error) => {
      logFor({ module: "health" }).warn({ err: error, what }, "a health check failed");
      return "down";
    },
  );

/** Whether the agency can take work: database, queue and at least one worker. Never throws. */
export async function getHealth(): Promise<Health> {
  const database = await check("database", () => withSystem((tx) => tx.execute(sql`select 1`)));
  if (database === "down") return { status: "down", database, queue: "down", workers: 0 };
  const queue = await check("queue", checkQueue);
  const workers = await withSystem(countWorkers);
  return { status: queue === "ok" && workers > 0 ? "ok" : "down", database, queue, workers };
}
