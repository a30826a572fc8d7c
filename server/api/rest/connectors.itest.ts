import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { beginSignIn, finishSignIn, testConnector } from "#connectors";
import { type JobView, registerOrganization, tellConnectorNews } from "#hiring";
import { addMember, scopeForUser } from "#identity";
import { type OrgScope, systemClock } from "#kernel";
import { env, withSystem } from "#platform";
import { allowServers, type McpServer, recordTool, startMcpServer } from "../../../e2e/fixtures/mcp-server";
import { analystScript } from "../../../e2e/fixtures/model-server";
import { refusal, testAgency } from "../testing/agency";
import { keyOf, restClient } from "../testing/client";

const SECRET = "Bearer 8b1f-not-for-anyone-else";
const agency = testAgency(analystScript());
let book: McpServer;
let guarded: McpServer;
let privateOne: McpServer;
/** The demo organization's owner, as a person. */
let owner: OrgScope;

beforeAll(async () => {
  book = await startMcpServer({ header: { name: "Authorization", value: SECRET } });
  guarded = await startMcpServer({ oauth: {} });
  privateOne = await startMcpServer();
  allowServers(book, guarded);
  const { user } = await registerOrganization(
    { email: "olga@example.com", password: "correct horse", name: "Olga", organization: "Olga's" },
    { ip: "test" },
  );
  await addMember(agency.scope, { email: user.email, role: "owner" });
  owner = await scopeForUser(user.id, agency.scope.orgId);
});
afterAll(() => Promise.all([book, guarded, privateOne].map((server) => server.close())));

const ports = () => ({ tell: tellConnectorNews, signal: AbortSignal.timeout(60_000), clock: systemClock });
const attach = (order: object, client = agency.demo) => client("POST", "connectors", { json: order });
const headers = { Authorization: SECRET };

const read = async (query: string) => (await withSystem((tx) => tx.execute(query))).rows;
const rowOf = async (slug: string) => (await read(`select * from connectors where slug = '${slug}'`))[0];
const newsOf = async (kind: string) =>
  (await read(`select subject, href from notifications where kind = '${kind}'`)).length;

