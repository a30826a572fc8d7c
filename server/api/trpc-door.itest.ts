import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import { describe, expect, it } from "vitest";
import { type AppRouter, createTrpcDoor } from ".";
import { testAgency } from "./testing/agency";

const agency = testAgency();
/** Who the browser's cookie stands for; undefined for the demo organization. */
let visitor: null | undefined;

const door = createTrpcDoor(async () => (visitor === null ? null : agency.scope));
const BASE = "http://agency.test/api/trpc";

/** The web's client, with our door in place of the network. */
const web = (headers: Record<string, string> = { "sec-fetch-site": "same-origin" }) =>
  createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: BASE,
        headers,
        fetch: (url, options) => door(new Request(url as string, options as RequestInit)),
      }),
    ],
  });

const order = { title: "Count", brief: "How many rows?", agents: ["data-analyst"], budget: "5.00" };

async function failureOf(call: Promise<unknown>) {
  const error = await call.then(
    () => null,
    (reason) => reason,
  );
  if (!(error instanceof TRPCClientError)) throw new Error("the call did not fail");
  return { message: error.message, ...error.data };
}

/** The frames of a subscription up to the one that `last` is found in. */
async function watch(jobId: string, lastEventId: string | null, last: string): Promise<{ id: number; data: string }[]> {
  const input = encodeURIComponent(JSON.stringify({ jobId, lastEventId }));
  const response = await door(
    new Request(`${BASE}/jobs.watch?input=${input}`, { headers: { accept: "text/event-stream" } }),
  );
  expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes(last)) {
    const piece = await reader?.read();
    if (!piece || piece.done) throw new Error(`the stream ended before ${last}: ${text.slice(-500)}`);
    text += piece.value;
  }
  await reader?.cancel();
  const frames = text
    .split("\n\n")
    .map((frame) => Object.fromEntries(frame.split("\n").map((line) => line.split(/: (.*)/s))));
  return frames
    .filter((frame) => frame.id !== undefined)
    .map(({ id, data }) => ({ id: Number(id), data: String(data) }));
}

