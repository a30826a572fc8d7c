import { ActionForm } from "@/_components/action-form";
import { CheckField, TextField } from "@/_components/fields";
import { Figure, Figures } from "@/_components/figures";
import { percentText } from "@/_components/percent";
import { TextLink } from "@/_components/text-link";
import { Section } from "@/_components/ui/card";
import { countryName } from "@/_components/words";
import type { Answers } from "@/_trpc/types";
import { setTerms } from "../actions";

type Papers = Answers["accounting"]["client"];

/** Who a client is on its invoices, how it is taxed, and when it pays. */
export function Terms({ orgId, papers }: { orgId: string; papers: Papers }) {
  const { profile, termsDays } = papers;
  return (
    <Section id="terms" title="Invoices and tax" description="How the next invoice is written">
      <Figures className="p-4">
        <Figure label="Tax">{taxText(papers)}</Figure>
        <Figure label="Due within">{termsDays} days</Figure>
        <Figure label="Billed as">{profile?.legalName ?? "Its own name"}</Figure>
        {profile ? (
          <>
            <Figure label="Address">
              <span className="whitespace-pre-line">{profile.address}</span>
            </Figure>
            <Figure label="Country">{countryName(profile.country)}</Figure>
            <Figure label="VAT id">{profile.vatId ?? "none"}</Figure>
            <Figure label="Invoices go to">{profile.email ?? "the app only"}</Figure>
          </>
        ) : null}
      </Figures>
      {profile ? (
        <TermsForm orgId={orgId} profile={profile} />
      ) : (
        <p className="border-t border-border p-4 text-[0.8125rem] text-muted">
          Its owner or a billing member has not filled in the billing profile under Settings yet. Until then it is
          billed by its name, without tax, and there are no terms to set.
        </p>
      )}
    </Section>
  );
}

function TermsForm({ orgId, profile }: { orgId: string; profile: NonNullable<Papers["profile"]> }) {
  const { taxBps, termsDays, reverseCharge, vatId } = profile;
  return (
    <ActionForm action={setTerms} hidden={{ orgId }} submit="Save terms" className="border-t border-border p-4">
      <div className="grid items-start gap-3 sm:grid-cols-2">
        <TextField
          name="taxBps"
          label="Own tax rate, percent"
          hint={
            <>
              Empty: <TextLink href="/operator/tax">its country's</TextLink>
            </>
          }
          inputMode="decimal"
          defaultValue={taxBps === null ? "" : percentText(taxBps)}
          className="tabular-nums"
        />
        <TextField
          name="termsDays"
          label="Days until it is due"
          hint="What the wallet does not pay"
          inputMode="numeric"
          defaultValue={String(termsDays)}
          className="tabular-nums"
          required
        />
      </div>
      <CheckField
        name="reverseCharge"
        label="Reverse charge"
        hint={
          vatId === null
            ? "Needs a VAT id, which the client enters in its billing profile."
            : `The client accounts for the tax itself, under its VAT id ${vatId}.`
        }
        defaultChecked={reverseCharge}
      />
    </ActionForm>
  );
}

function taxText({ tax, profile }: Papers): string {
  if (tax.bps > 0) return `${percentText(tax.bps)}% ${tax.note ?? ""}`.trim();
  return profile?.reverseCharge ? "None: reverse charge" : "None";
}
