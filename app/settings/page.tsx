import type { Metadata } from "next";
import { canGrant, isAllowed, listOrganizationsOf, ROLES } from "#identity";
import { requireScope } from "@/_auth";
import { PageHeader } from "@/_components/page-header";
import { SubmitButton } from "@/_components/submit-button";
import { TextLink } from "@/_components/text-link";
import { Alert } from "@/_components/ui/alert";
import { Badge } from "@/_components/ui/badge";
import { Section } from "@/_components/ui/card";
import { capitalized } from "@/_components/words";
import { api } from "@/_trpc/server";
import { BillingProfile } from "./_settings/billing-profile";
import { Keys } from "./_settings/keys";
import { Members } from "./_settings/members";
import { Webhooks } from "./_settings/webhooks";
import { switchOrganization } from "./actions";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const scope = await requireScope("/settings");
  const { billingProfile, connectors, organization, members, keys, webhooks } = await api();
  const grantable = ROLES.filter((role) => canGrant(scope.role, role));
  const canManageKeys = isAllowed(scope.role, "key.manage");
  const [current, people, apiKeys, hooks, others, billing, connected] = await Promise.all([
    organization.current(),
    members.list(),
    canManageKeys ? keys.list() : null,
    isAllowed(scope.role, "webhook.manage") ? webhooks.list() : null,
    scope.actor.userId ? listOrganizationsOf(scope.actor.userId) : [],
    billingProfile.get(),
    connectors.list({}),
  ]);
  return (
    <>
      <PageHeader title="Settings" />
      <div className="grid max-w-4xl grid-cols-1 gap-6">
        <Section id="organization" title="Organization">
          <ul className="divide-y divide-border">
            {others.map(({ id, name, slug, role }) => (
              <li key={id} className="flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-2.5">
                <div className="min-w-0">
                  <p className="font-medium wrap-anywhere">{name}</p>
                  <p className="text-[0.8125rem] text-muted">
                    {slug}, you are {role}
                  </p>
                </div>
                {id === current.id ? (
                  <Badge tone="accent">Signed in to this one</Badge>
                ) : (
                  <form action={switchOrganization}>
                    <input type="hidden" name="orgId" value={id} />
                    <SubmitButton size="sm">Switch to {name}</SubmitButton>
                  </form>
                )}
              </li>
            ))}
          </ul>
        </Section>
        <BillingProfile profile={billing.profile} canSave={isAllowed(scope.role, "bill.invoice")} />
        <Members
          members={people.members}
          grantable={isAllowed(scope.role, "member.manage") ? grantable : []}
          myId={scope.actor.userId}
        />
        {apiKeys ? (
          <Keys keys={apiKeys.keys} grantable={grantable} />
        ) : (
          <Alert>API keys and webhooks are managed by owners and admins. Your role is {capitalized(scope.role)}.</Alert>
        )}
        {hooks ? <Webhooks webhooks={hooks.webhooks} /> : null}
        <Section id="connectors" title="Connectors" description="MCP servers of yours that agents may use">
          <p className="px-4 py-3">
            <TextLink href="/settings/connectors">
              {connected.connectors.length === 0 ? "Attach a server" : `See all ${connected.connectors.length}`}
            </TextLink>
          </p>
        </Section>
      </div>
    </>
  );
}
