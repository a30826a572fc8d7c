import { closeDatabase } from "./db";
import { closePubSub } from "./pubsub";
import { closeQueues } from "./queue";

/** Gives back every connection of this process; deliveries under way end first. What is used after opens anew. */
export async function closePlatform(): Promise<void> {
  await closeQueues();
  await closePubSub();
  await closeDatabase();
}
