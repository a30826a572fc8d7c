import { Money } from "@/_components/money";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import type { Answers } from "@/_trpc/types";

type Adjustment = NonNullable<Answers["invoices"]["get"]["adjustments"]>[number];

/** What re-ratings made of calls that earlier invoices have: what they were billed, what they come to, and the difference. */
export function Adjustments({ adjustments }: { adjustments: readonly Adjustment[] }) {
  if (adjustments.length === 0) return null;
  return (
    <section className="grid grid-cols-1 gap-3">
      <h2 className="font-semibold">Re-rated calls of earlier invoices</h2>
      <div className="rounded-md border border-border">
        <Table label="Re-rated calls of earlier invoices">
          <thead>
            <tr>
              <Th>Call</Th>
              <Th>Reason</Th>
              <Th className={figure}>Billed</Th>
              <Th className={figure}>Re-rated</Th>
              <Th className={figure}>Amount</Th>
            </tr>
          </thead>
          <tbody>
            {adjustments.map(({ deltaId, call, jobTitle, step, reason, billed, rerated, amount }) => (
              <Tr key={deltaId}>
                <Td>
                  Line {call.line} of {call.invoice}
                  <span className="block text-xs text-muted">
                    {jobTitle}, step {step}
                  </span>
                </Td>
                <Td>{reason}</Td>
                <Td className={figure}>
                  <Money usd={billed} exact />
                </Td>
                <Td className={figure}>
                  <Money usd={rerated} exact />
                </Td>
                <Td className={figure}>
                  <Money usd={amount} exact />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </div>
    </section>
  );
}
