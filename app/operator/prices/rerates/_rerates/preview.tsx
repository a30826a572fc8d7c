import { addPico, formatUsd, parseUsd } from "#kernel";
import { ActionForm } from "@/_components/action-form";
import { TextareaField } from "@/_components/fields";
import { formatCount } from "@/_components/format-quantity";
import { Money } from "@/_components/money";
import { Section } from "@/_components/ui/card";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { beginRerate } from "../actions";
import { WalletOutlook } from "./wallet-outlook";
import type { Names, PreviewAnswer } from "./words";

type Question = Readonly<Record<"rateCardId" | "from" | "to", string> & Record<"modelId" | "orgId", string | null>>;
export type PreviewProps = { question: Question; preview: PreviewAnswer; names: Names };

const sumOf = (usages: PreviewAnswer["usages"], part: "charged" | "repriced" | "difference"): string =>
  formatUsd(addPico(...usages.map((usage) => parseUsd(usage[part]))));

/** What would be posted, by client and model; and the question whether it shall be. */
export function Preview({ question, preview: { usages, wallets }, names }: PreviewProps) {
  const isSomething = usages.some(({ difference }) => parseUsd(difference) !== 0n);
  return (
    <Section id="preview" title="Preview" description="Before credits, with the markups of each call">
      <Table label="Preview">
        <thead>
          <tr>
            <Th>Client</Th>
            <Th>Model</Th>
            <Th className={figure}>Calls</Th>
            <Th className={figure}>Without a price there</Th>
            <Th className={figure}>Billed</Th>
            <Th className={figure}>Re-rated</Th>
            <Th className={figure}>Difference</Th>
          </tr>
        </thead>
        <tbody>
          {usages.map(({ orgId, modelId, calls, unpriced, charged, repriced, difference }) => (
            <Tr key={`${orgId} ${modelId}`}>
              <Td>{names.organizations.get(orgId) ?? orgId}</Td>
              <Td>{names.models.get(modelId) ?? modelId}</Td>
              <Td className={figure}>{formatCount(calls)}</Td>
              <Td className={figure}>{formatCount(unpriced)}</Td>
              <Td className={figure}>
                <Money usd={charged} exact />
              </Td>
              <Td className={figure}>
                <Money usd={repriced} exact />
              </Td>
              <Td className={figure}>
                <Money usd={difference} exact />
              </Td>
            </Tr>
          ))}
          <Tr className="font-semibold">
            <Td colSpan={4}>{usages.length === 0 ? "No calls were charged then" : "Together"}</Td>
            {(["charged", "repriced", "difference"] as const).map((part) => (
              <Td key={part} className={figure}>
                <Money usd={sumOf(usages, part)} exact />
              </Td>
            ))}
          </Tr>
        </tbody>
      </Table>
      <WalletOutlook wallets={wallets} names={names} />
      {isSomething ? (
        <ActionForm
          action={beginRerate}
          hidden={{ ...question, modelId: question.modelId ?? "", orgId: question.orgId ?? "" }}
          submit="Re-rate"
          variant="primary"
          ask="Post these differences? They can be corrected by another re-rating, but not taken back."
          className="border-t border-border p-4"
        >
          <TextareaField
            name="reason"
            label="Reason"
            hint="Clients read it on their bills: “The list price of 1 November was entered too high”."
            rows={2}
            required
          />
        </ActionForm>
      ) : (
        <p className="border-t border-border p-4 text-muted">There is nothing to post.</p>
      )}
    </Section>
  );
}
