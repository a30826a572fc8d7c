import { Text, View } from "@react-pdf/renderer";
import type { CreditNote } from "../../queries/get-credit-note";
import { dayOf, Paper } from "./paper";
import { styles } from "./styles";
import type { AgentNames } from "./summary";

/** More lines than this are for the JSON. */
const MAX_ROWS = 200;

/** A credit note on paper: which lines of which invoice it corrects, and by how much. */
export function CreditNotePaper({ note, names }: { note: CreditNote; names: AgentNames }) {
  const shown = note.lines.slice(0, MAX_ROWS);
  const left = note.lines.length - shown.length;
  return (
    <Paper
      title="Credit note"
      document={note}
      facts={[
        ["Issued", dayOf(note.issuedAt)],
        ["Corrects", `Invoice ${note.corrects.number}`],
      ]}
      notes={[
        note.tax.bps === 0 ? note.tax.note : null,
        left > 0 ? `${left} more lines are not shown here; the JSON of this credit note has them.` : null,
        "The money has gone back to the wallet, with the tax that had been taken.",
      ]}
    >
      <Text style={styles.fact}>{note.reason}</Text>
      <View style={[styles.row, styles.header]} fixed>
        <Text style={styles.reason}>Line, job, agent</Text>
        <Text style={styles.rate}>Step</Text>
        <Text style={styles.rate}>Charged</Text>
        <Text style={styles.amount}>Credited, USD</Text>
      </View>
      {shown.map((line) => (
        <View key={line.no} style={styles.row} wrap={false}>
          <Text style={styles.reason}>
            {line.invoiceLine}. {line.jobTitle}, {names[line.runId] ?? line.agent}, {line.model}
          </Text>
          <Text style={styles.rate}>{line.step}</Text>
          <Text style={styles.rate}>{line.charged}</Text>
          <Text style={styles.amount}>{line.amount}</Text>
        </View>
      ))}
    </Paper>
  );
}
