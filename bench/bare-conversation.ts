import { createAnthropic } from "@ai-sdk/anthropic";
import { jsonSchema, type ModelMessage, streamText, tool } from "ai";
import { findForHire } from "#catalogue";
import { withSystem } from "#platform";
import { houseRules } from "#server/runtime/shift/house-rules";
import { builtInTools, toolSpecs } from "#server/runtime/tools/index";

/** What every contender has its model do. */
export const BRIEF = "List the files.";

/** The agent that all benches hire. */
export async function findAnalyst() {
  const edition = await withSystem((tx) => findForHire(tx, "data-analyst"));
  if (!edition) throw new Error("the data analyst is not in the catalogue");
  return edition;
}

type Analyst = Awaited<ReturnType<typeof findAnalyst>>;

/**
 * The same instructions, tools and turns as a run has with the bare AI SDK, one `streamText` a step; nothing is kept.
 * @returns has one conversation of so many steps, and answers with the milliseconds of each
 */
export function bareConversation(analyst: Analyst, modelUrl: string): (steps: number) => Promise<number[]> {
  const model = createAnthropic({ apiKey: "bench", baseURL: `${modelUrl}/v1` })(analyst.model.modelId);
  const tools = Object.fromEntries(
    toolSpecs(builtInTools(analyst.tools)).map(({ name, description, parameters }) => [
      name,
      tool({ description, inputSchema: jsonSchema(parameters), execute: () => ({ files: [] }) }),
    ]),
  );
  return async (steps) => {
    const messages: ModelMessage[] = [{ role: "user", content: BRIEF }];
    const times: number[] = [];
    for (let step = 0; step < steps; step++) {
      const startedAt = performance.now();
      const result = streamText({
        model,
        system: houseRules({ ...analyst, acceptance: null }),
        messages,
        tools,
        maxOutputTokens: 8_192,
        maxRetries: 0,
      });
      messages.push(...(await result.response).messages);
      times.push(performance.now() - startedAt);
    }
    return times;
  };
}
