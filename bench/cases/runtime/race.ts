import type { BenchAgency } from "../../agency";
import type { Contender } from "./contender";
import { LOOPS, type Loop, type Result } from "./contest";
import { raceAgency } from "./race-agency";

/** Short rounds in turns, so that whatever else the machine does slows all of them alike. */
const ROUNDS = 3;
/** A great many runs measure well enough in fewer rounds. */
const MOST_RUNS = 96;
/** Few runs are too soon over to measure: they race again until so many have run. */
const RUNS_PER_ROUND = 8;

export type RacerName = Loop | "agency";

export type Racer = { readonly name: RacerName; race(runs: number): Promise<Result> };

/** What came of so many runs at once: milliseconds a step, by who made them. */
export type Standing = { readonly runs: number; msPerStep(name: RacerName): number };

export const racersOf = (agency: BenchAgency, { race }: Contender): Racer[] => [
  ...LOOPS.map((loop): Racer => ({ name: loop, race: (runs) => race({ loop, runs }) })),
  { name: "agency", race: (runs) => raceAgency(agency, runs) },
];

/** Has each racer make so many runs at once, one racer after the other, round by round; who begins changes. */
export async function measureInTurns(racers: readonly Racer[], runs: number): Promise<Standing> {
  const results = new Map<RacerName, Result[]>(racers.map(({ name }) => [name, []]));
  for (let round = 0; round < Math.min(ROUNDS, MOST_RUNS / runs); round++) {
    for (const { name, race } of [...racers.slice(round), ...racers.slice(0, round)]) {
      for (let ran = 0; ran < RUNS_PER_ROUND; ran += runs) results.get(name)?.push(await race(runs));
    }
  }
  const sum = (name: RacerName, of: keyof Result) =>
    (results.get(name) ?? []).reduce((total, result) => total + result[of], 0);
  return { runs, msPerStep: (name) => sum(name, "ms") / sum(name, "steps") };
}
