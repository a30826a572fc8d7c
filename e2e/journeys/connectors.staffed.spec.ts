import { mcpServers } from "../fixtures/agency/agencies";
import { inspect } from "../fixtures/agency/inspect";
import { expect, test } from "../fixtures/agency/test";
import { ConnectorPage } from "../pages/connector-page";
import { expand } from "../pages/fold";
import { RegionForm } from "../pages/form";
import { HirePage } from "../pages/hire-page";
import { JobPage, WORK } from "../pages/job-page";

test("a server is attached with a key, and an agent uses it once its client has seen the call", async ({
  page,
  member: _,
}) => {
  test.slow();
  const { book } = mcpServers();
  await page.goto("/settings");
  await page.getByRole("link", { name: "Attach a server" }).click();
  await expect(page.getByRole("main")).toContainText("No connectors");
  const attach = new RegionForm(page, "Attach a server");
  await attach.field("How it lets Hireling in").selectOption("A key of yours, sent as a header");
  await attach.fill({ Name: "Book", Address: "http://169.254.169.254/mcp" });
  await attach.fill({ "What it says": "Bearer of-somebody-else" });
  await attach.send("Attach");
  await expect(attach.field("Address")).toHaveAccessibleDescription(/not an address of the public internet/);
  await attach.fill({ Address: book.url });
  await attach.send("Attach");

  const connector = new ConnectorPage(page);
  await expect(connector.title("Book")).toBeVisible();
  await expect(connector.main).toContainText("it wants another authorization");
  const change = new RegionForm(page, "Name and key");
  await change.fill({ "What it says from now on": book.key });
  await change.send("Save");
  await expect(change.region).toContainText("Saved.");
  await connector.test("Book");
  await expect(connector.main).toContainText("It answers. It has 2 tools.");
  await expect(connector.permission("record")).toHaveValue("ask");
  await page.getByRole("button", { name: /Allow the tools that, as their server says, only read/ }).click();
  await expect(connector.permission("read")).toHaveValue("allow");
  await inspect(page, "/settings/connectors/book");

  await page.goto("/jobs/new?agent=data-analyst");
  const form = new HirePage(page);
  await form.brief.fill("Count the fares. Write it in the book.");
  await form.use("Book");
  await expect(form.quote).toContainText("Not to exceed");
  await form.submit.click();
  const job = new JobPage(page);
  const lane = job.lane("Data analyst");
  await expect(lane.region).toContainText("It wants to use record (book), exactly so:", WORK);
  await expect(lane.region).toContainText('"entry": "16 fares"');
  await lane.region.getByRole("button", { name: "Allow", exact: true }).click();
  await expect(job.deliverable("Data analyst")).toContainText("The fares stand in the book.", WORK);
  await expect(lane.timeline).toContainText("record (book)");
  await expand(job.assignment);
  await expect(job.assignment.getByRole("region", { name: "Connectors" })).toHaveText(
    /Book.*Allowed: read.*Asks you first: record/s,
  );
});

test("a member signs in to a server, and takes it away again", async ({ page, member: _ }) => {
  test.slow();
  const { library } = mcpServers();
  await page.goto("/settings/connectors");
  const attach = new RegionForm(page, "Attach a server");
  await attach.fill({ Name: "Library", Address: library.url });
  await attach.send("Attach");
  const connector = new ConnectorPage(page);
  await expect(connector.main).toContainText("Nobody has signed in to Library yet");
  // The other side sends everyone back at once.
  await connector.signIn();
  await expect(page).toHaveURL("/settings/connectors/library");
  await expect(connector.main).toContainText("Ready");
  await connector.permission("record").selectOption("Deny");
  await new RegionForm(page, "Tools").send("Save permissions");
  await expect(connector.main).toContainText("Saved.");
  await page.reload();
  await expect(connector.permission("record")).toHaveValue("deny");
  await inspect(page, "/settings/connectors");
  await page.goto("/settings/connectors/library");
  await connector.remove("Library");
  await expect(page).toHaveURL("/settings/connectors");
  await expect(connector.main).toContainText("No connectors");
  await page.goto("/api/connectors/callback?state=nobody&code=x");
  await expect(connector.main).toContainText("You are not signed in to the server");
});
