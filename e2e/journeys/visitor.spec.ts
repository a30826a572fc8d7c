import type { Locator } from "@playwright/test";
import { inspect } from "../fixtures/agency/inspect";
import { faresCsv } from "../fixtures/agency/tables";
import { enter, expect, newcomer, test } from "../fixtures/agency/test";
import { Entrance } from "../pages/entrance";
import { HirePage } from "../pages/hire-page";
import { JobPage } from "../pages/job-page";
import { RosterPage } from "../pages/roster-page";
import { Shell } from "../pages/shell";

const PUBLIC = ["/", "/?q=no+such+agent", "/agents/trainee", "/agents/data-analyst", "/prices", "/signin", "/register"];
const NOBODY = "0190aaaa-0000-7000-8000-000000000000";

test("sees the roster, an agent and the prices, and nothing else", async ({ page }) => {
  await page.goto("/");
  const roster = new RosterPage(page);
  expect(await roster.names.count()).toBeGreaterThanOrEqual(8);
  await page.getByRole("link", { name: "Data analyst", exact: true }).click();
  await expect(page.getByRole("region", { name: "Rates", exact: true })).toContainText(/Input\s*\$[\d.]+/);
  await new Shell(page).goTo("Prices");
  await expect(page.getByRole("table", { name: /^Prices of / }).first()).toContainText(/Output/);
  await expect(new Shell(page).banner.getByRole("link", { name: "Bill" })).toBeHidden();
  for (const path of ["agents", "agents/trainee", "prices"]) {
    expect((await page.request.get(`/api/v1/${path}`)).status(), path).toBe(200);
  }
  for (const path of ["jobs", `jobs/${NOBODY}`, "wallet", "invoices"]) {
    expect((await page.request.get(`/api/v1/${path}`)).status(), path).toBe(401);
  }
});

test("is asked to sign in on every other page, and led back to it", async ({ page, agency }) => {
  const pages = ["/jobs", "/jobs/new?agent=trainee", "/bill", "/settings"];
  for (const address of [...pages, `/jobs/${NOBODY}`, `/invoices/${NOBODY}`]) {
    await page.goto(address);
    await expect(page).toHaveURL(`/signin?next=${encodeURIComponent(address)}`);
  }
  for (const address of pages) {
    await page.goto(address);
    await new Entrance(page).signIn(agency.demo);
    await expect(page).toHaveURL(address);
    await page.context().clearCookies();
  }
  await page.goto("/signin?next=https://elsewhere.example/");
  await new Entrance(page).signIn(agency.demo);
  await expect(page).toHaveURL("/jobs");
});

test("every public page can be read by everyone, in light and dark, and fits on a phone", async ({ page }) => {
  test.slow();
  for (const address of [...PUBLIC, "/nothing/here"]) await inspect(page, address);
});

test("every member's page can be read by everyone, in light and dark, and fits on a phone", async ({ page, rest }) => {
  test.slow();
  // A name and a title that do not break anywhere are the hardest to fit.
  await enter(page, newcomer("Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"));
  const { id: fileId } = await (await rest.upload(faresCsv)).json();
  const { id } = await rest.haveDone({
    title: "supercalifragilisticexpialidocious".repeat(3),
    brief: "Profile this.",
    agents: ["trainee", "trainee"],
    mode: "parallel",
    fileIds: [fileId],
    budget: "1.00",
  });
  const invoice = await (await page.request.post("/api/v1/invoices", { data: {} })).json();
  const pages = [
    "/jobs",
    "/jobs?status=failed",
    "/jobs/new?agent=trainee",
    `/jobs/${id}`,
    "/bill",
    `/invoices/${invoice.id}`,
  ];
  for (const address of [...pages, "/settings", `/jobs/${NOBODY}`]) await inspect(page, address);
});

/** Presses Tab until the focus is there. */
async function tabTo(target: Locator): Promise<void> {
  const isFocused = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; !(await isFocused()); presses++) {
    expect(presses, "the keyboard reaches it").toBeLessThan(80);
    await target.page().keyboard.press("Tab");
  }
}

test("hires with the keyboard alone", async ({ page, member: _ }) => {
  await page.goto("/?duty=on");
  const roster = new RosterPage(page);
  await tabTo(roster.tick("The trainee"));
  await page.keyboard.press("Space");
  await tabTo(roster.hire);
  await page.keyboard.press("Enter");
  const form = new HirePage(page);
  await expect(form.brief).toBeVisible();
  await tabTo(form.brief);
  await page.keyboard.type("What can you do?");
  await tabTo(form.budget);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("0.50");
  await tabTo(form.submit);
  await page.keyboard.press("Enter");
  const job = new JobPage(page);
  await expect(job.title).toHaveText("What can you do?");
  await tabTo(job.lane("The trainee").timeline);
});
