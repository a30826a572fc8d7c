import { Fragment } from "react";
import { decimalsOf } from "@/_components/format-money";
import { formatCount } from "@/_components/format-quantity";
import { Money } from "@/_components/money";
import { componentName, Rate, shortUnitName } from "@/_components/rate";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import type { StepCharges } from "./charges";

/** Charges to the single model call: tokens × rate = amount, every digit shown. */
export function StepsTable({ steps, label }: { steps: readonly StepCharges[]; label: string }) {
  const amounts = steps.flatMap(({ components, credits, adjustments }) => [...components, ...credits, ...adjustments]);
  const decimals = Math.max(...amounts.map(({ amount }) => decimalsOf(amount)));
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>Step</Th>
          <Th>Component</Th>
          <Th className={figure}>Quantity</Th>
          <Th className={figure}>Rate</Th>
          <Th className={figure}>Amount</Th>
        </tr>
      </thead>
      <tbody>
        {steps.map((step) => (
          <Fragment key={`${step.step}.${step.attempt}`}>
            {step.components.map((line, index) => (
              <Tr
                key={line.component}
                className={
                  index < step.components.length - 1 || step.credits.length + step.adjustments.length > 0
                    ? "border-0"
                    : undefined
                }
              >
                <Td className="py-1.5 whitespace-nowrap">{index === 0 ? <StepName step={step} /> : null}</Td>
                <Td className="py-1.5 whitespace-nowrap">{componentName(line.component)}</Td>
                <Td className={`${figure} py-1.5`}>{formatCount(line.quantity)}</Td>
                <Td className={`${figure} py-1.5`}>
                  <Rate usd={line.rate} /> <span className="text-xs text-muted">/ {shortUnitName(line.unit)}</span>
                </Td>
                <Td className={`${figure} py-1.5`}>
                  <Money usd={line.amount} exact decimals={decimals} />
                </Td>
              </Tr>
            ))}
            {step.credits.map((credit) => (
              <Tr key={credit.reason}>
                <Td />
                <Td colSpan={3} className="py-1.5 text-positive">
                  Credit: {credit.reason}
                </Td>
                <Td className={`${figure} py-1.5 text-positive`}>
                  −<Money usd={credit.amount} exact decimals={decimals} />
                </Td>
              </Tr>
            ))}
            {step.adjustments.map(({ at, reason, billed, rerated, amount }) => (
              <Tr key={`${at} ${reason}`}>
                <Td />
                <Td colSpan={3} className="py-1.5">
                  Re-rated: {reason}{" "}
                  <span className="text-muted">
                    (<Money usd={billed} exact /> became <Money usd={rerated} exact />)
                  </span>
                </Td>
                <Td className={`${figure} py-1.5`}>
                  <Money usd={amount} exact decimals={decimals} />
                </Td>
              </Tr>
            ))}
          </Fragment>
        ))}
      </tbody>
    </Table>
  );
}

function StepName({ step: { step, attempt, purpose, verifier, model } }: { step: StepCharges }) {
  return (
    <span title={model}>
      {step}
      {purpose === "work" ? null : `, ${purposeOf(purpose, verifier)}`}
      {/* A verdict is an attempt of its own in the step it belongs to, and no second try of anything. */}
      {attempt > 1 && purpose === "work" ? <span className="text-muted"> (attempt {attempt})</span> : null}
    </span>
  );
}

/** What a call was for that was not the agent's own work. */
function purposeOf(purpose: string, verifier: string | null): string {
  switch (purpose) {
    case "verification":
      return verifier === null ? "verdict on the work" : `verdict of ${verifier}`;
    case "compaction":
      return "summary of the steps before";
    default:
      return purpose;
  }
}
