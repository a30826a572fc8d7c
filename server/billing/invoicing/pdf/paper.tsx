import { Document, Page, Text, View } from "@react-pdf/renderer";
import type { ReactNode } from "react";
import type { Bill } from "../../invoices/bill";
import { styles } from "./styles";

/** What every document has on its first page and at its foot. */
type PaperProps = {
  readonly title: string;
  readonly document: Pick<
    Bill,
    "number" | "issuedAt" | "parties" | "exactTotal" | "tax" | "carriedIn" | "rounding" | "total"
  >;
  readonly facts: readonly (readonly [label: string, value: string | null])[];
  readonly notes: readonly (string | null)[];
  readonly children: ReactNode;
};

/** The day in UTC, as documents are dated: `23 November 2026`. */
export const dayOf = (iso: string): string =>
  new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(new Date(iso));

/** A page of the agency's stationery. */
export function Paper({ title, document, facts, notes, children }: PaperProps) {
  const { number, issuedAt, parties } = document;
  const { customer, issuer } = parties;
  const told = facts.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]));
  return (
    <Document title={`${title} ${number}`} author={issuer.name} creationDate={new Date(issuedAt)} language="en">
      <Page size="A4" style={styles.page}>
        <Text
          style={styles.footer}
          render={({ pageNumber, totalPages }) =>
            `${issuer.name} · ${title} ${number} · Page ${pageNumber} of ${totalPages}`
          }
          fixed
        />
        <View style={styles.head}>
          <Text style={styles.issuer}>{issuer.name}</Text>
          <View style={styles.right}>
            <Text style={styles.title}>{title}</Text>
            <Text style={styles.number}>{number}</Text>
          </View>
        </View>
        <View style={styles.facts}>
          <View style={styles.customer}>
            <Text style={styles.label}>To</Text>
            <Text style={styles.strong}>{customer.name}</Text>
            {customer.address ? <Text>{customer.address}</Text> : null}
            {customer.country ? <Text>{countryName(customer.country)}</Text> : null}
            {customer.vatId ? <Text>VAT id {customer.vatId}</Text> : null}
          </View>
          {[told.filter((_, index) => index % 2 === 0), told.filter((_, index) => index % 2 === 1)].map((column) => (
            <View key={column[0]?.label} style={styles.factColumn}>
              {column.map(({ label, value }) => (
                <View key={label} style={styles.fact}>
                  <Text style={styles.label}>{label}</Text>
                  <Text>{value}</Text>
                </View>
              ))}
            </View>
          ))}
        </View>
        {children}
        <Totals document={document} />
        <View style={styles.notes}>
          {notes.map((note) =>
            note === null ? null : (
              <Text key={note} style={styles.note}>
                {note}
              </Text>
            ),
          )}
        </View>
      </Page>
    </Document>
  );
}

const countryName = (code: string): string => new Intl.DisplayNames(["en"], { type: "region" }).of(code) ?? code;

function Totals({ document: { exactTotal, tax, carriedIn, rounding, total } }: Pick<PaperProps, "document">) {
  const rate = `${(tax.bps / 100).toLocaleString("en")}%`;
  const name = tax.bps > 0 && tax.note ? tax.note : "Tax";
  return (
    <View style={styles.totals} wrap={false}>
      <Sum label="Sum of the lines" usd={exactTotal} />
      <Sum label={name.includes(rate) ? name : `${name} (${rate})`} usd={tax.amount} />
      <Sum label="Carried in from earlier rounding" usd={carriedIn} />
      <Sum label="Rounding to cents" usd={rounding} />
      <View style={[styles.sum, styles.total]}>
        <Text>Total</Text>
        <Text>USD {total}</Text>
      </View>
    </View>
  );
}

function Sum({ label, usd }: { label: string; usd: string }) {
  return (
    <View style={styles.sum}>
      <Text style={styles.muted}>{label}</Text>
      <Text>{usd}</Text>
    </View>
  );
}