describe("a connector over REST", () => {
  it("is attached with its tools, each to be asked about, and its secret stays inside", async () => {
    const response = await attach({ auth: "header", name: "Book", url: book.url, headers });
    expect(response.status).toBe(201);
    const { connector, leftOut } = await response.json();
    expect(connector).toMatchObject({ slug: "book", status: "ready", problem: null, headers: ["Authorization"] });
    expect(leftOut).toEqual([]);
    expect(connector.tools).toMatchObject([
      { name: "read", callName: "mcp__book__read", readOnly: true, permission: "ask" },
      { name: "record", callName: "mcp__book__record", readOnly: false, permission: "ask" },
    ]);
    const told = await Promise.all(["connectors", "connectors/book"].map((path) => agency.demo("GET", path)));
    for (const answer of told) expect(await answer.text()).not.toContain("not-for-anyone-else");
    const { sealed_headers: sealed } = (await rowOf("book")) ?? {};
    expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\./);
    expect(JSON.stringify(await read("select * from audit_log"))).not.toContain("not-for-anyone-else");
  });

  it("says what agents may do with its tools, and keeps who said so", async () => {
    const set = (permissions: object) => agency.demo("POST", "connectors/book/permissions", { json: { permissions } });
    const { tools } = await (await set({ record: "allow", read: "deny" })).json();
    expect(tools).toMatchObject([{ permission: "deny" }, { permission: "allow" }]);
    expect(await refusal(set({ burn: "allow" }))).toMatchObject({ status: 404 });
    expect(await refusal(set({ record: "always" }))).toMatchObject({ status: 400 });
    const logged = await read("select data from audit_log where action = 'connector.permission_set' order by id");
    expect(logged).toMatchObject([{ data: { tool: "record", permission: "allow" } }, { data: { tool: "read" } }]);
  });

  it("sends several headers, and keeps those that it is not told anew", async () => {
    const change = (json: object) => agency.demo("POST", "connectors/book/change", { json });
    const both = await (await change({ headers: { "X-Tenant": "7" }, keepHeaders: ["Authorization"] })).json();
    expect(both).toMatchObject({ headers: ["Authorization", "X-Tenant"] });
    expect(await (await agency.demo("POST", "connectors/book/test")).json()).toMatchObject({
      connector: { status: "ready" },
    });
    for (const wrong of [
      { keepHeaders: ["X-Unknown"] },
      { keepHeaders: [] },
      { headers: { "x-tenant": "8" }, keepHeaders: ["X-Tenant"] },
    ]) {
      expect(await refusal(change(wrong))).toMatchObject({ status: 400 });
    }
    const one = await (await change({ keepHeaders: ["Authorization"] })).json();
    expect(one).toMatchObject({ headers: ["Authorization"] });
  });

  it("is its organization's alone", async () => {
    expect(await (await agency.stranger("GET", "connectors")).json()).toEqual({ connectors: [], nextCursor: null });
    expect(await refusal(agency.stranger("GET", "connectors/book"))).toMatchObject({ status: 404 });
    for (const act of ["test", "remove", "change"]) {
      expect(await refusal(agency.stranger("POST", `connectors/book/${act}`, { json: {} }))).toMatchObject({
        status: 404,
      });
    }
    const order = { title: "T", brief: "B", agents: ["data-analyst"], budget: "5.00", connectors: ["book"] };
    expect(await refusal(agency.stranger("POST", "jobs", { json: order }))).toMatchObject({
      status: 400,
      details: { field: "connectors" },
    });
    const job: JobView = await agency.hire({ connectors: ["book"] });
    expect(job.connectors).toEqual(["book"]);
    await agency.ended(job.id);
  });

  it("is managed by owners and admins", async () => {
    const member = restClient(await keyOf(agency.scope, "member"));
    expect((await member("GET", "connectors")).status).toBe(200);
    expect(await refusal(attach({ auth: "none", name: "X", url: book.url }, member))).toMatchObject({ status: 403 });
  });

  it.each([
    [{ auth: "none", name: "A" }, "url"],
    [{ auth: "header", name: "A", url: "https://mcp.example.com/" }, "headers"],
    [{ auth: "header", name: "A", url: "https://mcp.example.com/", headers: { Host: "x" } }, "headers"],
    [{ auth: "none", name: "A", url: "ftp://mcp.example.com/" }, "url"],
    [{ auth: "none", name: "A", url: "http://mcp.example.com/" }, "url"],
    [{ auth: "none", name: "A", url: "https://user:pass@mcp.example.com/" }, "url"],
    [{ auth: "none", name: "A", url: "https://169.254.169.254/" }, "url"],
    [{ auth: "none", name: "A", url: "https://[::ffff:127.0.0.1]/" }, "url"],
    [{ auth: "none", name: "A", slug: "Not_one", url: "https://mcp.example.com/" }, "slug"],
    [{ auth: "none", name: "☃", url: "https://mcp.example.com/" }, "slug"],
    [{ auth: "operator" }, "program"],
  ])("refuses %j at its field", async (order, field) => {
    expect(await refusal(attach(order))).toMatchObject({ status: 400, details: { field } });
  });

  it("refuses a short name that is taken, and a program that is not offered", async () => {
    expect(await refusal(attach({ auth: "none", name: "Book", url: book.url }))).toMatchObject({ status: 409 });
    expect(await refusal(attach({ auth: "operator", program: "shell" }))).toMatchObject({ status: 404 });
  });

  it("is removed with its secret; a job keeps its name", async () => {
    await agency.demo("POST", "connectors/book/remove", { json: {} });
    expect(await rowOf("book")).toMatchObject({ sealed_headers: null });
    expect(await refusal(agency.demo("GET", "connectors/book"))).toMatchObject({ status: 404 });
    const { jobs } = await (await agency.demo("GET", "jobs")).json();
    const { connectors } = await (await agency.demo("GET", `jobs/${jobs[0].id}`)).json();
    expect(connectors).toEqual(["book"]);
  });
});

describe("the address guard", () => {
  it.each([
    ["a name of this machine", () => `https://localhost:${new URL(privateOne.url).port}/mcp`],
    ["a redirect into the private network", () => book.url],
  ])("holds against %s", async (_, url) => {
    book.divert((_request, response) => response.writeHead(307, { location: privateOne.url }).end());
    const before = privateOne.requests();
    const { connector } = await (await attach({ auth: "none", name: "Sly", url: url() })).json();
    book.divert(null);
    expect(connector).toMatchObject({ status: "failing", tools: [] });
    expect(await newsOf("connector.failing")).toBe(0);
    expect(connector.problem).toMatch(/not an address of the public internet|redirect/i);
    expect(privateOne.requests()).toBe(before);
    await agency.demo("POST", "connectors/sly/remove", { json: {} });
  });

  it("takes no more than 10 MB of an answer, however well it is packed", async () => {
    book.divert((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const more = (): void => {
        while (response.write(" ".repeat(65_536)));
        response.once("drain", more);
      };
      more();
    });
    const { connector } = await (await attach({ auth: "none", name: "Big", url: book.url })).json();
    book.divert(null);
    expect(connector).toMatchObject({
      status: "failing",
      problem: expect.stringContaining("more than 10485760 bytes"),
    });
    await agency.demo("POST", "connectors/big/remove", { json: {} });
  });
});

