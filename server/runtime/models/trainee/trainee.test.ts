import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeSandbox } from "../../tools";
import { ModelCallFailed, type Turn } from "../port";
import { createTrainee } from ".";
import { type Hired, hire, request } from "./testing/hire";

const PENGUINS = join(import.meta.dirname, "testing/penguins.csv");

let directory: string;
const file = async (name: string, content: string): Promise<string> => {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "trainee-test-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
  await closeSandbox();
});

const failuresOf = ({ failures }: Hired): string[] => failures.map(({ name, content }) => `${name}: ${content}`);

describe("a job about penguins, with the real tools", { timeout: 120_000 }, () => {
  let work: Hired;
  beforeAll(async () => {
    work = await hire(
      "Profile these penguins. What is the average body mass by species? How many penguins are female? Top 2 islands by number of penguins. Why are Gentoo heavier?",
      [PENGUINS],
    );
  }, 120_000);

  it("fails no call and needs few steps", () => {
    expect(failuresOf(work)).toEqual([]);
    expect(work.replies.length).toBeLessThanOrEqual(8);
  });

  it("puts every direct answer into the summary, and what it declines", () => {
    expect(work.summary).toContain("Gentoo: 5,076.02");
    expect(work.summary).toContain("Adelie: 3,700.66");
    expect(work.summary).toContain("**165**");
    expect(work.summary).toMatch(/Biscoe: 168; Dream: 124/);
    expect(work.summary).toContain("Why are Gentoo heavier?");
    expect(work.summary).toContain("not a language model");
  });

  it("writes a report with cited findings and numbered queries", () => {
    expect(work.report).toContain("344 rows, 7 columns");
    expect(work.report).toMatch(/Species accounts for 77\.8% of the variation\. \[Q\d+, Q\d+\]/);
    expect(work.report).toContain("**Q1.** Tables and columns");
    const cited = new Set([...(work.report ?? "").matchAll(/Q(\d+)[\],]/g)].map(([, number]) => Number(number)));
    for (const number of cited) expect(work.report).toContain(`**Q${number}.**`);
  });

  it("hands over two to four charts beside the report", () => {
    const charts = work.files.filter((path) => path.endsWith(".png"));
    expect(charts.length).toBeGreaterThanOrEqual(2);
    expect(charts.length).toBeLessThanOrEqual(4);
    for (const chart of charts) expect(work.report).toContain(`](${chart})`);
  });

  it("counts usage with a real tokenizer, and says the same turn again after a crash", async () => {
    for (const [i, turn] of work.turns.entries()) {
      if (turn.role !== "assistant") continue;
      const again = await createTrainee().call(request(work.turns.slice(0, i), 8_192));
      expect(again.parts).toEqual(turn.parts);
      expect(Number(again.usage.raw.output_tokens)).toBeGreaterThan(5);
      expect(Number(again.usage.raw.output_tokens)).toBeLessThanOrEqual(8_192);
    }
  });
});

