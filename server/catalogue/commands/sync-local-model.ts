import { and, eq } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import { withSystem } from "#platform";

/** A model that the server at LOCAL_MODEL_URL offers. `contextWindow` in tokens; NULL where the server does not tell. */
export type DetectedModel = { readonly id: string; readonly contextWindow: number | null };

/** What a local server is trusted with when it does not tell: small models' usual window, in tokens. */
const CAUTIOUS_WINDOW = 32_768;
const MAX_OUTPUT = 8_192;

/**
 * Notes which model the local server runs. A published rate card never changes, so a model that turns up later could
 * not be priced on it: instead the catalogue has one model `local` with rates of its own, which stands for the first
 * model that the server offers, and this is where its real name is kept. No detected model takes it off duty.
 */
export async function syncLocalModel(detected: readonly DetectedModel[]): Promise<void> {
  const { models } = schema;
  const [first] = detected;
  const contextWindow = first?.contextWindow ?? CAUTIOUS_WINDOW;
  await withSystem((tx) =>
    tx
      .update(models)
      .set({
        servedAs: first?.id ?? null,
        contextWindow,
        maxOutput: Math.min(MAX_OUTPUT, Math.ceil(contextWindow / 2)),
      })
      .where(and(eq(models.provider, "local"), eq(models.modelId, "local"))),
  );
}
