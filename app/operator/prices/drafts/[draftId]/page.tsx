import type { Metadata } from "next";
import { ActionForm } from "@/_components/action-form";
import { SelectField, TextField } from "@/_components/fields";
import { PageHeader } from "@/_components/page-header";
import { RowForm } from "@/_components/row-form";
import { TextLink } from "@/_components/text-link";
import { Alert } from "@/_components/ui/alert";
import { Section } from "@/_components/ui/card";
import { api, orNotFound } from "@/_trpc/server";
import { requireStaff } from "../../../clients/staff-only";
import { Comparison } from "../../_prices/comparison";
import { DraftLines } from "../../_prices/draft-lines";
import { LastMonth } from "../../_prices/last-month";
import { discardDraft, importPrices, publishDraft } from "../../actions";

export const metadata: Metadata = { title: "Draft of prices" };

export default async function DraftPage({ params }: { params: Promise<{ draftId: string }> }) {
  const { draftId } = await params;
  await requireStaff(`/operator/prices/drafts/${draftId}`);
  const { priceBook } = await api();
  const draft = await orNotFound(priceBook.draft({ draftId }));
  const impact = await priceBook.lastMonthUnder({ draftId });
  const open = draft.publishedAs === null;
  return (
    <>
      <PageHeader
        title={draft.note}
        description={
          <>
            {open ? "A draft" : "Published; it never changes again"}, by {draft.createdBy}.{" "}
            <TextLink href="/operator/prices">Price book</TextLink>
          </>
        }
        actions={
          open ? (
            <RowForm
              action={discardDraft}
              hidden={{ draftId }}
              label="Discard"
              about="Discard this draft"
              question="Give this draft up?"
              variant="danger"
            />
          ) : null
        }
      />
      <div className="grid gap-6">
        <Problems problems={draft.problems} />
        <Comparison comparison={draft.comparison} inForce={draft.inForce} />
        <LastMonth impact={impact} models={draft.models} />
        {open ? (
          <div className="grid items-start gap-6 md:grid-cols-2">
            <Section id="import" title="Import" description="Lines of the file replace the draft's; others stay.">
              <ActionForm action={importPrices} hidden={{ draftId }} submit="Import">
                <SelectField name="format" label="Format">
                  <option value="list-prices">List prices, USD per 1,000,000 tokens</option>
                  <option value="litellm">LiteLLM, model_prices_and_context_window.json</option>
                </SelectField>
                <TextField name="file" label="File" type="file" accept=".json,application/json" className="py-1.5" />
              </ActionForm>
            </Section>
            <Section id="publish" title="Publish" description="A published card never changes.">
              <ActionForm
                action={publishDraft}
                hidden={{ draftId }}
                submit="Publish"
                variant="primary"
                ask="Publish these prices? A published card never changes."
              >
                <TextField
                  name="from"
                  type="date"
                  label="From, at midnight UTC"
                  hint="Empty: from now on. A card of a later day comes into force only once it is confirmed."
                />
              </ActionForm>
            </Section>
          </div>
        ) : null}
        <DraftLines draftId={draftId} lines={draft.lines} models={draft.models} open={open} />
      </div>
    </>
  );
}

const SHOWN = 30;

function Problems({ problems }: { problems: readonly { readonly line: string; readonly message: string }[] }) {
  if (problems.length === 0) return null;
  return (
    <Alert kind="negative" title="It cannot be published yet">
      <ul className="list-disc pl-4">
        {problems.slice(0, SHOWN).map(({ line, message }) => (
          <li key={`${line} ${message}`}>
            {line}: {message}
          </li>
        ))}
      </ul>
      {problems.length > SHOWN ? <p>And {problems.length - SHOWN} more.</p> : null}
    </Alert>
  );
}
