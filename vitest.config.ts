import { defineConfig } from "vitest/config";
import { LongestFirst } from "./checks/longest-first";

const sources = "{app,bin,checks,drizzle,server,workers,e2e/fixtures}/**";

export default defineConfig({
  test: {
    // One core a worker, also on two cores: a test on PostgreSQL mostly waits for it.
    maxWorkers: "100%",
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: [`${sources}/*.test.{ts,tsx}`],
          setupFiles: ["checks/property-seed.ts"],
          // Says when to give up, also on a machine with ten times the work that it has cores for.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "integration",
          include: [`${sources}/*.itest.ts`],
          globalSetup: ["e2e/fixtures/database/cluster.ts"],
          setupFiles: ["checks/property-seed.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
