import { defineConfig, devices } from "@playwright/test";
import { BROWSER_ARGS, findBrowser } from "../checks/browser";

/** Journeys of people through the built agency, in a real browser. `global-setup` opens two agencies of their own. */
export default defineConfig({
  testDir: "journeys",
  outputDir: "../test-results",
  globalSetup: "./fixtures/agency/global-setup.ts",
  // Two cores: one for the browser, one for the agency.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  // A shared machine can be slow for a moment; what is broken fails twice, what needed a second try is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    // What waits for longer waits for something that does not come.
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    launchOptions: { executablePath: findBrowser(), args: BROWSER_ARGS },
    trace: "retain-on-failure",
  },
});
