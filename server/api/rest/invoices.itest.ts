import Papa from "papaparse";
import { expect, it } from "vitest";
import { issueCreditNote, verifyBill } from "#billing";
import { addPico, parseUsd, pico, systemClock } from "#kernel";
import { refusal, testAgency } from "../testing/agency";

const agency = testAgency();

const PROFILE = { legalName: "Demo GmbH", address: "1 Street", country: "de", vatId: "DE 123456789" };

it("an invoice is had as JSON, CSV, PDF and FOCUS, and nobody else has it", async () => {
  const saved = await (await agency.demo("POST", "billing-profile", { json: PROFILE })).json();
  expect(saved).toMatchObject({ country: "DE", vatId: "DE123456789", email: null, termsDays: 14 });
  expect(await refusal(agency.demo("POST", "billing-profile", { json: { ...PROFILE, country: "ZZ" } }))).toMatchObject({
    status: 400,
    details: { field: "country" },
  });
  const job = await agency.hire();
  await agency.ended(job.id);
  const invoice = await (await agency.demo("POST", "invoices")).json();
  expect(invoice.parties.customer).toMatchObject({ name: "Demo GmbH", country: "DE" });

  const pdf = await agency.demo("GET", `invoices/${invoice.id}.pdf`);
  expect([pdf.status, pdf.headers.get("content-type")]).toEqual([200, "application/pdf"]);
  expect((await pdf.text()).slice(0, 5)).toBe("%PDF-");

  const sumOf = async (path: string) => {
    const { data } = Papa.parse<Record<string, string>>(await (await agency.demo("GET", path)).text(), {
      header: true,
    });
    return addPico(...data.map(({ BilledCost = "" }) => parseUsd(BilledCost)));
  };
  expect(await sumOf(`invoices/${invoice.id}.focus.csv`)).toBe(parseUsd(invoice.total));
  expect(await sumOf("focus?from=2000-01-01&to=2999-01-01")).toBe(parseUsd(invoice.total));

  const account = await (await agency.demo("GET", `invoices/${invoice.id}/account`)).json();
  expect(account).toMatchObject({ state: "paid", due: "0.00", creditNotes: [] });
  const { invoices } = await (await agency.demo("GET", "invoices")).json();
  expect(invoices).toMatchObject([{ id: invoice.id, kind: "invoice", state: "paid" }]);

  for (const path of ["", ".csv", ".pdf", ".focus.csv", "/account"]) {
    expect(await refusal(agency.stranger("GET", `invoices/${invoice.id}${path}`))).toMatchObject({ status: 404 });
  }
  expect(await refusal(agency.demo("GET", `credit-notes/${invoice.id}`))).toMatchObject({ status: 404 });
  expect(await refusal(agency.demo("GET", "focus?from=2026-02-30&to=2026-03-01"))).toMatchObject({
    status: 400,
    details: { field: "from" },
  });
});

it("a credit note is had as JSON that verifies, CSV and PDF, and nobody else has it", async () => {
  const job = await agency.hire();
  await agency.ended(job.id);
  const invoice = await (await agency.demo("POST", "invoices")).json();
  const [{ attemptId, amount: charged }] = invoice.lines;
  const amount = pico(parseUsd(charged) / 2n);
  const order = { invoiceId: invoice.id, lines: [{ eventId: attemptId, amount }], reason: "The chart was wrong" };
  const id = await issueCreditNote(agency.scope.orgId, order, { clock: systemClock, actor: "a test" });

  const { creditNotes, nextCursor } = await (await agency.demo("GET", "credit-notes")).json();
  const corrects = { id: invoice.id, number: invoice.number };
  expect([creditNotes, nextCursor]).toMatchObject([[{ id, corrects, reason: "The chart was wrong" }], null]);
  const note = await (await agency.demo("GET", `credit-notes/${id}`)).json();
  expect(note).toMatchObject({ kind: "credit_note", corrects, lines: [{ invoiceLine: 1, attemptId, charged }] });
  const { signingKeys } = await (await agency.demo("GET", "signing-keys")).json();
  const signer = { publicKey: signingKeys[0].publicKey };
  expect(verifyBill(note, { publicKeys: [signer.publicKey] })).toMatchObject({
    ok: true,
    kind: "credit_note",
    signedBy: signer,
    sealedBy: signer,
  });

  const csv = Papa.parse<Record<string, string>>(await (await agency.demo("GET", `credit-notes/${id}.csv`)).text(), {
    header: true,
  });
  expect(addPico(...csv.data.map((row) => parseUsd(row.amount ?? "")))).toBe(parseUsd(note.exactTotal));
  const pdf = await agency.demo("GET", `credit-notes/${id}.pdf`);
  expect([pdf.status, (await pdf.text()).slice(0, 5)]).toEqual([200, "%PDF-"]);

  for (const format of ["", ".csv", ".pdf"]) {
    expect(await refusal(agency.stranger("GET", `credit-notes/${id}${format}`))).toMatchObject({ status: 404 });
    expect(await refusal(agency.demo("GET", `credit-notes/${invoice.id}${format}`))).toMatchObject({ status: 404 });
  }
  expect(await (await agency.stranger("GET", "credit-notes")).json()).toEqual({ creditNotes: [], nextCursor: null });
  expect(await refusal(agency.demo("GET", "credit-notes?cursor=nope"))).toMatchObject({ status: 400 });
});
