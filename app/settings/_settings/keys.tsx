import { KeyRound } from "lucide-react";
import type { Role } from "#kernel";
import { RowForm } from "@/_components/row-form";
import { Badge } from "@/_components/ui/badge";
import { Section } from "@/_components/ui/card";
import { cn } from "@/_components/ui/cn";
import { Empty } from "@/_components/ui/empty";
import { When } from "@/_components/when";
import type { Answers } from "@/_trpc/types";
import { revokeKey } from "../actions";
import { CreateKey } from "./create-key";

type ApiKey = Answers["keys"]["list"]["keys"][number];

export function Keys({ keys, grantable }: { keys: readonly ApiKey[]; grantable: readonly Role[] }) {
  return (
    <Section
      id="keys"
      title="API keys"
      description={
        <>
          For programs that hire over REST. The interface is described at{" "}
          <a href="/api/openapi.json" className="rounded-sm text-accent underline underline-offset-4">
            /api/openapi.json
          </a>
        </>
      }
    >
      {keys.length === 0 ? (
        <Empty icon={KeyRound} title="No API keys">
          Create one below. It is shown once, and stored only as a hash.
        </Empty>
      ) : (
        <ul className="divide-y divide-border">
          {keys.map((key) => (
            <KeyRow key={key.id} apiKey={key} />
          ))}
        </ul>
      )}
      <CreateKey roles={grantable} />
    </Section>
  );
}

function KeyRow({ apiKey: { id, name, prefix, role, createdAt, lastUsedAt, revokedAt } }: { apiKey: ApiKey }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className={cn("min-w-0", revokedAt && "text-muted")}>
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium wrap-anywhere">{name}</span>
          <code className="font-mono text-xs text-muted">{prefix}…</code>
          <Badge tone="outline">{role}</Badge>
        </p>
        <p className="text-[0.8125rem] text-muted">
          Created <When at={createdAt} precision="date" />,{" "}
          {lastUsedAt ? (
            <>
              last used <When at={lastUsedAt} />
            </>
          ) : (
            "never used"
          )}
        </p>
      </div>
      {revokedAt ? (
        <Badge>Revoked</Badge>
      ) : (
        <RowForm
          action={revokeKey}
          hidden={{ keyId: id }}
          label="Revoke"
          about={`Revoke ${name}`}
          question={`Revoke “${name}”? Programs that use it stop working at once.`}
          variant="danger"
        />
      )}
    </li>
  );
}