describe("a program of the operator's", () => {
  const describePrograms = (organizations: unknown, command = process.execPath) => {
    const program = join(import.meta.dirname, "../../../e2e/fixtures/mcp-server/program.mjs");
    const around = { name: "Around", command, args: [program], organizations };
    writeFileSync(join(env().HIRELING_HOME, "connectors.json"), JSON.stringify({ programs: { around } }));
  };
  const programsOf = async (client: typeof agency.demo) => (await client("GET", "connector-programs")).json();
  afterAll(() => rmSync(join(env().HIRELING_HOME, "connectors.json")));

  it("is attached by those it is offered to, and by nobody else", async () => {
    describePrograms(["demo"]);
    expect(await programsOf(agency.demo)).toMatchObject({ programs: [{ program: "around", name: "Around" }] });
    expect(await programsOf(agency.stranger)).toMatchObject({ programs: [] });
    const order = { auth: "operator", program: "around" };
    expect(await refusal(attach(order, agency.stranger))).toMatchObject({ status: 404 });
    const { connector } = await (await attach({ ...order, url: "https://mcp.example.com/", command: "sh" })).json();
    expect(connector).toMatchObject({ slug: "around", status: "ready", url: null, tools: [{ name: "look_around" }] });
  });

  it("cannot be used any more once it is not offered any more", async () => {
    describePrograms([]);
    const { connector } = await (await agency.demo("POST", "connectors/around/test", { json: {} })).json();
    expect(connector).toMatchObject({ status: "failing", problem: "The agency does not offer this program any more." });
    await agency.demo("POST", "connectors/around/remove", { json: {} });
  });
});

