import { ms, type Row } from "../../figures";
import type { RacerName, Standing } from "./race";

const NAMES: Record<RacerName, string> = {
  sdk: "the bare AI SDK, nothing kept",
  dbos: "DBOS, no money",
  "dbos-hot": "DBOS, the same holds and ledger",
  "dbos-spread": "DBOS, the same, a wallet for each run",
  agency: "the agency",
};

/** Steps a second of each, and how the agency stands beside the others. */
export function report({ runs, msPerStep }: Standing, latencyMs: number): Row[] {
  const model = latencyMs > 0 ? `, ${ms(latencyMs)} model` : "";
  const times = (name: RacerName) => `× ${(msPerStep(name) / msPerStep("agency")).toFixed(2)}`;
  const aims = [
    `${ms(msPerStep("agency") - msPerStep("sdk"))} over the bare AI SDK`,
    `${times("dbos-hot")} of DBOS with the same writes (aim 1)`,
    `${times("dbos")} of DBOS without (aim 0.5)`,
  ];
  return (Object.keys(NAMES) as RacerName[]).map((name) => ({
    what: `${runs} at once${model}: ${NAMES[name]}`,
    figures: [
      `${(1_000 / msPerStep(name)).toFixed(0)} steps/s`,
      `${ms(msPerStep(name))} a step`,
      ...(name === "agency" ? aims : []),
    ],
  }));
}
