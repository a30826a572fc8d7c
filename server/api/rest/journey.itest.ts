import { describe, expect, it } from "vitest";
import { verifyBill } from "#billing";
import type { JobView } from "#hiring";
import { formOf, order, refusal, testAgency } from "../testing/agency";
import { restClient } from "../testing/client";

const agency = testAgency();

describe("a job over REST", () => {
  it("goes from quote to accepted deliverable, and its invoice verifies", async () => {
    const uploaded = await agency.demo("POST", "files", {
      body: formOf("fares.csv", "class,fare\nfirst,80\nthird,8\n"),
    });
    expect(uploaded.status).toBe(201);
    const file = await uploaded.json();
    expect(file).toMatchObject({ name: "fares.csv", bytes: 28, mediaType: "text/csv" });

    const quoted = await agency.demo("POST", "quotes", { json: order({ fileIds: [file.id] }) });
    expect(quoted.status).toBe(200);
    expect(await quoted.json()).toMatchObject({ currency: "USD", notToExceed: "5.00" });

    const hired = await agency.demo("POST", "jobs", { json: order({ fileIds: [file.id] }) });
    expect(hired.status).toBe(201);
    const job = await hired.json();
    expect(job).toMatchObject({
      title: "Count",
      mode: "solo",
      budget: "5.00",
      cost: "0.00",
      runs: [{ agent: "data-analyst" }],
    });

    expect(await agency.ended(job.id)).toMatchObject({ status: "review", held: "0.00" });
    const { deliverables } = await (await agency.demo("GET", `jobs/${job.id}/deliverables`)).json();
    const [report] = deliverables[0].files;
    const content = await agency.demo("GET", `files/${report.id}/content`);
    expect(content.headers.get("content-disposition")).toMatch(/^attachment; filename=/);
    expect(content.headers.get("x-content-type-options")).toBe("nosniff");
    expect(content.headers.get("content-security-policy")).toMatch(/^sandbox/);
    expect((await content.arrayBuffer()).byteLength).toBe(report.bytes);

    const { events } = await (await agency.demo("GET", `jobs/${job.id}/events`)).json();
    const { runId, data } = events.find(({ type }: { type: string }) => type === "tool.finished");
    const call = `jobs/${job.id}/runs/${runId}/steps/${data.step}/calls`;
    const answer = await (await agency.demo("GET", `${call}/${data.position}`)).json();
    expect(answer).toMatchObject({ name: data.name, isError: data.isError });
    expect(answer.content.startsWith(data.content)).toBe(true);
    expect((await agency.demo("GET", `${call}/99`)).status).toBe(404);

    const usage = await (await agency.demo("GET", `jobs/${job.id}/usage`)).json();
    expect(usage.lines[0]).toMatchObject({
      runId: job.runs[0].id,
      step: 1,
      attempt: 1,
      unit: 1_000_000,
      tier: "standard",
    });

    const accepted = await agency.demo("POST", `jobs/${job.id}/accept`);
    expect(await accepted.json()).toMatchObject({ status: "accepted" });

    const issued = await agency.demo("POST", "invoices");
    expect(issued.status).toBe(201);
    const { id, number } = await issued.json();
    const invoice = await (await agency.demo("GET", `invoices/${id}`)).json();
    const { signingKeys } = await (await restClient(null)("GET", "signing-keys")).json();
    expect(verifyBill(invoice, { publicKeys: [signingKeys[0].publicKey] })).toMatchObject({ ok: true });
    const { heads } = await (await agency.demo("GET", "seal-heads")).json();
    expect(heads[0]).toMatchObject({ orgId: invoice.chain.orgId, seq: invoice.chain.last, hash: invoice.chain.head });
    const csv = await agency.demo("GET", `invoices/${id}.csv`);
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect((await csv.text()).split("\r\n")[1]).toContain(number);
    const { invoices } = await (await agency.demo("GET", "invoices")).json();
    expect(invoices[0]).toMatchObject({ id, number });
  });

  it("tells its events as JSON in pages, and as a stream that resumes", async () => {
    const job = await agency.hire();
    const { lastSeq } = await agency.ended(job.id);
    const seqs: number[] = [];
    let cursor: string | null = "0";
    while (cursor !== null) {
      const page = await (await agency.demo("GET", `jobs/${job.id}/events?limit=5&cursor=${cursor}`)).json();
      seqs.push(...page.events.map((event: { seq: number }) => event.seq));
      cursor = page.nextCursor;
    }
    expect(seqs).toEqual(Array.from({ length: lastSeq }, (_, index) => index + 1));

    const after = await (await agency.demo("GET", `jobs/${job.id}/events?after=${lastSeq - 1}`)).json();
    expect(after.events).toHaveLength(1);

    for (const resume of [{ path: `?after=${lastSeq - 2}` }, { path: "", id: String(lastSeq - 2) }]) {
      const stream = await agency.demo("GET", `jobs/${job.id}/events${resume.path}`, {
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
    const first = await agency.hire();
    const second = await agency.hire();
    const page = await (await agency.demo("GET", "jobs?limit=1")).json();
    expect(page.jobs.map((job: JobView) => job.id)).toEqual([second.id]);
    const next = await (await agency.demo("GET", `jobs?limit=1&cursor=${page.nextCursor}`)).json();
    expect(next.jobs.map((job: JobView) => job.id)).toEqual([first.id]);
    await agency.ended(first.id);
    await agency.ended(second.id);
  });

  it("stops when it is told to", async () => {
    const job = await agency.hire();
    const answer = await agency.demo("POST", `jobs/${job.id}/runs/${job.runs[0]?.id}/cancel`);
    expect(answer.status).toBe(200);
    expect((await agency.ended(job.id)).status).toBe("cancelled");
    expect(await refusal(agency.demo("POST", `jobs/${job.id}/accept`))).toMatchObject({
      status: 409,
      code: "illegal_transition",
    });
  });
});

describe("an Idempotency-Key", () => {
  const headers = { "idempotency-key": "order-1" };

  it("hires once, says so, and refuses another body", async () => {
    const [one, other] = await Promise.all([
      agency.demo("POST", "jobs", { json: order(), headers }),
      agency.demo("POST", "jobs", { json: order(), headers }),
    ]);
    expect([one.status, other.status]).toEqual([201, 201]);
    expect([one.headers.get("idempotency-replayed"), other.headers.get("idempotency-replayed")].sort()).toEqual([
      null,
      "true",
    ]);
    const { id } = await one.json();
    expect((await other.json()).id).toBe(id);
    expect(await refusal(agency.demo("POST", "jobs", { json: order({ budget: "6.00" }), headers }))).toMatchObject({
      status: 409,
      code: "conflict",
    });
    await agency.ended(id);
  });

  it("bills once", async () => {
    const key = { headers: { "idempotency-key": "bill-1" } };
    const first = await (await agency.demo("POST", "invoices", key)).json();
    const again = await agency.demo("POST", "invoices", key);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect((await again.json()).number).toBe(first.number);
    expect((await (await agency.demo("POST", "invoices")).json()).number).not.toBe(first.number);
  });

  it("is no key when it is empty", async () => {
    const empty = { json: order(), headers: { "idempotency-key": "" } };
    expect(await refusal(agency.demo("POST", "jobs", empty))).toMatchObject({
      status: 400,
      details: { field: "Idempotency-Key" },
    });
  });
});
