import { Scale } from "lucide-react";
import type { Metadata } from "next";
import type { Dispute } from "#desk";
import { ActionForm } from "@/_components/action-form";
import { SelectField, TextareaField } from "@/_components/fields";
import { Money } from "@/_components/money";
import { PageHeader } from "@/_components/page-header";
import { Section } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { When } from "@/_components/when";
import { api } from "@/_trpc/server";
import { requireStaff } from "../clients/staff-only";
import { resolveDispute } from "./actions";

export const metadata: Metadata = { title: "Disputes" };

/** What clients complain about, for the staff. */
export default async function DisputesPage() {
  await requireStaff("/operator/disputes");
  const { open, decided } = await (await api()).disputes.list();
  return (
    <>
      <PageHeader
        title="Disputes"
        description="What clients complain about. A refund gives back all that the job cost."
      />
      <div className="grid max-w-3xl grid-cols-1 gap-6">
        {open.length === 0 ? (
          <Empty icon={Scale} title="Nothing is disputed">
            A client can dispute a job from its page once the work has ended.
          </Empty>
        ) : null}
        {open.map((dispute) => (
          <OpenDispute key={dispute.jobId} dispute={dispute} />
        ))}
        {decided.length > 0 ? (
          <Section id="decided" title="Decided">
            <ul className="divide-y divide-border">
              {decided.map(({ jobId, title, organization, outcome, note, resolvedBy }) => (
                <li key={jobId} className="grid gap-1 px-4 py-3">
                  <p className="font-medium wrap-anywhere">
                    {title} <span className="font-normal text-muted">{organization}</span>
                  </p>
                  <p className="text-[0.8125rem] wrap-anywhere text-muted">
                    {outcome} by {resolvedBy}: {note}
                  </p>
                </li>
              ))}
            </ul>
          </Section>
        ) : null}
      </div>
    </>
  );
}

function OpenDispute({ dispute }: { dispute: Dispute }) {
  const { jobId, title, organization, cost, reason, openedBy, openedAt } = dispute;
  return (
    <Section
      id={`dispute-${jobId}`}
      title={title}
      description={
        <>
          {organization}, {openedBy}, <When at={openedAt} />
        </>
      }
      actions={
        <span className="text-[0.8125rem] text-muted">
          The job cost <Money usd={cost} exact className="font-semibold text-foreground" />
        </span>
      }
    >
      <p className="p-4 wrap-anywhere whitespace-pre-wrap">{reason}</p>
      <ActionForm
        action={resolveDispute}
        hidden={{ jobId }}
        submit="Decide"
        ask="Decide this for good, and tell the client?"
        className="border-t border-border p-4"
      >
        <SelectField name="outcome" label="Decision" defaultValue="rejected">
          <option value="rejected">Reject: the work stands</option>
          <option value="refunded">Refund: give back all that the job cost</option>
        </SelectField>
        <TextareaField name="note" label="Reasons, for the client" required />
      </ActionForm>
    </Section>
  );
}
