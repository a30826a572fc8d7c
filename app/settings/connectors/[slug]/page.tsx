import type { Metadata } from "next";
import { cache } from "react";
import { isAllowed } from "#identity";
import { requireScope } from "@/_auth";
import { ActionForm } from "@/_components/action-form";
import { TextField } from "@/_components/fields";
import { PageHeader } from "@/_components/page-header";
import { RowForm } from "@/_components/row-form";
import { TextLink } from "@/_components/text-link";
import { Alert } from "@/_components/ui/alert";
import { Section } from "@/_components/ui/card";
import { When } from "@/_components/when";
import { api, orNotFound } from "@/_trpc/server";
import { type Connector, ConnectorStatus } from "../_connectors/connector-status";
import { HeaderFields } from "../_connectors/header-fields";
import { Tools } from "../_connectors/tools";
import { changeConnector, removeConnector, signIn, testConnector } from "../actions";

type ConnectorPageProps = { params: Promise<{ slug: string }> };

const getConnector = cache(async (slug: string) => {
  await requireScope(`/settings/connectors/${slug}`);
  return orNotFound((await api()).connectors.get({ slug }));
});

export async function generateMetadata({ params }: ConnectorPageProps): Promise<Metadata> {
  return { title: (await getConnector((await params).slug)).name };
}

export default async function ConnectorPage({ params }: ConnectorPageProps) {
  const { slug } = await params;
  const { role } = await requireScope(`/settings/connectors/${slug}`);
  const connector = await getConnector(slug);
  const canManage = isAllowed(role, "connector.manage");
  return (
    <div className="max-w-4xl">
      <PageHeader
        title={connector.name}
        description={<Facts connector={connector} />}
        actions={canManage ? <Controls connector={connector} /> : null}
      />
      <div className="grid grid-cols-1 gap-6">
        <State connector={connector} canManage={canManage} />
        <Tools connector={connector} canManage={canManage} />
        {canManage ? <Change connector={connector} /> : null}
        <p className="text-[0.8125rem]">
          <TextLink href="/settings/connectors">All connectors</TextLink>
        </p>
      </div>
    </div>
  );
}

function Facts({ connector: { status, url, slug, createdBy, answeredAt } }: { connector: Connector }) {
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.8125rem]">
      <ConnectorStatus status={status} />
      <span className="break-all">{url ?? "On the agency's own machine"}</span>
      <span>
        Agents call it <span className="font-mono">mcp__{slug}__…</span>
      </span>
      <span>Attached by {createdBy}</span>
      {answeredAt ? (
        <span>
          Last answered <When at={answeredAt} />
        </span>
      ) : null}
    </span>
  );
}

/** What stands in the way of using it, and the next step. */
function State({
  connector: { slug, name, auth, status, problem },
  canManage,
}: {
  connector: Connector;
  canManage: boolean;
}) {
  if (status === "ready") return null;
  const needsSignIn = auth === "oauth" && (status === "new" || status === "reconnect");
  return (
    <Alert
      kind={status === "new" ? "caution" : "negative"}
      title={status === "new" ? `Nobody has signed in to ${name} yet` : `Agents cannot use ${name} now`}
    >
      {problem ? <p>{problem}</p> : null}
      {needsSignIn && canManage ? (
        <ActionForm
          action={signIn}
          hidden={{ slug }}
          submit={status === "new" ? "Sign in" : "Reconnect"}
          variant="primary"
          className="mt-2 p-0"
        >
          {null}
        </ActionForm>
      ) : null}
    </Alert>
  );
}

function Controls({ connector: { slug, name, status, auth } }: { connector: Connector }) {
  return (
    <>
      {auth === "oauth" && (status === "new" || status === "reconnect") ? null : (
        <RowForm action={testConnector} hidden={{ slug }} label="Test" about={`Test ${name}`} variant="secondary" />
      )}
      <RowForm
        action={removeConnector}
        hidden={{ slug }}
        label="Remove"
        about={`Remove ${name}`}
        question={`Remove ${name}? Agents at work lose its tools at once, and what lets Hireling in is forgotten.`}
        variant="danger"
      />
    </>
  );
}

function Change({ connector: { slug, name, auth, headers } }: { connector: Connector }) {
  return (
    <Section id="change" title={auth === "header" ? "Name and key" : "Name"}>
      <ActionForm action={changeConnector} hidden={{ slug }} submit="Save" columns="sm:grid-cols-2">
        <TextField name="name" label="Name" defaultValue={name} maxLength={80} />
        {auth === "header" ? <HeaderFields key={headers.join()} sent={headers} /> : null}
      </ActionForm>
    </Section>
  );
}
