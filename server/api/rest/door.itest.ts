import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyBill } from "#billing";
import { seedAgency } from "#desk";
import { type JobView, registerOrganization, startWorker, type Worker } from "#hiring";
import { scopeForCommandLine, scopeForUser } from "#identity";
import type { OrgScope } from "#kernel";
import { reloadEnv } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database";
import { analystScript, type ModelServer, startModelServer } from "../../../e2e/fixtures/model-server";
import { type Client, keyOf, restClient } from "../testing/client";
import { openApi } from "./openapi";

testDatabase();

let server: ModelServer;
let worker: Worker;
let scope: OrgScope;
let demo: Client;
let stranger: Client;
const visitor = restClient(null);

beforeAll(async () => {
  server = await startModelServer({ script: analystScript() });
  process.env.ANTHROPIC_API_KEY = "test-key";
  process.env.ANTHROPIC_BASE_URL = server.url;
  reloadEnv();
  await seedAgency();
  scope = await scopeForCommandLine("demo");
  demo = restClient(await keyOf(scope));
  const { user } = await registerOrganization(
    { email: "eve@example.com", password: "correct horse", name: "Eve", organization: "Elsewhere" },
    { ip: "test" },
  );
  stranger = restClient(await keyOf(await scopeForUser(user.id)));
  worker = await startWorker();
});

afterAll(async () => {
  await worker.drain();
  await server.close();
});

const order = (changes: object = {}) => ({
  title: "Count",
  brief: "How many rows?",
  agents: ["data-analyst"],
  mode: "solo",
  fileIds: [],
  budget: "5.00",
  tier: "standard",
  ...changes,
});

const hire = async (changes: object = {}): Promise<JobView> =>
  (await demo("POST", "jobs", { json: order(changes) })).json();

const ended = (jobId: string): Promise<JobView> =>
  expect
    .poll(async () => (await demo("GET", `jobs/${jobId}`)).json(), { timeout: 20_000, interval: 50 })
    .toSatisfy((job: JobView) => job.endedAt !== null)
    .then(async () => (await demo("GET", `jobs/${jobId}`)).json());

function formOf(name: string, content: string | Uint8Array<ArrayBuffer>, field = "file"): FormData {
  const form = new FormData();
  form.append(field, new File([content], name));
  return form;
}

/** The error of a refused request, with its status. */
async function refusal(answer: Promise<Response>) {
  const response = await answer;
  const { error } = await response.json();
  return { status: response.status, ...error };
}

