import { Section } from "@/_components/ui/card";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import type { Answers } from "@/_trpc/types";

type Draft = Answers["priceBook"]["draft"];
type Change = Draft["comparison"]["changed"][number];

const percentOf = (change: Change["cost"]): string =>
  !change || change.percent === null ? "" : `${change.percent.startsWith("-") ? "" : "+"}${change.percent}%`;

/** What a draft does to the card in force, line by line. */
export function Comparison({ comparison, inForce }: Pick<Draft, "comparison" | "inForce">) {
  const { added, removed, changed, same } = comparison;
  const rows = [
    ...changed.flatMap(({ line, cost, sell, operatorWas }) => [
      ...(cost ? [{ ...cost, key: `${line.key} cost`, name: line.name, what: "cost", percent: percentOf(cost) }] : []),
      ...(sell ? [{ ...sell, key: `${line.key} sell`, name: line.name, what: "sell", percent: percentOf(sell) }] : []),
      ...(operatorWas
        ? [{ key: `${line.key} at`, name: line.name, what: "threshold", from: operatorWas, to: "", percent: "" }]
        : []),
    ]),
    ...added.map(({ key, name, cost }) => ({ key, name, what: "added", from: "", to: cost, percent: "" })),
    ...removed.map(({ key, name, cost }) => ({ key, name, what: "removed", from: cost, to: "", percent: "" })),
  ];
  return (
    <Section
      id="comparison"
      title={inForce === null ? "Against no card: none is in force" : `Against card ${inForce}, in force`}
      description={`${changed.length} ${changed.length === 1 ? "line" : "lines"} changed, ${added.length} added, ${removed.length} removed, ${same} the same`}
    >
      {rows.length > 0 ? (
        <Table label="Changes">
          <thead>
            <tr>
              <Th>Line</Th>
              <Th>What</Th>
              <Th className={figure}>Before</Th>
              <Th className={figure}>After</Th>
              <Th className={figure}>Change</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, what, from, to, percent }) => (
              <Tr key={key}>
                <Td>{name}</Td>
                <Td className="text-muted">{what}</Td>
                <Td className={figure}>{from}</Td>
                <Td className={figure}>{to}</Td>
                <Td className={figure}>{percent}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      ) : null}
    </Section>
  );
}
