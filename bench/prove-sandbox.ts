import { log } from "#platform";
import { closeSandbox } from "#runtime";
import { runAttacks } from "#server/runtime/sandbox/attacks/run-attacks";
import { probeContainment } from "#server/runtime/sandbox/isolation";

const MIB = 1024 * 1024;
/** As in an agent's work. */
const ALLOWANCE = { deadlineMs: 20_000, runMs: 15_000 };

/**
 * Tries every known attack on the sandbox and says of each what held it, the most memory it had and how long it took.
 * @returns whether all were held
 */
export async function proveSandbox(say: (line: string) => void): Promise<boolean> {
  // Each kill is logged, and here each is told.
  log.level = "silent";
  const { isolation, memoryIsLimited } = await probeContainment();
  say(
    `Namespaces: ${isolation}; memory limited by ${memoryIsLimited ? "the kernel" : "a watchdog"}; user ${process.getuid?.() ?? "?"}.`,
  );
  let missed = 0;
  try {
    for await (const { name, heldBy, problem, peakBytes, ms } of runAttacks({ ...ALLOWANCE, endless: ALLOWANCE })) {
      if (heldBy === null) missed += 1;
      const figures = `${(ms / 1000).toFixed(1).padStart(5)} s  ${String(Math.round(peakBytes / MIB)).padStart(5)} MB`;
      say(`${heldBy === null ? "FAILED" : "held  "} ${figures}  ${name}: ${heldBy ?? problem}`);
    }
  } finally {
    closeSandbox();
  }
  say(missed === 0 ? "Every attack was held." : `${missed} attacks were not held.`);
  return missed === 0;
}
