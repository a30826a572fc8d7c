import { closeDatabase } from "./db";
import { closePubSub } from "./pubsub";
import { closeQueues } from "./queue";
import { closeTelemetry } from "./telemetry";

/** Gives back every connection of this process; deliveries under way end first. What is used after opens anew. */
export async function closePlatform(): Promise<void> {
  await closeQueues();
  await closeTelemetry();
  await closePubSub();
  await closeDatabase();
}
