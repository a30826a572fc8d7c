import { defineConfig } from "vitest/config";

const sources = "{app,bin,checks,drizzle,server,workers,e2e/fixtures}/**";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [`${sources}/*.test.{ts,tsx}`],
          setupFiles: ["checks/property-seed.ts"],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "integration",
          include: [`${sources}/*.itest.ts`],
          globalSetup: ["e2e/fixtures/database/cluster.ts"],
          setupFiles: ["checks/property-seed.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
