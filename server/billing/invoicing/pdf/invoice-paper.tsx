import { Text, View } from "@react-pdf/renderer";
import type { Bill } from "../../invoices/bill";
import { dayOf, Paper } from "./paper";
import { styles } from "./styles";
import { type AgentNames, type SummaryGroup, type SummaryRow, summarize } from "./summary";

/** More rows than this are for the CSV: nobody reads them on paper, and the page layout takes its time for each. */
const MAX_ROWS = 200;

/** How an invoice stands when the PDF is made. */
export type Standing = { readonly state: "paid" | "open" | "overdue"; readonly due: string };

const STATES = {
  paid: "Paid",
  open: "Open",
  overdue: "Overdue",
} as const;

/** An invoice on paper: by job, agent, model and component, with the sums. */
export function InvoicePaper({ bill, standing, names }: { bill: Bill; standing: Standing; names: AgentNames }) {
  const groups = summarize(bill, names);
  const shown = firstRows(groups);
  const left = groups.length - shown.length;
  return (
    <Paper
      title="Invoice"
      document={bill}
      facts={[
        ["Issued", dayOf(bill.issuedAt)],
        ["Status", standing.state === "paid" ? STATES.paid : `${STATES[standing.state]}, USD ${standing.due} due`],
        [bill.month ? "Month" : "Period", bill.month ?? `${dayOf(bill.period.from)} to ${dayOf(bill.period.to)}`],
        ["Due", bill.dueAt ? dayOf(bill.dueAt) : null],
        ["Purchase order", bill.purchaseOrder],
        ["Cost centre", bill.parties.customer.costCentre],
      ]}
      notes={[
        bill.tax.bps === 0 ? bill.tax.note : null,
        left > 0 ? `${left} more jobs are not shown here; the CSV and the JSON of this invoice have every call.` : null,
        "Rates are US dollars per million tokens (M) or per thousand calls (k). Amounts are exact; the total is rounded to cents once, and what that adds or takes is carried to the next invoice.",
        `Every call behind these sums stands in the JSON of this invoice, which npm run verify-bill recomputes. Digest ${bill.digest}`,
      ]}
    >
      {groups.length === 0 ? <Text style={styles.muted}>Nothing was used in this period.</Text> : <HeaderRow />}
      {shown.map((group) => (
        <Job key={group.jobId} group={group} />
      ))}
    </Paper>
  );
}

function firstRows(groups: readonly SummaryGroup[]): SummaryGroup[] {
  let rows = 0;
  return groups.filter((group) => {
    rows += group.rows.length + 1;
    return rows <= MAX_ROWS;
  });
}

function HeaderRow() {
  return (
    <View style={[styles.row, styles.header]} fixed>
      <Text style={styles.agent}>Agent, model, purpose</Text>
      <Text style={styles.what}>Component</Text>
      <Text style={styles.quantity}>Quantity</Text>
      <Text style={styles.rate}>Rate</Text>
      <Text style={styles.amount}>Amount, USD</Text>
    </View>
  );
}

/** Rows stand in the page themselves: the renderer breaks pages slowly, and sometimes wrongly, inside of a box. */
function Job({ group: { title, costCentre, amount, rows } }: { group: SummaryGroup }) {
  return (
    <>
      <View style={styles.job} wrap={false}>
        <Text style={styles.jobTitle}>
          {title}
          {costCentre ? <Text style={styles.muted}> · cost centre {costCentre}</Text> : null}
        </Text>
        <Text style={styles.strong}>{amount}</Text>
      </View>
      {rows.map((row, index) => (
        <Row
          key={`${row.agent} ${row.model} ${row.purpose} ${row.what} ${row.rate}`}
          row={row}
          before={rows[index - 1]}
        />
      ))}
    </>
  );
}

function Row({ row, before }: { row: SummaryRow; before: SummaryRow | undefined }) {
  const { agent, model, purpose } = row;
  const isNew = before?.agent !== agent || before.model !== model || before.purpose !== purpose;
  return (
    <View style={styles.row} wrap={false}>
      <Text style={styles.agent}>{isNew ? [agent, model, purpose].filter(Boolean).join(", ") : ""}</Text>
      <Text style={styles.what}>{row.what}</Text>
      <Text style={styles.quantity}>{row.quantity === null ? "" : row.quantity.toLocaleString("en")}</Text>
      <Text style={styles.rate}>{row.rate ?? ""}</Text>
      <Text style={styles.amount}>{row.amount}</Text>
    </View>
  );
}