describe("a connector with OAuth", () => {
  /** What a member's browser does at the other side. */
  async function signInThere(url: string) {
    const { headers: sent } = await fetch(url, { redirect: "manual" });
    const back = new URL(sent.get("location") ?? "").searchParams;
    return { state: back.get("state") ?? "", code: back.get("code") ?? "", issuer: back.get("iss") ?? "" };
  }
  const test = () => testConnector(owner, "library", ports());

  it("is of no use before a member has signed in", async () => {
    const { connector } = await (await attach({ auth: "oauth", name: "Library", url: guarded.url })).json();
    expect(connector).toMatchObject({ status: "new", tools: [] });
    expect(await refusal(agency.demo("POST", "connectors/library/test", { json: {} }))).toMatchObject({ status: 409 });
    const order = { title: "T", brief: "B", agents: ["data-analyst"], budget: "5.00", connectors: ["library"] };
    expect(await refusal(agency.demo("POST", "jobs", { json: order }))).toMatchObject({
      details: { field: "connectors" },
    });
    await expect(beginSignIn(agency.scope, "library")).rejects.toMatchObject({ code: "forbidden" });
  });

  it("takes an answer once, and only from the member who was sent", async () => {
    const { url } = await beginSignIn(owner, "library");
    expect(url).toMatch(/code_challenge_method=S256/);
    const answer = await signInThere(url);
    const { user } = await registerOrganization(
      { email: "mallory@example.com", password: "correct horse", name: "Mallory", organization: "M" },
      { ip: "test" },
    );
    await addMember(agency.scope, { email: user.email, role: "admin" });
    const mallory = await scopeForUser(user.id, agency.scope.orgId);
    const elsewhere = await scopeForUser(user.id);
    for (const scope of [mallory, elsewhere]) {
      await expect(finishSignIn(scope, answer, ports())).rejects.toMatchObject({ details: { field: "state" } });
    }
    expect(await finishSignIn(owner, answer, ports())).toBe("library");
    await expect(finishSignIn(owner, answer, ports())).rejects.toMatchObject({ details: { field: "state" } });
    const { connector } = await test();
    expect(connector).toMatchObject({ status: "ready", tools: [{ name: "read" }, { name: "record" }] });
    const { sealed_grant: sealed } = (await rowOf("library")) ?? {};
    expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\./);
  });

  it("refuses another sign-in server's answer, and one without a code", async () => {
    const wrong = await signInThere((await beginSignIn(owner, "library")).url);
    const fromElsewhere = finishSignIn(owner, { ...wrong, issuer: "https://evil.example" }, ports());
    await expect(fromElsewhere).rejects.toMatchObject({ details: { field: "iss" } });
    // It sends members on to another server, claims to be that one, and would be given its code.
    guarded.oauth.claim("https://honest.example");
    const sentOn = await signInThere((await beginSignIn(owner, "library")).url);
    const mixedUp = finishSignIn(owner, { ...sentOn, issuer: "https://honest.example" }, ports());
    await expect(mixedUp).rejects.toMatchObject({ details: { field: "iss" } });
    guarded.oauth.claim(null);
    const { state } = await signInThere((await beginSignIn(owner, "library")).url);
    const denied = finishSignIn(owner, { state, error: "access_denied" }, ports());
    await expect(denied).rejects.toMatchObject({ details: { field: "code" } });
    // It was known there already, and was not made known again.
    expect(guarded.oauth.clients()).toBe(1);
  });

  it("spends a refresh token once, however many need a new token at the same time", async () => {
    guarded.oauth.expireTokens();
    let answer = (): void => undefined;
    guarded.oauth.holdTokens(new Promise((resolve) => (answer = resolve)));
    const tests = Promise.all([test(), test(), test(), test()]);
    // One asks the sign-in server; the others stand at the row's lock.
    const standing = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    await expect.poll(async () => (await read(standing)).length, { timeout: 60_000, interval: 50 }).toBe(3);
    answer();
    const looks = await tests;
    expect(looks.map(({ connector }) => connector.status)).toEqual(["ready", "ready", "ready", "ready"]);
    expect(guarded.oauth.refreshes()).toBe(1);
  });

  it("keeps new tokens when the database goes away before they are written down", async () => {
    guarded.oauth.expireTokens();
    let answer = (): void => undefined;
    guarded.oauth.holdTokens(new Promise((resolve) => (answer = resolve)));
    const before = guarded.oauth.refreshes();
    const looked = test();
    const asking = "state = 'idle in transaction' and query like '%connectors%for update%'";
    const end = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and ${asking}`;
    await expect.poll(async () => (await read(end)).length, { timeout: 60_000, interval: 50 }).toBe(1);
    answer();
    expect((await looked).connector.status).toBe("ready");
    expect(guarded.oauth.refreshes()).toBe(before + 1);
    guarded.oauth.expireTokens();
    expect((await test()).connector.status).toBe("ready");
  });

  it("keeps new tokens when whoever asked for them has been stopped meanwhile", async () => {
    guarded.oauth.expireTokens();
    let answer = (): void => undefined;
    guarded.oauth.holdTokens(new Promise((resolve) => (answer = resolve)));
    const before = guarded.oauth.refreshes();
    const controller = new AbortController();
    const requests = guarded.requests();
    const looked = testConnector(owner, "library", { ...ports(), signal: controller.signal });
    // It was refused, and asks for a new token.
    await expect.poll(() => guarded.requests() - requests, { timeout: 60_000, interval: 50 }).toBe(2);
    controller.abort(new Error("cancelled"));
    await expect(looked).rejects.toThrow("cancelled");
    answer();
    expect((await test()).connector.status).toBe("ready");
    expect(guarded.oauth.refreshes()).toBe(before + 1);
  });

  it("waits out a sign-in server that is down", async () => {
    guarded.oauth.expireTokens();
    guarded.oauth.failTokens(503);
    expect((await test()).connector).toMatchObject({
      status: "failing",
      problem: expect.stringContaining("Try again"),
    });
    guarded.oauth.failTokens(null);
    expect((await test()).connector.status).toBe("ready");
    expect(await newsOf("connector.failing")).toBeGreaterThan(0);
  });

  it("has to be reconnected once its authorization has ended, and says so once", async () => {
    guarded.oauth.revoke();
    await test();
    expect((await test()).connector).toMatchObject({
      status: "reconnect",
      problem: "The authorization of Library has ended. Reconnect it in the settings.",
    });
    expect(await newsOf("connector.reconnect")).toBe(1);
    await finishSignIn(owner, await signInThere((await beginSignIn(owner, "library")).url), ports());
    expect((await test()).connector.status).toBe("ready");
  });

  it("asks again about a tool that is described otherwise than when it was allowed, and tells so", async () => {
    await agency.demo("POST", "connectors/library/permissions", {
      json: { permissions: { record: "allow", read: "deny" } },
    });
    guarded.offer([{ ...recordTool, description: "Writes, and sends it to somebody else." }]);
    const { connector } = await test();
    expect(connector.tools).toMatchObject([
      { name: "record", permission: "ask", description: expect.stringContaining("somebody else") },
    ]);
    expect(connector.tools[0]?.changedAt).not.toBe(null);
    expect(await newsOf("connector.changed")).toBe(1);
  });
});
