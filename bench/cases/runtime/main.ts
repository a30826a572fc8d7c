import { closePlatform, pointToDatabase } from "#platform";
import { bareConversation, findAnalyst } from "../../bare-conversation";
import type { Contest, Heat, Result } from "./contest";
import { launchDurableLoops } from "./durable-loops";

/** The loops that the agency is measured beside, as a process. It runs what it is sent, one heat after the other. */
const { modelUrl, steps, agency, books, dbosUrl }: Contest = JSON.parse(process.env.CONTEST ?? "");

pointToDatabase(agency);
const analyst = await findAnalyst();
await closePlatform();
pointToDatabase(books);

const converse = bareConversation(analyst, modelUrl);
const durable = await launchDurableLoops(analyst, dbosUrl);

async function race({ loop, runs }: Heat): Promise<Result> {
  const lanes = Array.from({ length: runs });
  const begin = loop === "sdk" ? () => lanes.map(() => converse(steps)) : await durable.prepare(loop, runs);
  const startedAt = performance.now();
  await Promise.all(begin());
  return { steps: runs * steps, ms: performance.now() - startedAt };
}

process.on("message", async (heat: Heat) => process.send?.(await race(heat)));
process.once("disconnect", async () => {
  await durable.close();
  await closePlatform();
});
process.send?.({ ready: true });
