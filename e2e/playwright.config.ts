import { defineConfig, devices } from "@playwright/test";
import { BROWSER_ARGS, findBrowser } from "../checks/browser";
import type { Options } from "./fixtures/agency/test";

const STAFFED = "*.staffed.spec.ts";

/** Journeys of people through the built agency, in a real browser. `global-setup` opens two agencies of their own. */
export default defineConfig<Options>({
  testDir: "journeys",
  outputDir: "../test-results",
  globalSetup: "./fixtures/agency/global-setup.ts",
  // Side by side, since a journey mostly waits; one after the other in each agency, since the staff's journeys change it for all.
  workers: 2,
  projects: [
    { name: "bare", testIgnore: STAFFED, workers: 1, use: { at: "bare" } },
    { name: "staffed", testMatch: STAFFED, workers: 1, use: { at: "staffed" } },
  ],
  // These only say when to give up, also on a machine with much else to do.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  // A shared machine can be slow for a moment; what is broken fails twice, what needed a second try is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    launchOptions: { executablePath: findBrowser(), args: BROWSER_ARGS },
    trace: "retain-on-failure",
  },
});
