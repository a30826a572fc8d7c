import { Webhook as WebhookIcon } from "lucide-react";
import { RowForm } from "@/_components/row-form";
import { Section } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { When } from "@/_components/when";
import type { Answers } from "@/_trpc/types";
import { removeWebhook } from "../actions";
import { CreateWebhook } from "./create-webhook";

type Webhook = Answers["webhooks"]["list"]["webhooks"][number];

export function Webhooks({ webhooks }: { webhooks: readonly Webhook[] }) {
  return (
    <Section
      id="webhooks"
      title="Webhooks"
      description="Where events such as budget.alert are sent, signed as Standard Webhooks says"
    >
      {webhooks.length === 0 ? (
        <Empty icon={WebhookIcon} title="No webhooks">
          Add an address below. Its signing secret is shown once.
        </Empty>
      ) : (
        <ul className="divide-y divide-border">
          {webhooks.map((webhook) => (
            <WebhookRow key={webhook.id} webhook={webhook} />
          ))}
        </ul>
      )}
      <CreateWebhook />
    </Section>
  );
}

function WebhookRow({ webhook: { id, url, createdAt, lastSentAt, failure } }: { webhook: Webhook }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0">
        <p className="font-medium break-all">{url}</p>
        <p className="text-[0.8125rem] text-muted">
          Added <When at={createdAt} precision="date" />,{" "}
          {lastSentAt ? (
            <>
              took its last event <When at={lastSentAt} />
            </>
          ) : (
            "has taken no event yet"
          )}
        </p>
        {failure ? (
          <p className="text-[0.8125rem] break-words text-negative">The newest did not arrive: {failure}</p>
        ) : null}
      </div>
      <RowForm
        action={removeWebhook}
        hidden={{ webhookId: id }}
        label="Remove"
        about={`Remove ${url}`}
        question={`Send no more events to ${url}?`}
        variant="danger"
      />
    </li>
  );
}
