import { Rest, refusalOf } from "../fixtures/agency/rest";
import { faresCsv } from "../fixtures/agency/tables";
import { enter, expect, newcomer, test } from "../fixtures/agency/test";
import { BillPage } from "../pages/bill-page";
import { Entrance } from "../pages/entrance";
import { figure } from "../pages/figure";
import { HirePage } from "../pages/hire-page";
import { SettingsPage } from "../pages/settings-page";
import { Shell } from "../pages/shell";

const order = { title: "Count", brief: "How many rows are there?", agents: ["trainee"], budget: "1.00" };

test("registers, is told what is wrong on the way, signs out and in again", async ({ page }) => {
  const entrance = new Entrance(page);
  const shell = new Shell(page);
  const person = newcomer("First Movers");

  await page.goto("/register");
  await entrance.register({ ...person, password: "too short" });
  await expect(entrance.password).toHaveAccessibleDescription(/Choose a password of at least 10 characters/);
  await expect(entrance.password).toHaveAttribute("aria-invalid", "true");
  await expect(entrance.email).toHaveValue(person.email);
  await entrance.register({ ...person, email: "nobody at all" });
  await expect(entrance.email).toHaveAccessibleDescription(/not an email address/);
  await entrance.register(person);
  await expect(shell.accountOf("First Movers")).toBeVisible();

  await page.goto("/bill");
  expect(await figure(new BillPage(page).wallet, "Available")).toBe("$100.00");

  await shell.signOut();
  await expect(shell.signIn).toBeVisible();
  await page.goto("/jobs");
  await expect(page).toHaveURL(/\/signin\?next=%2Fjobs$/);
  await entrance.signIn({ ...person, password: `${person.password}?` });
  await expect(entrance.alert).toContainText("do not belong together");
  await expect(entrance.email).toHaveValue(person.email);
  await entrance.signIn(person);
  await expect(page).toHaveURL("/jobs");
  await expect(shell.accountOf("First Movers")).toBeVisible();

  await shell.signOut();
  await expect(shell.signIn).toBeVisible();
  await page.goto("/register");
  await entrance.register({ ...newcomer(), email: person.email.toUpperCase() });
  await expect(entrance.email).toHaveAccessibleDescription(/registered with .* already/);
});

test("another organization's job is not there, in the browser and over REST", async ({
  page,
  member: _,
  rest,
  browser,
  agency,
}) => {
  const { id } = await (await rest.hire(order)).json();
  const context = await browser.newContext({ baseURL: agency.url });
  const other = await context.newPage();
  await enter(other, newcomer("Strangers"));
  for (const address of [`/jobs/${id}`, "/jobs/0190aaaa-0000-7000-8000-000000000000", "/jobs/nonsense"]) {
    expect((await other.goto(address))?.status()).toBe(404);
    await expect(other.getByRole("heading", { level: 1 })).toHaveText("There is nothing at this address");
  }
  for (const path of [`jobs/${id}`, `jobs/${id}/events`, `jobs/${id}/usage`, `jobs/${id}/deliverables`]) {
    expect((await other.request.get(`/api/v1/${path}`)).status(), path).toBe(404);
  }
  expect((await other.request.post(`/api/v1/jobs/${id}/cancel`)).status()).toBe(404);
  expect(await new Rest(other.request).jobs()).toEqual([]);
  await page.goto(`/jobs/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(order.title);
  await context.close();
});

test("an API key is shown once, works over REST, and ends when it is revoked", async ({
  page,
  member: _,
  playwright,
  agency,
}) => {
  const settings = new SettingsPage(page);
  await page.goto("/settings");
  await settings.createKey("Nightly");
  const key = await settings.secret.innerText();
  await page.reload();
  await expect(settings.keys).toHaveCount(1);
  await expect(settings.keys).toContainText("never used");
  await expect(settings.secret).toBeHidden();

  const program = await playwright.request.newContext({
    baseURL: agency.url,
    extraHTTPHeaders: { authorization: `Bearer ${key}` },
  });
  const upload = await new Rest(program).upload(faresCsv);
  expect(upload.status()).toBe(201);
  const { id: fileId } = await upload.json();
  const hired = await new Rest(program).hire({ ...order, fileIds: [fileId] });
  expect(hired.status()).toBe(201);
  await page.goto("/jobs");
  await expect(page.getByRole("main").getByRole("link", { name: order.title, exact: true })).toBeVisible();

  await page.goto("/settings");
  await settings.revoke("Nightly");
  await expect(settings.keys).toContainText("Revoked");
  const refused = await refusalOf(await program.get("/api/v1/jobs"));
  expect(refused).toMatchObject({ status: 401, code: "unauthenticated" });
  await program.dispose();
});

test("someone who keeps the books sees the bill and hires nobody", async ({ page, member, browser, agency }) => {
  const bookkeeper = newcomer("Books Ltd");
  const context = await browser.newContext({ baseURL: agency.url });
  const desk = await context.newPage();
  await enter(desk, bookkeeper);

  const settings = new SettingsPage(page);
  await page.goto("/settings");
  await settings.addMember("nobody@example.com", "Billing");
  await expect(page.getByLabel("Email of someone registered here")).toHaveAccessibleDescription(/nobody@example\.com/);
  await settings.addMember(bookkeeper.email, "Billing");
  await expect(settings.members.filter({ hasText: bookkeeper.email })).toBeVisible();

  await desk.goto("/settings");
  await new SettingsPage(desk).switchTo(member.organization);
  await expect(new Shell(desk).accountOf(member.organization)).toBeVisible();
  await new Shell(desk).goTo("Bill");
  await expect(new BillPage(desk).wallet).toContainText("$100.00");
  await expect(new BillPage(desk).issue).toBeVisible();
  await desk.goto("/settings");
  await expect(desk.getByRole("main")).toContainText("API keys and webhooks are managed by owners and admins.");
  await expect(desk.getByRole("button", { name: "Add member" })).toBeHidden();

  const refused = await refusalOf(await new Rest(desk.request).hire(order));
  expect(refused).toMatchObject({ status: 403, code: "forbidden" });
  expect(refused.message).toContain("yours is billing");
  await desk.goto("/jobs/new?agent=trainee");
  await expect(desk.getByRole("main")).toContainText("Your role in this organization is billing");
  await expect(new HirePage(desk).submit).toBeHidden();
  await context.close();
});