describe("a job over REST", () => {
  it("goes from quote to accepted deliverable, and its invoice verifies", async () => {
    const uploaded = await demo("POST", "files", { body: formOf("fares.csv", "class,fare\nfirst,80\nthird,8\n") });
    expect(uploaded.status).toBe(201);
    const file = await uploaded.json();
    expect(file).toMatchObject({ name: "fares.csv", bytes: 28, mediaType: "text/csv" });

    const quoted = await demo("POST", "quotes", { json: order({ fileIds: [file.id] }) });
    expect(quoted.status).toBe(200);
    expect(await quoted.json()).toMatchObject({ currency: "USD", notToExceed: "5.00" });

    const hired = await demo("POST", "jobs", { json: order({ fileIds: [file.id] }) });
    expect(hired.status).toBe(201);
    const job = await hired.json();
    expect(job).toMatchObject({
      title: "Count",
      mode: "solo",
      budget: "5.00",
      cost: "0.00",
      runs: [{ agent: "data-analyst" }],
    });

    expect(await ended(job.id)).toMatchObject({ status: "review", held: "0.00" });
    const { deliverables } = await (await demo("GET", `jobs/${job.id}/deliverables`)).json();
    const [report] = deliverables[0].files;
    const content = await demo("GET", `files/${report.id}/content`);
    expect(content.headers.get("content-disposition")).toMatch(/^attachment; filename=/);
    expect(content.headers.get("x-content-type-options")).toBe("nosniff");
    expect(content.headers.get("content-security-policy")).toMatch(/^sandbox/);
    expect((await content.arrayBuffer()).byteLength).toBe(report.bytes);

    const usage = await (await demo("GET", `jobs/${job.id}/usage`)).json();
    expect(usage.lines[0]).toMatchObject({
      runId: job.runs[0].id,
      step: 1,
      attempt: 1,
      unit: 1_000_000,
      tier: "standard",
    });

    const accepted = await demo("POST", `jobs/${job.id}/accept`);
    expect(await accepted.json()).toMatchObject({ status: "accepted" });

    const issued = await demo("POST", "invoices");
    expect(issued.status).toBe(201);
    const { id, number } = await issued.json();
    const invoice = await (await demo("GET", `invoices/${id}`)).json();
    expect(verifyBill(invoice)).toMatchObject({ ok: true });
    const csv = await demo("GET", `invoices/${id}.csv`);
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect((await csv.text()).split("\r\n")[1]).toContain(number);
    const { invoices } = await (await demo("GET", "invoices")).json();
    expect(invoices[0]).toMatchObject({ id, number });
  });

  it("tells its events as JSON in pages, and as a stream that resumes", async () => {
    const job = await hire();
    const { lastSeq } = await ended(job.id);
    const seqs: number[] = [];
    let cursor: string | null = "0";
    while (cursor !== null) {
      const page = await (await demo("GET", `jobs/${job.id}/events?limit=5&cursor=${cursor}`)).json();
      seqs.push(...page.events.map((event: { seq: number }) => event.seq));
      cursor = page.nextCursor;
    }
    expect(seqs).toEqual(Array.from({ length: lastSeq }, (_, index) => index + 1));

    const after = await (await demo("GET", `jobs/${job.id}/events?after=${lastSeq - 1}`)).json();
    expect(after.events).toHaveLength(1);

    for (const resume of [{ path: `?after=${lastSeq - 2}` }, { path: "", id: String(lastSeq - 2) }]) {
      const stream = await demo("GET", `jobs/${job.id}/events${resume.path}`, {
        headers: { accept: "text/event-stream", ...(resume.id ? { "last-event-id": resume.id } : {}) },
      });
      expect(stream.headers.get("content-type")).toMatch(/^text\/event-stream/);
      const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      while (!text.includes(`id: ${lastSeq}\n`)) text += (await reader?.read())?.value ?? "";
      await reader?.cancel();
      expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))).toEqual([lastSeq - 1, lastSeq]);
    }
  });

  it("can be listed page by page, newest first", async () => {
    const first = await hire();
    const second = await hire();
    const page = await (await demo("GET", "jobs?limit=1")).json();
    expect(page.jobs.map((job: JobView) => job.id)).toEqual([second.id]);
    const next = await (await demo("GET", `jobs?limit=1&cursor=${page.nextCursor}`)).json();
    expect(next.jobs.map((job: JobView) => job.id)).toEqual([first.id]);
    await ended(first.id);
    await ended(second.id);
  });

  it("stops when it is told to", async () => {
    const job = await hire();
    const answer = await demo("POST", `jobs/${job.id}/runs/${job.runs[0]?.id}/cancel`);
    expect(answer.status).toBe(200);
    expect((await ended(job.id)).status).toBe("cancelled");
    expect(await refusal(demo("POST", `jobs/${job.id}/accept`))).toMatchObject({
      status: 409,
      code: "illegal_transition",
    });
  });
});

