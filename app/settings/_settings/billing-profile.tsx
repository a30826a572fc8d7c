import { ActionForm } from "@/_components/action-form";
import { TextareaField, TextField } from "@/_components/fields";
import { percentText } from "@/_components/percent";
import { Section } from "@/_components/ui/card";
import type { Answers } from "@/_trpc/types";
import { saveBillingProfile } from "../billing-actions";

type Profile = Answers["billingProfile"]["get"]["profile"];

const FIELDS = [
  { name: "legalName", label: "Legal name" },
  { name: "country", label: "Country", hint: "Two letters, for example DE" },
  { name: "vatId", label: "VAT id", hint: "With its country's letters; empty when there is none" },
  { name: "email", label: "Email for invoices", hint: "They are sent there as a PDF" },
  { name: "purchaseOrder", label: "Purchase order", hint: "Your reference, on every invoice" },
  { name: "costCentre", label: "Cost centre", hint: "For calls outside any project" },
] as const;

/** Who the organization is on its invoices from now on. */
export function BillingProfile({ profile, canSave }: { profile: Profile; canSave: boolean }) {
  return (
    <Section id="billing-profile" title="Billing profile" description="What invoices say about you from now on">
      <ActionForm action={saveBillingProfile} submit={canSave ? "Save billing profile" : undefined}>
        <fieldset disabled={!canSave} className="grid gap-4 sm:grid-cols-2">
          {FIELDS.map(({ name, ...field }) => (
            <TextField key={name} name={name} defaultValue={profile?.[name] ?? ""} {...field} />
          ))}
          <div className="sm:col-span-2">
            <TextareaField name="address" label="Address" rows={3} defaultValue={profile?.address ?? ""} />
          </div>
        </fieldset>
        {profile ? <Terms profile={profile} /> : null}
      </ActionForm>
    </Section>
  );
}

/** What the agency has agreed with the organization. */
function Terms({ profile: { taxBps, reverseCharge, termsDays } }: { profile: NonNullable<Profile> }) {
  const tax = reverseCharge
    ? "You account for the tax yourselves (reverse charge)."
    : taxBps === null
      ? "Taxed as your country is."
      : `Taxed at ${percentText(taxBps)}%.`;
  return (
    <p className="text-[0.8125rem] text-muted">
      {tax} What the wallet does not pay is due within {termsDays} days.
    </p>
  );
}