describe("the web's door", () => {
  it("hires, and watches the job from where it left off, with nothing missing and nothing twice", async () => {
    const { id } = await web().jobs.hire.mutate({ ...order, idempotencyKey: "click" });
    expect((await web().jobs.hire.mutate({ ...order, idempotencyKey: "click" })).id).toBe(id);
    const { lastSeq } = await agency.ended(id);
    const all = await watch(id, null, `id: ${lastSeq}\n`);
    expect(all.map((frame) => frame.id)).toEqual(Array.from({ length: lastSeq }, (_, index) => index + 1));
    expect(JSON.parse(all[0]?.data ?? "")).toMatchObject({ kind: "event", event: { seq: 1, type: "job.posted" } });
    const rest = await watch(id, "3", `id: ${lastSeq}\n`);
    expect(rest.map((frame) => frame.id)).toEqual(all.slice(3).map((frame) => frame.id));
  });

  it("refuses to watch another's job before the stream begins", async () => {
    const input = encodeURIComponent(JSON.stringify({ jobId: "00000000-0000-7000-8000-000000000000" }));
    const response = await door(
      new Request(`${BASE}/jobs.watch?input=${input}`, { headers: { accept: "text/event-stream" } }),
    );
    expect(await response.text()).toContain("not_found");
  });

  it("tells failures in the shape that forms read", async () => {
    expect(await failureOf(web().jobs.hire.mutate({ ...order, budget: "-1" }))).toMatchObject({
      httpStatus: 400,
      code: "BAD_REQUEST",
      error: { code: "invalid_input", details: { field: "budget" } },
    });
    expect(await failureOf(web().jobs.hire.mutate({ ...order, title: " " }))).toMatchObject({
      error: { code: "invalid_input", message: "title: Give the job a title.", details: { field: "title" } },
    });
    expect(await failureOf(web().jobs.get.query({ jobId: "nope" }))).toMatchObject({
      httpStatus: 404,
      error: { code: "not_found" },
    });
  });

  it("says no word about its insides", async () => {
    const response = await door(new Request(`${BASE}/jobs.get?input=${encodeURIComponent('{"jobId":"nope"}')}`));
    expect(await response.text()).not.toMatch(/stack|node_modules|server\/api/);
  });

  it("changes nothing for another site, nor by a form", async () => {
    const { jobs: before } = await web().jobs.list.query({ limit: 1 });
    const foreign = web({ "sec-fetch-site": "cross-site", origin: "http://evil.test" });
    await expect(foreign.jobs.hire.mutate(order)).rejects.toThrow();
    const headers = { origin: "http://evil.test", "content-type": "application/json", host: "agency.test" };
    const forged = await door(
      new Request(`${BASE}/jobs.hire`, { method: "POST", headers, body: JSON.stringify(order) }),
    );
    expect(forged.status).toBe(403);
    const form = await door(
      new Request(`${BASE}/jobs.hire`, { method: "POST", body: new URLSearchParams({ title: "x" }) }),
    );
    expect(form.status).toBe(415);
    expect((await web().jobs.list.query({ limit: 1 })).jobs[0]?.id).toBe(before[0]?.id);
  });

  it("does not change anything by GET", async () => {
    const input = encodeURIComponent(JSON.stringify(order));
    expect((await door(new Request(`${BASE}/jobs.hire?input=${input}`))).status).toBe(405);
  });

  it("shows a visitor the roster, and nothing of an organization", async () => {
    visitor = null;
    try {
      expect((await web().roster.list.query({})).agents.length).toBeGreaterThanOrEqual(8);
      expect((await web().roster.list.query({ q: "no such words" })).agents).toEqual([]);
      expect((await web().prices.list.query({})).prices.length).toBeGreaterThan(10);
      for (const call of [
        web().jobs.list.query({}),
        web().wallet.get.query(),
        web().bill.statement.query(),
        web().keys.list.query(),
      ]) {
        expect(await failureOf(call)).toMatchObject({ httpStatus: 401, error: { code: "unauthenticated" } });
      }
    } finally {
      visitor = undefined;
    }
  });

  it("shows and changes an organization's keys and members", async () => {
    const { id, secret } = await web().keys.create.mutate({ name: "Laptop", role: "member" });
    expect(secret).toMatch(/^hk_/);
    await web().keys.revoke.mutate({ keyId: id });
    const { keys } = await web().keys.list.query();
    expect(keys.find((key) => key.id === id)).toMatchObject({ name: "Laptop", revokedAt: expect.any(String) });
    expect(JSON.stringify(keys)).not.toContain(secret);
    expect(await failureOf(web().members.add.mutate({ email: "nobody@example.com", role: "member" }))).toMatchObject({
      error: { details: { field: "email" } },
    });
    expect((await web().members.list.query()).members.length).toBeGreaterThan(0);
    expect(await web().organization.current.query()).toMatchObject({ slug: "demo", role: "owner" });
  });

  it("registers a person, once", async () => {
    const person = { email: "ada@example.com", password: "correct horse", name: "Ada", organization: "Engines" };
    expect((await web().account.register.mutate(person)).orgId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await failureOf(web().account.register.mutate(person))).toMatchObject({
      error: { details: { field: "email" } },
    });
  });

  it("states the bill of the month, which is what the wallet moved by", async () => {
    const { month, unbilled } = await web().bill.statement.query();
    expect(month).toMatchObject({ balanced: true, total: month.walletMovement });
    expect(month.jobs.length).toBeGreaterThan(0);
    expect(unbilled.total).toBe(month.total);
    const { number } = await web().invoices.issue.mutate({ idempotencyKey: "bill" });
    expect((await web().invoices.issue.mutate({ idempotencyKey: "bill" })).number).toBe(number);
    expect((await web().bill.statement.query()).unbilled.total).toBe("0.00");
  });
});