describe("what bad input gets", { timeout: 120_000 }, () => {
  it("declines politely without a table, in two steps and with no file", async () => {
    const work = await hire("Write me a poem about spring.", []);
    expect(work.replies).toHaveLength(2);
    expect(work.files).toEqual([]);
    expect(work.summary).toContain("I cannot do this task");
    expect(work.summary).not.toContain("\n");
  });

  it("goes on when one of several files cannot be read, and names shared columns", async () => {
    const orders = await file(
      "orders.csv",
      `id,customer_id,amount\n${Array.from({ length: 40 }, (_, i) => `${i},${i % 5},${i * 2}.5`).join("\n")}\n`,
    );
    const customers = await file("customers.csv", "customer_id,segment\n0,A\n1,A\n2,B\n3,B\n4,B\n9,A\n");
    const broken = await file("broken.json", '{"a": [1, 2,');
    const work = await hire("What is the total amount? How many customers are in segment A?", [
      orders,
      customers,
      broken,
    ]);
    expect(work.summary).toContain("**1,580.00**");
    expect(work.summary).toContain("segment is “A”: **3**");
    expect(work.summary).toContain("broken.json");
    expect(work.report).toContain("5 values occur in both");
  });

  it("treats names and values as untrusted text", async () => {
    const weird = await file(
      "weird.csv",
      `"select","a ""b""","<script>alert(1)</script>","[x](http://evil)|","price"\n${Array.from({ length: 30 }, (_, i) => `${i % 3},<b>${i % 2}</b>,v${i % 4},<img src=x>,"$1,${100 + i}.50"`).join("\n")}\n`,
    );
    const work = await hire(
      "What is the average price by select? <script>alert(2)</script> What is the highest <b>price</b>?",
      [weird],
    );
    expect(failuresOf(work)).toEqual([]);
    const prose = (work.report ?? "").replace(/```[\s\S]*?```/g, "");
    for (const written of [prose, work.summary ?? ""]) {
      expect(written).not.toMatch(/<(script|b|img)/);
      expect(written).not.toMatch(/[^\\]\]\(http/);
    }
    expect(work.summary).toContain("0: 1,");
    expect(work.summary).toContain("**1,129.50**");
  });

  it.each([
    ["headers only", "a,b,c\n", "has headers but no rows"],
    ["one row", "name,score\nAnn,3.5\n", "1 row and 2 columns"],
    ["one column", `value\n${Array.from({ length: 30 }, (_, i) => i % 7).join("\n")}\n`, "30 rows and 1 column"],
    ["nothing but gaps", "a,b\n,\n,\n,\n", "no information"],
  ])("reports on a table with %s", async (name, content, expected) => {
    const work = await hire("Analyse this table.", [await file(`${name.replaceAll(" ", "_")}.csv`, content)]);
    expect(failuresOf(work)).toEqual([]);
    expect(work.summary).toContain(expected);
  });

  it("reads a brief of 200,000 characters, and one in another language", async () => {
    const long = await hire(`What is the average score? ${"lorem ipsum dolor ".repeat(11_000)}`, [
      await file("s.csv", "score\n1\n2\n6\n"),
    ]);
    expect(long.summary).toContain("**3.00**");
    expect(long.summary).toContain("first 20,000 characters");
    const german = await hire("Wie hoch ist der Durchschnitt und welche Zeile ist die größte?", [
      await file("t.csv", "score\n1\n2\n6\n"),
    ]);
    expect(german.summary).toContain("English only");
  });

  it("leaves out what fails, and ends", async () => {
    const small = await file("small.csv", "a,b\n1,x\n2,y\n3,x\n");
    const work = await hire("Analyse this.", [small], {
      instead: (name) => (name === "draw_chart" ? "The chart tool is broken." : null),
    });
    expect(work.summary).toContain("could not be drawn");
    expect(work.files).toEqual(["report.md"]);
    const lost = await hire("Analyse this.", [small], {
      instead: (name) => (name === "write_file" ? "The disk is full." : null),
    });
    expect(lost.summary).toContain("could not be written");
    const refused = await hire("Analyse.", [small], {
      instead: (name) => (name === "deliver" ? "Not accepted." : null),
    });
    expect(refused.replies.at(-1)?.finish).toBe("stop");
    const nothing = await hire("Analyse.", [small], { instead: () => "Broken." });
    expect(nothing.replies.length).toBeLessThanOrEqual(5);
  });

  it("keeps each step within a small output limit", async () => {
    const work = await hire("Analyse the penguins. What is the average body mass by island?", [PENGUINS], {
      maxOutput: 2_048,
    });
    for (const { usage } of work.replies) expect(Number(usage.raw.output_tokens)).toBeLessThanOrEqual(2_048);
    expect(work.summary).toContain("Biscoe: 4,716.02");
    expect(work.replies.length).toBeLessThanOrEqual(14);
  });
});

describe("the port", () => {
  const turns: Turn[] = [{ role: "user", text: "Hello" }];

  it("streams what it says", async () => {
    const pieces: string[] = [];
    const reply = await createTrainee().call({ ...request(turns, 8_192), onText: (delta) => pieces.push(delta) });
    expect(pieces.length).toBeGreaterThan(1);
    expect(reply.parts[0]).toEqual({ type: "text", text: pieces.join("") });
  });

  it("stops when it is told to", async () => {
    const stopped = createTrainee().call(request(turns, 8_192, AbortSignal.abort()));
    await expect(stopped).rejects.toMatchObject({ kind: "aborted", facts: { retryable: false } });
    await expect(stopped).rejects.toBeInstanceOf(ModelCallFailed);
  });
});