describe("an Idempotency-Key", () => {
  const headers = { "idempotency-key": "order-1" };

  it("hires once, says so, and refuses another body", async () => {
    const [one, other] = await Promise.all([
      demo("POST", "jobs", { json: order(), headers }),
      demo("POST", "jobs", { json: order(), headers }),
    ]);
    expect([one.status, other.status]).toEqual([201, 201]);
    expect([one.headers.get("idempotency-replayed"), other.headers.get("idempotency-replayed")].sort()).toEqual([
      null,
      "true",
    ]);
    const { id } = await one.json();
    expect((await other.json()).id).toBe(id);
    expect(await refusal(demo("POST", "jobs", { json: order({ budget: "6.00" }), headers }))).toMatchObject({
      status: 409,
      code: "conflict",
    });
    await ended(id);
  });

  it("bills once", async () => {
    const key = { headers: { "idempotency-key": "bill-1" } };
    const first = await (await demo("POST", "invoices", key)).json();
    const again = await demo("POST", "invoices", key);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect((await again.json()).number).toBe(first.number);
    expect((await (await demo("POST", "invoices")).json()).number).not.toBe(first.number);
  });

  it("is no key when it is empty", async () => {
    const empty = { json: order(), headers: { "idempotency-key": "" } };
    expect(await refusal(demo("POST", "jobs", empty))).toMatchObject({
      status: 400,
      details: { field: "Idempotency-Key" },
    });
  });
});

describe("who may", () => {
  it("sees the roster and the prices without a key, and nothing else", async () => {
    const { agents } = await (await visitor("GET", "agents")).json();
    expect(agents.length).toBeGreaterThanOrEqual(8);
    expect(await (await visitor("GET", `agents/${agents[0].slug}`)).json()).toEqual(agents[0]);
    expect((await (await visitor("GET", "prices?limit=2")).json()).prices).toHaveLength(2);
    for (const path of ["jobs", "wallet", "invoices", "files/x/content", "jobs/x/events", "invoices/x.csv"]) {
      const answer = await visitor("GET", path);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
    }
    expect((await visitor("POST", "files", { body: formOf("a.csv", "a\n1\n") })).status).toBe(401);
  });

  it("is refused with a wrong key, also where none is needed", async () => {
    for (const key of ["nonsense", `hk_${"a".repeat(43)}`]) {
      expect(await refusal(visitor("GET", "agents", { key }))).toMatchObject({ status: 401, code: "unauthenticated" });
    }
    const basic = { headers: { authorization: "Basic ZGVtbzpkZW1v" } };
    expect(await refusal(visitor("GET", "jobs", basic))).toMatchObject({ status: 401 });
  });

  it("finds nothing of another organization's", async () => {
    const job = await hire();
    const file = await (await demo("POST", "files", { body: formOf("a.csv", "a\n1\n") })).json();
    const { id: invoice } = await (await demo("POST", "invoices")).json();
    const run = job.runs[0]?.id;
    const theirs = [
      ["GET", `jobs/${job.id}`],
      ["GET", `jobs/${job.id}/events`],
      ["GET", `jobs/${job.id}/usage`],
      ["GET", `jobs/${job.id}/deliverables`],
      ["POST", `jobs/${job.id}/cancel`],
      ["POST", `jobs/${job.id}/accept`],
      ["POST", `jobs/${job.id}/runs/${run}/cancel`],
      ["GET", `files/${file.id}/content`],
      ["GET", `invoices/${invoice}`],
      ["GET", `invoices/${invoice}.csv`],
    ] as const;
    for (const [method, path] of theirs) {
      expect([path, (await refusal(stranger(method, path))).status]).toEqual([path, 404]);
    }
    const stream = { headers: { accept: "text/event-stream" } };
    expect((await refusal(stranger("GET", `jobs/${job.id}/events`, stream))).status).toBe(404);
    expect((await (await stranger("GET", "jobs")).json()).jobs).toEqual([]);
    expect(await refusal(stranger("POST", "jobs", { json: order({ fileIds: [file.id] }) }))).toMatchObject({
      status: 400,
      details: { field: "fileIds" },
    });
    await ended(job.id);
  });

  it("is told which role it takes", async () => {
    const billing = restClient(await keyOf(scope, "billing"));
    expect(await refusal(billing("POST", "jobs", { json: order() }))).toMatchObject({
      status: 403,
      details: { permission: "job.hire", role: "billing" },
    });
    expect((await refusal(billing("POST", "files", { body: formOf("a.csv", "a\n1\n") }))).status).toBe(403);
    expect((await billing("GET", "wallet")).status).toBe(200);
  });

  it("uses the browser's session, but not for another site", async () => {
    const browser = restClient(null, async () => scope);
    expect((await browser("GET", "wallet")).status).toBe(200);
    const file = () => ({ body: formOf("a.csv", "a\n1\n") });
    const ours = { "sec-fetch-site": "same-origin", origin: "http://agency.test" };
    expect((await browser("POST", "files", { ...file(), headers: ours })).status).toBe(201);
    const theirs = { "sec-fetch-site": "cross-site", origin: "http://evil.test" };
    expect(await refusal(browser("POST", "files", { ...file(), headers: theirs }))).toMatchObject({ status: 403 });
  });
});

