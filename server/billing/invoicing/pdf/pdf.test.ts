import Papa from "papaparse";
import { extractText, getDocumentProxy } from "unpdf";
import { describe, expect, it } from "vitest";
import { addPico, parseUsd } from "#kernel";
import { billCsv } from "../../invoices/bill-csv";
import { sampleBill, sampleCreditNote } from "../../testing/bills";
import { renderCreditNote, renderInvoice } from "./render-pdf";
import { summarize } from "./summary";

const PAID = { state: "paid", due: "0.00" } as const;

async function textOf(pdf: Buffer): Promise<{ text: string; pages: number }> {
  const { text, totalPages } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true });
  return { text: text.replace(/\s+/g, " "), pages: totalPages };
}

describe("a PDF", () => {
  it("of an invoice has its number, parties, lines and sums", async () => {
    const pdf = await renderInvoice(sampleBill(), PAID);
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    const { text, pages } = await textOf(pdf);
    expect(pages).toBe(1);
    for (const told of [
      "HIRE-2026-000042",
      "Klient GmbH",
      "10117 Berlin",
      "Germany",
      "DE123456789",
      "PO-77",
      "15 December 2026",
      "Überblick: Märkte für Zement",
      "24,000",
      "0.09",
      "-0.02501125",
      "VAT 19%",
      "0.022807125",
      "USD 0.14",
      "Paid",
    ]) {
      expect(text).toContain(told);
    }
  });

  it("of a long invoice goes on over pages, and says what it leaves to the CSV", async () => {
    const [first] = sampleBill().lines;
    if (!first) throw new Error("the sample has no lines");
    const lines = Array.from({ length: 250 }, (_, job) => ({ ...first, no: job + 1, jobId: `job-${job}` }));
    const { text, pages } = await textOf(
      await renderInvoice({ ...sampleBill(), lines }, { state: "open", due: "0.14" }),
    );
    expect(pages).toBeGreaterThan(2);
    expect(text).toContain(`Page ${pages} of ${pages}`);
    expect(text).toContain("184 more jobs are not shown here");
    expect(text).toContain("Open, USD 0.14 due");
  });

  it("of a credit note names the invoice and the lines", async () => {
    const { text } = await textOf(await renderCreditNote(sampleCreditNote()));
    for (const told of [
      "Credit note",
      "HIRE-2026-000043",
      "Invoice HIRE-2026-000042",
      "The chart was wrong",
      "USD -0.04",
    ]) {
      expect(text).toContain(told);
    }
  });
});

it("agents on paper go by their names, where these are known", () => {
  const [line] = sampleBill().lines;
  if (!line) throw new Error("the bill has no line");
  const agents = (names: Record<string, string>) =>
    new Set(summarize(sampleBill(), names).flatMap(({ rows }) => rows.map(({ agent }) => agent)));
  expect(agents({})).toContain(line.agent);
  expect(agents({ [line.runId]: "The analyst" })).toContain("The analyst");
});

it("the rows on paper add up to the invoice", () => {
  const groups = summarize(sampleBill());
  const sum = (parts: readonly { amount: string }[]) => addPico(...parts.map(({ amount }) => parseUsd(amount)));
  expect(sum(groups)).toBe(parseUsd("0.1200375"));
  expect(sum(groups.flatMap(({ rows }) => rows))).toBe(parseUsd("0.1200375"));
  expect(groups.map(({ costCentre }) => costCentre)).toEqual(["R-1", "4711"]);
});

it("each line says what it is for, and a verdict who gave it", () => {
  const [work] = sampleBill().lines;
  if (!work) throw new Error("the bill has no line");
  const lines = [
    work,
    { ...work, attemptId: "verdict", attempt: 2, purpose: "verification" },
    { ...work, attemptId: "summary", attempt: 3, purpose: "compaction" },
  ];
  const names = { [work.runId]: "The analyst", verdict: "The reviewer" };
  const rows = summarize({ ...sampleBill(), lines }, names).flatMap((group) => group.rows);
  expect([...new Set(rows.map(({ agent, purpose }) => `${agent}: ${purpose}`))]).toEqual([
    "The analyst: null",
    "The analyst: summary of long work",
    "The reviewer: verdict on the work",
  ]);
  const { data } = Papa.parse<Record<string, string>>(billCsv({ ...sampleBill(), lines }, names), { header: true });
  expect([...new Set(data.map(({ purpose, madeBy }) => `${purpose} by ${madeBy}`))]).toEqual([
    "work by The analyst",
    "verification by The reviewer",
    "compaction by The analyst",
  ]);
});
