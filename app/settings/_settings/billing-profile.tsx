"use client";

import { useActionState } from "react";
import { SubmitButton } from "@/_components/submit-button";
import { Alert } from "@/_components/ui/alert";
import { Section } from "@/_components/ui/card";
import { describedBy, Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { Textarea } from "@/_components/ui/textarea";
import { errorAt, errorBeside } from "@/_trpc/form-state";
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

const NAMES = [...FIELDS.map(({ name }) => name), "address"];

/** Who the organization is on its invoices from now on. */
export function BillingProfile({ profile, canSave }: { profile: Profile; canSave: boolean }) {
  const [state, save] = useActionState(saveBillingProfile, null);
  const general = errorBeside(state, NAMES);
  const addressError = errorAt(state, "address");
  return (
    <Section id="billing-profile" title="Billing profile" description="What invoices say about you from now on">
      <form action={save} noValidate className="grid gap-4 p-4">
        <fieldset disabled={!canSave} className="grid gap-4 sm:grid-cols-2">
          {FIELDS.map(({ name, label, ...field }) => {
            const hint = "hint" in field ? field.hint : undefined;
            const error = errorAt(state, name);
            return (
              <Field key={name} id={`billing-${name}`} label={label} hint={hint} error={error}>
                <Input
                  id={`billing-${name}`}
                  name={name}
                  defaultValue={profile?.[name] ?? ""}
                  autoComplete="off"
                  {...describedBy(`billing-${name}`, { hint: hint !== undefined, error })}
                />
              </Field>
            );
          })}
          <Field id="billing-address" label="Address" error={addressError} className="sm:col-span-2">
            <Textarea
              id="billing-address"
              name="address"
              rows={3}
              defaultValue={profile?.address ?? ""}
              {...describedBy("billing-address", { error: addressError })}
            />
          </Field>
        </fieldset>
        {profile ? <Terms profile={profile} /> : null}
        {general ? <Alert kind="negative">{general}</Alert> : null}
        {state?.ok ? <Alert kind="positive">{state.message}</Alert> : null}
        {canSave ? (
          <div>
            <SubmitButton>Save billing profile</SubmitButton>
          </div>
        ) : null}
      </form>
    </Section>
  );
}

/** What the agency has agreed with the organization. */
function Terms({ profile: { taxBps, reverseCharge, termsDays } }: { profile: NonNullable<Profile> }) {
  const tax = reverseCharge
    ? "You account for the tax yourselves (reverse charge)."
    : taxBps === null
      ? "Taxed as your country is."
      : `Taxed at ${(taxBps / 100).toLocaleString("en")}%.`;
  return (
    <p className="text-[0.8125rem] text-muted">
      {tax} What the wallet does not pay is due within {termsDays} days.
    </p>
  );
}
