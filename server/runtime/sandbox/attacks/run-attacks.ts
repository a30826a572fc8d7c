import { familyOf, listProcesses } from "../processes";
import type { Attack } from "./attack";
import { ATTACKS } from "./attacks";
import { openStage, type Scale } from "./stage";

export type AttackReport = {
  readonly name: string;
  /** What held it; NULL when nothing did. */
  readonly heldBy: string | null;
  /** Why it was not held; empty when it was. */
  readonly problem: string;
  /** The most that all processes of the sandbox had resident at a time, as seen every few milliseconds. */
  readonly peakBytes: number;
  readonly ms: number;
};

const LOOK_EVERY_MS = 50;

/** Runs every attack on a stage of its own, one after another. */
export async function* runAttacks(scale: Scale, attacks: readonly Attack[] = ATTACKS): AsyncGenerator<AttackReport> {
  for (const attack of attacks) yield await runAttack(attack, scale);
}

async function runAttack(attack: Attack, scale: Scale): Promise<AttackReport> {
  const stage = await openStage(scale);
  const peak = await watchPeak();
  const started = performance.now();
  const report = (heldBy: string | null, problem: string): AttackReport => ({
    name: attack.name,
    heldBy,
    problem,
    peakBytes: peak(),
    ms: performance.now() - started,
  });
  try {
    return report(await attack.run(stage), "");
  } catch (error) {
    return report(null, error instanceof Error ? error.message : String(error));
  } finally {
    await stage.close();
  }
}

/** Looks at the memory of all that this process started. @returns stops looking and tells the most it saw, bytes */
async function watchPeak(): Promise<() => number> {
  let before: number | null = null;
  let peak = 0;
  let stopped = false;
  const look = async () => {
    const started = familyOf(process.pid, await listProcesses()).filter(({ pid }) => pid !== process.pid);
    const bytes = started.reduce((sum, { residentBytes }) => sum + residentBytes, 0);
    // What was there before the attack, such as a compiler's service, is not of the sandbox.
    before ??= bytes;
    peak = Math.max(peak, bytes - before);
    if (!stopped) setTimeout(look, LOOK_EVERY_MS).unref();
  };
  await look();
  return () => {
    stopped = true;
    return peak;
  };
}
