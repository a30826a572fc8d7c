import { createAnthropic } from "@ai-sdk/anthropic";
import { jsonSchema, type ModelMessage, streamText, tool } from "ai";
import { findForHire } from "#catalogue";
import { withSystem } from "#platform";
import { houseRules } from "#server/runtime/shift/house-rules";
import { builtInTools, toolSpecs } from "#server/runtime/tools/index";
import { allEnded, type BenchAgency, hireOne, momentsOf, withWorker } from "../agency";
import { ms, type Row, spreadOf, spreadRow } from "../figures";

const STEPS = 40;
const ROUNDS = 4;

/**
 * What the agency adds to a step (hold, settlement, tool, journal, events) when the model answers at once: a run of
 * `list_files` steps beside the same conversation with the bare AI SDK, in turns, against the same server.
 */
export const benchOverhead = (agency: BenchAgency): Promise<Row[]> =>
  withWorker(agency, { steps: STEPS }, async (modelUrl) => {
    const bare: number[] = [];
    const ours: number[] = [];
    const converse = await bareConversation(modelUrl);
    for (let round = 0; round <= ROUNDS; round++) {
      const [bareTimes, ourTimes] = [await converse(), await stepTimes(agency)];
      // The first round warms both up.
      if (round === 0) continue;
      bare.push(...bareTimes);
      ours.push(...ourTimes);
    }
    const [sdk, step] = [spreadOf(bare), spreadOf(ours)];
    return [
      spreadRow("a step with the bare AI SDK", sdk),
      spreadRow("a step in the agency", step),
      {
        what: "the agency's own overhead per step",
        figures: [`p50 ${ms(step.p50 - sdk.p50)}`, `p95 ${ms(step.p95 - sdk.p95)}`],
      },
    ];
  });

/** From settlement to settlement: the answers of the step before, the reserve, the call and the settle. */
async function stepTimes(agency: BenchAgency): Promise<number[]> {
  const jobId = await hireOne(agency);
  await allEnded([jobId]);
  const settled = (await momentsOf(jobId)).filter(({ type }) => type === "step.settled");
  return settled.slice(1).map(({ at }, index) => at - (settled[index]?.at ?? Number.NaN));
}

/** The same instructions, tools and turns as a run has, one `streamText` a step. @returns the time of each step after the first */
async function bareConversation(modelUrl: string): Promise<() => Promise<number[]>> {
  const edition = await withSystem((tx) => findForHire(tx, "data-analyst"));
  if (!edition) throw new Error("the data analyst is not in the catalogue");
  const model = createAnthropic({ apiKey: "bench", baseURL: `${modelUrl}/v1` })(edition.model.modelId);
  const tools = Object.fromEntries(
    toolSpecs(builtInTools(edition.tools)).map(({ name, description, parameters }) => [
      name,
      tool({ description, inputSchema: jsonSchema(parameters), execute: () => ({ files: [] }) }),
    ]),
  );
  return async () => {
    const messages: ModelMessage[] = [{ role: "user", content: "List the files." }];
    const times: number[] = [];
    for (let step = 0; step < STEPS; step++) {
      const startedAt = performance.now();
      const result = streamText({
        model,
        system: houseRules(edition),
        messages,
        tools,
        maxOutputTokens: 8_192,
        maxRetries: 0,
      });
      messages.push(...(await result.response).messages);
      times.push(performance.now() - startedAt);
    }
    return times.slice(1);
  };
}
