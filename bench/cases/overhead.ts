import { allEnded, type BenchAgency, hireOne, momentsOf, NOW_AND_THEN_MS, withWorker } from "../agency";
import { bareConversation, findAnalyst } from "../bare-conversation";
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
    const converse = bareConversation(await findAnalyst(), modelUrl);
    for (let round = 0; round <= ROUNDS; round++) {
      const [bareTimes, ourTimes] = [(await converse(STEPS)).slice(1), await stepTimes(agency)];
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
  await allEnded([jobId], NOW_AND_THEN_MS);
  const settled = (await momentsOf(jobId)).filter(({ type }) => type === "step.settled");
  return settled.slice(1).map(({ at }, index) => at - (settled[index]?.at ?? Number.NaN));
}
