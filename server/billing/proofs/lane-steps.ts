import { eq } from "drizzle-orm";
import { runs } from "#drizzle/schema/index";
import { Conflict, pico, type RateTable, systemClock } from "#kernel";
import { withSystem } from "#platform";
import type { AttemptRow } from "../commands/settle-hold";
import { creditRun } from "../invoicing/credit-run";
import { priceCall } from "../pricing/compute-settlement";
import { worstCase } from "../pricing/worst-case";
import { lose, MARKUP_BPS, reserve, settle } from "../testing/books";
import type { Done } from "./explain";
import * as model from "./model";
import { credit } from "./model-invoices";
import type { LaneMove } from "./moves";
import type { Lane, World } from "./world";

/** Something to do: on the real thing, and in the model. */
export type Step = Omit<Done, "outcome"> & { perform(): Promise<string> };

type Shift = Extract<LaneMove, { kind: "shift" }>;
type Usage = Shift["usage"];

/** What a run does, or what is done to it. */
export function laneStep(world: World, lane: Lane, move: LaneMove): Step {
  if (move.kind === "late") return lateStep(world, lane, move);
  if (move.kind === "spoil") return spoilStep(lane, move.twice);
  return lane.open ? endStep(world, lane, lane.open, move) : reserveStep(lane, move);
}

const SMALLEST_OUTPUT = 1_024;

function reserveStep(lane: Lane, { inputBound, wantedOutput }: Shift): Step {
  const { work, caps } = lane;
  const worst = worstCase({
    rates: work.shop.rates,
    tier: "standard",
    api: "anthropic",
    markupBps: MARKUP_BPS,
    inputBound,
  });
  return {
    what: `run ${work.runId} reserves`,
    async perform() {
      const answer = await reserve(work, { inputBound, wantedOutput });
      if ("kind" in answer) return `refused at ${answer.available}`;
      lane.open = answer;
      return `holds for ${answer.maxOutput} tokens`;
    },
    expect(books) {
      const available = model.roomFor(books, caps);
      const maxOutput = worst.affordableOutput(pico(available), wantedOutput);
      if (maxOutput < SMALLEST_OUTPUT) return [{ outcome: `refused at ${available}`, next: books }];
      const next = model.reserve(books, work.runId, caps, worst.amount(maxOutput));
      return [{ outcome: `holds for ${maxOutput} tokens`, next }];
    },
  };
}

/** The first of several tries that succeeded; all others must have been refused as conflicts. */
async function onlyOne(tries: readonly Promise<string>[]): Promise<string> {
  const results = await Promise.allSettled(tries);
  const won = results.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
  const errors = results.flatMap((result) => (result.status === "rejected" ? result.reason : []));
  const strange = errors.find((error) => !(error instanceof Conflict));
  if (strange) throw strange;
  return won.length === 1 && won[0] !== undefined ? won[0] : `${won.length} of ${tries.length} succeeded`;
}

function endStep(world: World, lane: Lane, attempt: AttemptRow, { end, usage }: Shift): Step {
  const { work } = lane;
  const charge = async () => {
    const { cost, credited } = await settle(work, attempt, usage);
    return `costs ${cost}, the agency ${credited}`;
  };
  const giveUp = async () => {
    await lose(work, attempt, usage);
    return "released";
  };
  const tries: Record<typeof end, () => Promise<string>[]> = {
    settle: () => [charge()],
    "settle twice": () => [charge(), charge()],
    lose: () => [giveUp()],
    "lose twice": () => [giveUp(), giveUp()],
    race: () => [charge(), giveUp()],
  };
  const charged = chargeOf(work.shop.rates, usage);
  const prices = world.cards.map((card) => chargeOf(card, usage));
  return {
    what: `run ${work.runId}, attempt ${attempt.id}: ${end}`,
    async perform() {
      const outcome = await onlyOne(tries[end]());
      lane.open = null;
      world.ended.push({ lane, attempt });
      return outcome;
    },
    expect(books) {
      const { next, cost, credited } = model.settle(books, work.runId, attempt.id, charged, prices);
      const settled = { outcome: `costs ${cost}, the agency ${credited}`, next };
      const released = { outcome: "released", next: model.release(books, work.runId) };
      if (end === "race") return [settled, released];
      return end.startsWith("settle") ? [settled] : [released];
    },
  };
}

const chargeOf = (rates: RateTable, raw: Usage): bigint =>
  priceCall({ api: "anthropic", raw }, rates, "standard", MARKUP_BPS).charged;

/** A worker that was thought dead reports an attempt that has ended. */
function lateStep({ ended }: World, { open }: Lane, { usage, pick }: Extract<LaneMove, { kind: "late" }>): Step {
  const late = ended.length === 0 ? null : (ended[pick % ended.length] ?? null);
  return {
    what: late ? `attempt ${late.attempt.id} is reported again` : "nothing is late",
    async perform() {
      if (!late || late.attempt.id === open?.id) return "nothing";
      try {
        await settle(late.lane.work, late.attempt, usage);
        return "charged again";
      } catch (error) {
        if (error instanceof Conflict) return "nothing";
        throw error;
      }
    },
    expect: (books) => [{ outcome: "nothing", next: books }],
  };
}

/** A run failed for no fault of its brief: the agency carries what it has cost. */
function spoilStep({ work }: Lane, twice: boolean): Step {
  const spoil = () =>
    withSystem(async (tx) => {
      const [run] = await tx.select().from(runs).where(eq(runs.id, work.runId)).for("update");
      if (!run) throw new Error("the run is not there");
      return creditRun(tx, run, "the sandbox failed", { clock: systemClock });
    });
  return {
    what: `run ${work.runId} is credited`,
    async perform() {
      const given = await Promise.all(twice ? [spoil(), spoil()] : [spoil()]);
      return `gives back ${given.reduce((sum, amount) => sum + amount, 0n)}`;
    },
    expect(books) {
      const mine = Object.entries(books.calls).filter(([, { run }]) => run === work.runId);
      const next = mine.reduce((after, [id, { cost }]) => credit(after, id, cost), books);
      return [{ outcome: `gives back ${mine.reduce((sum, [, { cost }]) => sum + cost, 0n)}`, next }];
    },
  };
}
