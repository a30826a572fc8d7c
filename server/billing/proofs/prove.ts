import fc from "fast-check";
import type { Clock, RateTable } from "#kernel";
import { sealEvents } from "../seal/seal-entries";
import { lose, openShop, type Shop, settle, violations } from "../testing/books";
import { publishPrices } from "../testing/rerates";
import { accountSteps, expiryStep, startExpiry } from "./account-steps";
import { type Done, explain } from "./explain";
import { laneStep, type Step } from "./lane-steps";
import { picture } from "./model";
import { type History, history } from "./moves";
import { verifyDocuments } from "./verify-documents";
import { openWorld, readPicture, type World } from "./world";

export type ProofOptions = {
  /** At least so many operations. */
  readonly operations: number;
  /** Of the first history; the next one's is one more. How the operations of a history interleave is up to the machine. */
  readonly seed: number;
  /** Told after each audit of the whole database. */
  readonly onAudit?: (performed: number) => void;
};

const ORGANIZATIONS = 6;
const LANES = 4;
const ROUNDS = 60;
const DAY_MS = 86_400_000;

/** The whole database is audited so often, and later, when that takes long, each time it has grown by this share. */
const AUDIT_EVERY = 200;
const AUDIT_GROWTH = 0.05;

/**
 * Does random things to several organizations at once, over real connections, and shows after each round that some order
 * of what happened explains every answer and every balance, to the picodollar; and that every invariant of the books holds.
 * @returns how many operations were performed
 * @throws Error with the round that nothing explains, or the violated invariant; it names the seed
 */
export async function prove({ operations, seed, onAudit = () => undefined }: ProofOptions): Promise<number> {
  const shop = await openShop();
  const cards = [
    shop.rates,
    await publishPrices(shop, 2, { input: "4", output: "19" }),
    await publishPrices(shop, 3, { input: "1", output: "11" }),
  ];
  const audit = auditor(onAudit);
  let performed = 0;
  for (let chapter = seed; performed < operations; chapter++) {
    try {
      performed += await tell(shop, cards, sample(chapter), (since) => audit(performed + since));
    } catch (cause) {
      throw new Error(`Seed ${chapter} brought it to light. ${cause instanceof Error ? cause.message : cause}`, {
        cause,
      });
    }
  }
  await audit(performed, true);
  return performed;
}

/**
 * A history, drawn and not shrunk: what a failed one has left behind stays in the books that a shorter one would be judged
 * by.
 */
function sample(seed: number): History {
  const drawn = fc.sample(history({ organizations: ORGANIZATIONS, lanes: LANES, rounds: ROUNDS }), {
    seed,
    numRuns: 1,
  });
  return drawn[0] ?? [];
}

function auditor(onAudit: (performed: number) => void) {
  let last = 0;
  return async (performed: number, isLast = false): Promise<void> => {
    if (!isLast && performed - last < Math.max(AUDIT_EVERY, last * AUDIT_GROWTH)) return;
    const found = await violations();
    if (found.length > 0) throw new Error(`After ${performed} operations the books are wrong: ${found.join("; ")}`);
    last = performed;
    onAudit(performed);
  };
}

/** Lets a history happen to new organizations. @returns its number of operations */
async function tell(
  shop: Shop,
  cards: readonly RateTable[],
  rounds: History,
  audit: (performed: number) => Promise<void>,
): Promise<number> {
  const worlds = await Promise.all(Array.from({ length: ORGANIZATIONS }, () => openWorld(shop, cards)));
  let now = Date.now();
  const clock: Clock = { now: () => new Date(now) };
  let performed = 0;
  for (const { organizations, days, seal } of rounds) {
    now += (days ?? 0) * DAY_MS;
    const expiry = days === null ? null : startExpiry(clock);
    const sealing = seal ? sealEvents() : null;
    const counts = worlds.map((world, index) => {
      const { lanes = [], account = [] } = organizations[index] ?? {};
      const laneSteps = lanes.flatMap((move, no) => {
        const lane = world.lanes[no];
        return move && lane ? laneStep(world, lane, move) : [];
      });
      const steps = [...laneSteps, ...account.flatMap((move) => accountSteps(world, move, clock))];
      return perform(world, expiry ? [...steps, expiryStep(clock, expiry)] : steps).then(
        () => laneSteps.length + account.length,
      );
    });
    // All of them are over before a failure is told: its database may be taken away then.
    const results = await Promise.allSettled([...counts, expiry, sealing]);
    const failed = results.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
    for (const count of await Promise.all(counts)) performed += count;
    performed += (expiry ? 1 : 0) + (sealing ? 1 : 0);
    await audit(performed);
  }
  return performed + (await endWell(worlds));
}

/** Does all this at once, and looks for an order that explains it. */
async function perform(world: World, steps: readonly Step[]): Promise<void> {
  const done = await Promise.all(
    steps.map(
      async (step): Promise<Done> => ({ ...step, outcome: await step.perform().catch((error) => `threw ${error}`) }),
    ),
  );
  const actual = await readPicture(world);
  const explained = explain(world.books, done, actual);
  if (!explained) {
    const told = done.map(({ what, outcome }) => `  ${what}: ${outcome}`);
    const pictures = [`before ${picture(world.books)}`, `after ${actual}`];
    throw new Error(
      `No order explains what organization ${world.scope.orgId} did:\n${[...told, ...pictures].join("\n")}`,
    );
  }
  world.books = explained;
}

/**
 * Ends what is open, one half settled and one half lost: then nothing is held, and every document verifies.
 * @returns how many that were
 */
async function endWell(worlds: readonly World[]): Promise<number> {
  const open = worlds.flatMap(({ lanes }) => lanes.flatMap(({ work, open }) => (open ? { work, attempt: open } : [])));
  await Promise.all(
    open.map(({ work, attempt }, index) =>
      index % 2 === 0 ? settle(work, attempt, { input_tokens: 100, output_tokens: 100 }) : lose(work, attempt),
    ),
  );
  for (const world of worlds) {
    const { held } = JSON.parse(await readPicture(world));
    if (held !== "0") throw new Error(`Organization ${world.scope.orgId} holds ${held}, and no call is under way`);
    await verifyDocuments(world);
  }
  return open.length;
}
