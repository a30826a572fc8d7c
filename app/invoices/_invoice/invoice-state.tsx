import { CircleAlert, CircleCheck, CircleDashed } from "lucide-react";
import { Badge } from "@/_components/ui/badge";
import type { Answers } from "@/_trpc/types";

const STATES = {
  paid: { label: "Paid", tone: "positive", icon: CircleCheck },
  open: { label: "Open", tone: "caution", icon: CircleDashed },
  overdue: { label: "Overdue", tone: "negative", icon: CircleAlert },
} as const;

/** Whether an invoice is paid: a word and a mark, never a colour alone. */
export function InvoiceState({ state }: { state: Answers["invoices"]["account"]["state"] }) {
  const { label, tone, icon: Icon } = STATES[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden className="size-3" />
      {label}
    </Badge>
  );
}
