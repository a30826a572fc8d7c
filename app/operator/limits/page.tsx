import type { Metadata } from "next";
import { ActionForm } from "@/_components/action-form";
import { SelectField, TextField } from "@/_components/fields";
import { PageHeader } from "@/_components/page-header";
import { Section } from "@/_components/ui/card";
import { providerName } from "@/_components/words";
import { api } from "@/_trpc/server";
import { requireStaff } from "../clients/staff-only";
import { HoldUps } from "./_limits/holdups";
import { Limits } from "./_limits/limits";
import { setRateLimit } from "./actions";

export const metadata: Metadata = { title: "Provider limits" };

export default async function LimitsPage() {
  await requireStaff("/operator/limits");
  const caller = await api();
  const [{ limits, coolDowns, waiting }, models] = await Promise.all([
    caller.rateLimits.standing(),
    caller.rateLimits.models(),
  ]);
  const providers = [...new Set(models.map(({ provider }) => provider))];
  return (
    <>
      <PageHeader
        title="Provider limits"
        description="How much of each provider all workers together use in any 60 seconds. A call that would pass a limit is not made: its run gives its seat back and goes on when there is room."
      />
      <div className="grid min-w-0 max-w-5xl grid-cols-1 gap-6">
        <Section id="limits" title="Limits" description="Used: in the last minute, calls under way at their most">
          <Limits limits={limits} />
          <ActionForm
            action={setRateLimit}
            submit="Set limit"
            className="border-t border-border p-4"
            columns="sm:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_minmax(0,1fr)_auto]"
          >
            <SelectField name="subject" label="On a provider, or on one of its models">
              {providers.map((provider) => (
                <optgroup key={provider} label={providerName(provider)}>
                  <option value={provider}>All models of {providerName(provider)}</option>
                  {models
                    .filter((model) => model.provider === provider)
                    .map(({ id, modelId }) => (
                      <option key={id} value={`${provider} ${id}`}>
                        {modelId}
                      </option>
                    ))}
                </optgroup>
              ))}
            </SelectField>
            <TextField
              name="requestsPerMinute"
              label="Requests a minute"
              hint="Empty: any number"
              inputMode="numeric"
              className="tabular-nums"
            />
            <TextField
              name="tokensPerMinute"
              label="Tokens a minute"
              hint="Input and output; empty: any number"
              inputMode="numeric"
              className="tabular-nums"
            />
          </ActionForm>
        </Section>
        <Section id="waiting" title="Waiting for providers" description="Nobody has to do anything about it">
          <HoldUps coolDowns={coolDowns} waiting={waiting} />
        </Section>
      </div>
    </>
  );
}