describe("bad input", () => {
  it.each([
    ["a budget below zero", { budget: "-1" }, "budget"],
    ["a budget that is no number", { budget: "NaN" }, "budget"],
    ["a budget of nothing", { budget: "0.0000001" }, "budget"],
    ["a budget as a number", { budget: 5 }, "budget"],
    ["an unknown agent", { agents: ["nobody"] }, "agents"],
    ["no agent", { agents: [] }, "agents"],
    ["a brief that is too long", { brief: "x".repeat(200_001) }, "brief"],
    ["an empty brief", { brief: " \n" }, "brief"],
    ["an empty title", { title: "  " }, "title"],
    ["an unknown mode", { mode: "swarm" }, "mode"],
    ["an unknown tier", { tier: "warp" }, "tier"],
    ["an unknown file", { fileIds: ["nope"] }, "fileIds"],
    ["a NUL character", { title: "a\u0000b" }, "title"],
    ["half a character", { title: "a\ud800b" }, "title"],
  ])("%s is a 400 that names the field, and hires nobody", async (_, changes: object, field) => {
    const before = (await (await demo("GET", "jobs?limit=1")).json()).jobs[0]?.id;
    const told = await refusal(demo("POST", "jobs", { json: order(changes) }));
    expect(told).toMatchObject({ status: 400, code: "invalid_input", details: { field } });
    expect(told.message.length).toBeGreaterThan(10);
    expect((await (await demo("GET", "jobs?limit=1")).json()).jobs[0]?.id).toBe(before);
  });

  it.each(["-1", "NaN", "0"])("a quote for a budget of %s is a 400", async (budget) => {
    expect(await refusal(demo("POST", "quotes", { json: order({ budget }) }))).toMatchObject({
      status: 400,
      details: { field: "budget" },
    });
  });

  it("names an agent that is off duty, as a 409", async () => {
    const { agents } = await (await demo("GET", "agents?duty=off")).json();
    const told = await refusal(demo("POST", "jobs", { json: order({ agents: [agents[0].slug] }) }));
    expect(told).toMatchObject({ status: 409, code: "off_duty", details: { field: "agents", agent: agents[0].slug } });
  });

  it("keeps markup in every text field as the text that it is", async () => {
    const script = '<script>alert("x")</script>';
    const body = formOf(`${script}.csv`, "a\n1\n");
    const file = await (await demo("POST", "files", { body })).json();
    const brief = `${script} ${"é".repeat(199_970)}`;
    const job = await hire({ title: script, brief, fileIds: [file.id] });
    const response = await demo("GET", `jobs/${job.id}`);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await response.json()).toMatchObject({ title: script, brief });
    await demo("POST", `jobs/${job.id}/cancel`);
    await ended(job.id);
  });

  it("loses the path of a file's name, and serves it back under a safe one", async () => {
    const boundary = "edge";
    const body = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="../../etc/hosts.txt"\r\n\r\nroot:x:0:0\r\n--${boundary}--\r\n`;
    const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
    const file = await (await demo("POST", "files", { body, headers })).json();
    expect(file.name).toBe("hosts.txt");
    const content = await demo("GET", `files/${file.id}/content`);
    expect(content.headers.get("content-disposition")).toBe(
      `attachment; filename="hosts.txt"; filename*=UTF-8''hosts.txt`,
    );
  });

  it("refuses an upload that says that it is 2 GB", async () => {
    const huge = { body: formOf("a.csv", "a\n1\n"), headers: { "content-length": "2147483648" } };
    expect(await refusal(demo("POST", "files", huge))).toMatchObject({
      status: 413,
      code: "too_large",
      details: { field: "file" },
    });
  });

  it("refuses an upload that turns out to be larger than 50 MB", async () => {
    const body = formOf("a.csv", new Uint8Array(50_000_001).fill(0x61));
    expect(await refusal(demo("POST", "files", { body }))).toMatchObject({ status: 413, details: { field: "file" } });
  });

  it.each([
    ["an empty file", formOf("empty.csv", "")],
    ["a file of no known kind", formOf("../../etc/passwd", "root:x:0:0\n")],
    ["a binary file that calls itself CSV", formOf("binary.csv", new Uint8Array([0, 1, 2, 0, 255, 254]))],
    ["another field", formOf("a.csv", "a\n1\n", "upload")],
  ])("names the field for %s", async (_, body) => {
    const told = await refusal(demo("POST", "files", { body }));
    expect(told).toMatchObject({ details: { field: "file" } });
    expect([400, 415]).toContain(told.status);
  });

  it.each(["limit=0", "limit=1001", "limit=ten", "limit=1.5", "cursor=nope", "status=done"])(
    "refuses ?%s",
    async (query) => {
      expect(await refusal(demo("GET", `jobs?${query}`))).toMatchObject({
        status: 400,
        details: { field: query.split("=")[0] },
      });
    },
  );

  it("refuses a body that is no JSON, and tells where it breaks", async () => {
    const json = { "content-type": "application/json" };
    expect(await refusal(demo("POST", "jobs", { body: '{"title": }', headers: json }))).toMatchObject({ status: 400 });
    expect(
      await refusal(demo("POST", "jobs", { body: "title=x", headers: { "content-type": "text/plain" } })),
    ).toMatchObject({
      status: 415,
    });
    expect(
      await refusal(demo("POST", "jobs", { body: `{"brief":"${"x".repeat(2_100_000)}"}`, headers: json })),
    ).toMatchObject({
      status: 413,
    });
  });
});

describe("the addresses", () => {
  it("tells an unknown one, and the methods of one that has others", async () => {
    expect(await refusal(demo("GET", "payroll"))).toMatchObject({ status: 404, code: "not_found" });
    expect(await refusal(demo("POST", "jobs/x/pause"))).toMatchObject({ status: 404 });
    const wrong = await demo("DELETE", "jobs");
    expect(wrong.headers.get("allow")).toBe("GET, POST, HEAD, OPTIONS");
    expect(await refusal(Promise.resolve(wrong))).toMatchObject({ status: 405, code: "method_not_allowed" });
    const options = await demo("OPTIONS", "wallet");
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
  });

  it("that are documented all answer, with what is documented", async () => {
    const unknown = "00000000-0000-7000-8000-000000000000";
    for (const [template, methods] of Object.entries(openApi().paths)) {
      const path = template.replace("/api/v1/", "").replace(/\{\w+\}/g, unknown);
      for (const [method, { responses }] of Object.entries(methods)) {
        const answer = await demo(method.toUpperCase(), path);
        const told = await answer.json();
        const known = answer.ok ? String(answer.status) in responses : typeof told.error.message === "string";
        expect([template, method, known]).toEqual([template, method, true]);
        expect([template, method, answer.status, told.error?.details.what]).not.toEqual([
          template,
          method,
          404,
          "address",
        ]);
        expect(answer.status).not.toBe(405);
        expect(answer.status).toBeLessThan(500);
        expect(answer.headers.get("x-request-id")).toBeTruthy();
      }
    }
  });

  it("that take an id find nothing for what cannot be one", async () => {
    for (const path of [
      "jobs/nope",
      "jobs/nope/events",
      "jobs/nope/usage",
      "files/nope/content",
      "invoices/nope",
      "invoices/nope.csv",
      "agents/nope",
    ]) {
      expect([path, (await refusal(demo("GET", path))).status]).toEqual([path, 404]);
    }
  });
});
