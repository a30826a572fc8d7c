import { expect, test } from "../fixtures/agency/test";
import { RegionForm } from "../pages/form";

test("repeats a job on a timetable, changes it, pauses it and ends it", async ({ page, rest, member }) => {
  expect(member.organization).toBeTruthy();
  const job = await rest.haveDone({
    title: "Morning figures",
    brief: "Say which files there are.",
    agents: ["trainee"],
    budget: "1.00",
  });
  await page.goto(`/jobs/${job.id}`);
  await page.getByRole("link", { name: "Repeat", exact: true }).click();

  const form = new RegionForm(page, "Standing order");
  await expect(form.field("Title of each job")).toHaveValue("Morning figures");
  await form.field("How often").selectOption("A timetable of your own");
  await form.fill({
    Timetable: "every morning",
    "Time zone": "Europe/Berlin",
    "Budget of a month, US dollars": "10.00",
  });
  await form.send("Place the standing order");
  await expect(form.field("Timetable")).toHaveAccessibleDescription(/Write five fields/);
  await form.field("How often").selectOption("Mondays to Fridays");
  await form.fill({ Time: "07:30", "Budget of a month, US dollars": "0.50" });
  await form.send("Place the standing order");
  await expect(form.field("Budget of a month, US dollars")).toHaveAccessibleDescription(/at least one job/);
  await form.fill({ "Budget of a month, US dollars": "10.00" });
  await form.send("Place the standing order");

  await expect(page.getByRole("heading", { level: 1, name: "Morning figures" })).toBeVisible();
  const main = page.getByRole("main");
  await expect(main).toContainText("Mondays to Fridays at 07:30 (Europe/Berlin), next");
  await expect(main).toContainText("It was not due yet");
  const change = new RegionForm(page, "Timetable and budget");
  await expect(change.field("How often")).toHaveValue("weekdays");
  await expect(change.field("Time")).toHaveValue("07:30");
  await expect(change.region.getByRole("listitem")).toHaveCount(3);
  await change.field("How often").selectOption("Every Monday");
  await change.fill({ Time: "08:00", "Budget of a month, US dollars": "20.00" });
  await change.send("Save");
  await expect(main).toContainText("Every Monday at 08:00");
  await expect(change.region.getByRole("listitem")).toContainText([/Monday/, /Monday/, /Monday/]);
  await expect(page.getByRole("region", { name: "This month" })).toContainText("$0.00 of $20.00");

  await page.getByRole("button", { name: "Pause: Morning figures" }).click();
  await expect(main).toContainText("until somebody lets it go on");
  await page.getByRole("button", { name: "Let it go on: Morning figures" }).click();
  await expect(main).toContainText("next");
  await page.goto("/standing-orders");
  await expect(page.getByRole("listitem").filter({ hasText: "Morning figures" })).toContainText("Standing");
  await page.getByRole("link", { name: "Morning figures" }).click();
  page.once("dialog", (question) => question.accept());
  await page.getByRole("button", { name: "End for good: Morning figures" }).click();
  await expect(main).toContainText("posts nothing any more");
});
