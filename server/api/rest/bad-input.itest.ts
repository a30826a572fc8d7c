import { describe, expect, it } from "vitest";
import { formOf, order, refusal, testAgency } from "../testing/agency";

const agency = testAgency();

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
    const before = (await (await agency.demo("GET", "jobs?limit=1")).json()).jobs[0]?.id;
    const told = await refusal(agency.demo("POST", "jobs", { json: order(changes) }));
    expect(told).toMatchObject({ status: 400, code: "invalid_input", details: { field } });
    expect(told.message.length).toBeGreaterThan(10);
    expect((await (await agency.demo("GET", "jobs?limit=1")).json()).jobs[0]?.id).toBe(before);
  });

  it.each(["-1", "NaN", "0"])("a quote for a budget of %s is a 400", async (budget) => {
    expect(await refusal(agency.demo("POST", "quotes", { json: order({ budget }) }))).toMatchObject({
      status: 400,
      details: { field: "budget" },
    });
  });

  it("a quote for less than a first step says what a hire says: the field, and how much it takes", async () => {
    const small = order({ budget: "0.000001" });
    const quoted = await refusal(agency.demo("POST", "quotes", { json: small }));
    expect(quoted).toMatchObject({ status: 400, details: { field: "budget" } });
    expect(quoted).toEqual(await refusal(agency.demo("POST", "jobs", { json: small })));
    const least = String(quoted.details.needed);
    expect(quoted.message).toContain(`Give at least $${least}.`);
    expect((await agency.demo("POST", "quotes", { json: order({ budget: least }) })).status).toBe(200);
    const forEach = order({ runBudget: "0.000001" });
    expect(await refusal(agency.demo("POST", "quotes", { json: forEach }))).toMatchObject({
      status: 400,
      details: { field: "runBudget" },
    });
  });

  it("names an agent that is off duty, as a 409", async () => {
    const { agents } = await (await agency.demo("GET", "agents?duty=off")).json();
    const told = await refusal(agency.demo("POST", "jobs", { json: order({ agents: [agents[0].slug] }) }));
    expect(told).toMatchObject({ status: 409, code: "off_duty", details: { field: "agents", agent: agents[0].slug } });
  });

  it("keeps markup in every text field as the text that it is", async () => {
    const script = '<script>alert("x")</script>';
    const body = formOf(`${script}.csv`, "a\n1\n");
    const file = await (await agency.demo("POST", "files", { body })).json();
    const brief = `${script} ${"é".repeat(199_970)}`;
    const job = await agency.hire({ title: script, brief, fileIds: [file.id] });
    const response = await agency.demo("GET", `jobs/${job.id}`);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await response.json()).toMatchObject({ title: script, brief });
    await agency.demo("POST", `jobs/${job.id}/cancel`);
    await agency.ended(job.id);
  });

  it("loses the path of a file's name, and serves it back under a safe one", async () => {
    const boundary = "edge";
    const body = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="../../etc/hosts.txt"\r\n\r\nroot:x:0:0\r\n--${boundary}--\r\n`;
    const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
    const file = await (await agency.demo("POST", "files", { body, headers })).json();
    expect(file.name).toBe("hosts.txt");
    const content = await agency.demo("GET", `files/${file.id}/content`);
    expect(content.headers.get("content-disposition")).toBe(
      `attachment; filename="hosts.txt"; filename*=UTF-8''hosts.txt`,
    );
  });

  it("refuses an upload that says that it is 2 GB", async () => {
    const huge = { body: formOf("a.csv", "a\n1\n"), headers: { "content-length": "2147483648" } };
    expect(await refusal(agency.demo("POST", "files", huge))).toMatchObject({
      status: 413,
      code: "too_large",
      details: { field: "file" },
    });
  });

  it("refuses an upload that turns out to be larger than 50 MB", async () => {
    const body = formOf("a.csv", new Uint8Array(50_000_001).fill(0x61));
    expect(await refusal(agency.demo("POST", "files", { body }))).toMatchObject({
      status: 413,
      details: { field: "file" },
    });
  });

  it.each([
    ["an empty file", formOf("empty.csv", "")],
    ["a file of no known kind", formOf("../../etc/passwd", "root:x:0:0\n")],
    ["a binary file that calls itself CSV", formOf("binary.csv", new Uint8Array([0, 1, 2, 0, 255, 254]))],
    ["another field", formOf("a.csv", "a\n1\n", "upload")],
  ])("names the field for %s", async (_, body) => {
    const told = await refusal(agency.demo("POST", "files", { body }));
    expect(told).toMatchObject({ details: { field: "file" } });
    expect([400, 415]).toContain(told.status);
  });

  it.each(["limit=0", "limit=1001", "limit=ten", "limit=1.5", "cursor=nope", "status=done"])(
    "refuses ?%s",
    async (query) => {
      expect(await refusal(agency.demo("GET", `jobs?${query}`))).toMatchObject({
        status: 400,
        details: { field: query.split("=")[0] },
      });
    },
  );

  it("refuses a body that is no JSON, and tells where it breaks", async () => {
    const json = { "content-type": "application/json" };
    expect(await refusal(agency.demo("POST", "jobs", { body: '{"title": }', headers: json }))).toMatchObject({
      status: 400,
    });
    expect(
      await refusal(agency.demo("POST", "jobs", { body: "title=x", headers: { "content-type": "text/plain" } })),
    ).toMatchObject({
      status: 415,
    });
    expect(
      await refusal(agency.demo("POST", "jobs", { body: `{"brief":"${"x".repeat(2_100_000)}"}`, headers: json })),
    ).toMatchObject({
      status: 413,
    });
  });
});
