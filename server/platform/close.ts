import { closeDatabase } from "./db";

/** Gives back every connection of this process, in the order of who needs whom. What is used after opens anew. */
export async function closePlatform(): Promise<void> {
  await closeDatabase();
}
