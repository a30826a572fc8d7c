import { join } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Small files that take long. A fresh clone sorts by size: they would come last, with a core idle beside them. One that has
 * moved only loses its place.
 */
const LONGEST = [
  "server/billing/proofs/model-based.itest.ts",
  "server/runtime/sandbox/attacks/attacks.itest.ts",
  "server/hiring/interrupted.itest.ts",
];

/** Runs what takes longest first, so that all cores have work until the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const longest = LONGEST.map((name) => join(root, name));
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => longest.includes(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
