import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, expect, type Page } from "@playwright/test";
import { BROWSER_ARGS, findBrowser } from "../checks/browser";
import { openAgency } from "./fixtures/agency/open-agency";
import { BillPage } from "./pages/bill-page";
import { Entrance } from "./pages/entrance";
import { HirePage } from "./pages/hire-page";
import { JobPage, WORK } from "./pages/job-page";

/**
 * Photographs a new agency, with the trainee at work on the data that the project ships, for the README and for a
 * designer's eye: `npm run screenshots` writes docs/screenshots/*.png.
 */
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ALBUM = join(ROOT, "docs", "screenshots");
const DATA = join(ROOT, "demo", "seattle-weather.csv");
const TRAINEE = "The trainee";

const TITLE = "Profile four years of Seattle's weather and tell me what stands out.";
const BRIEF = `${TITLE}

- What was the highest temperature, and when?
- Which month is the wettest?
- How many days had snow?`;

/** Far enough into the work that there is something to see, and before its end: a step with many queries. */
const SHOWN_STEP = 4;

async function photograph(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(ALBUM, `${name}.png`), animations: "disabled" });
  process.stdout.write(`docs/screenshots/${name}.png\n`);
}

async function hireTrainee(page: Page): Promise<JobPage> {
  await page.goto("/jobs/new?agent=trainee");
  const form = new HirePage(page);
  await form.brief.fill(BRIEF);
  await form.attach({ name: "seattle-weather.csv", mimeType: "text/csv", buffer: await readFile(DATA) });
  await form.budget.fill("1.00");
  await expect(form.quote).toContainText(/Not to exceed\s*\$1\.00/);
  await form.submit.click();
  return new JobPage(page);
}

/** A job while the agent is at it. */
async function photographWork(page: Page, name: string): Promise<JobPage> {
  const job = await hireTrainee(page);
  const lane = job.lane(TRAINEE);
  await expect(lane.step(SHOWN_STEP).getByRole("img", { name: "Done" }).first()).toBeVisible(WORK);
  await photograph(page, name);
  return job;
}

async function photographAll(browser: Browser, url: string, demo: { email: string; password: string }): Promise<void> {
  const size = { width: 1440, height: 900 };
  const page = await browser.newPage({ baseURL: url, viewport: size, colorScheme: "light", reducedMotion: "reduce" });
  await page.goto("/signin");
  await new Entrance(page).signIn(demo);
  await expect(page).toHaveURL(/\/jobs$/);
  await page.goto("/");
  await photograph(page, "roster");

  const job = await photographWork(page, "live-job");
  await expect(job.lane(TRAINEE).timeline).toContainText("Delivered.", WORK);
  const report = job.deliverable(TRAINEE);
  const chart = report.getByRole("img").first();
  await chart.scrollIntoViewIfNeeded();
  await expect(chart).toHaveJSProperty("complete", true);
  await photograph(page, "deliverable");

  await job.accept.click();
  await expect(job.accept).toBeHidden();
  await page.goto("/bill");
  await new BillPage(page).openLines(TITLE, TRAINEE);
  await photograph(page, "bill");

  await page.emulateMedia({ colorScheme: "dark" });
  await photographWork(page, "live-job-dark");
}

await mkdir(ALBUM, { recursive: true });
const agency = await openAgency();
try {
  const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS });
  try {
    await photographAll(browser, agency.url, agency.demo);
  } finally {
    await browser.close();
  }
} finally {
  await agency.close();
}
