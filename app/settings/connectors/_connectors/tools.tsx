import { Wrench } from "lucide-react";
import { ActionForm } from "@/_components/action-form";
import { RowForm } from "@/_components/row-form";
import { Badge } from "@/_components/ui/badge";
import { Section } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { Select } from "@/_components/ui/select";
import { When } from "@/_components/when";
import { setPermissions } from "../actions";
import type { Connector } from "./connector-status";

type Tool = Connector["tools"][number];

const PERMISSIONS = { allow: "Allow", ask: "Ask me first", deny: "Deny" } as const;

/** What agents may do with each tool. What a server says of its tools is shown as what it is: its own words. */
export function Tools({ connector, canManage }: { connector: Connector; canManage: boolean }) {
  const { slug, tools } = connector;
  const readers = tools.filter(({ readOnly, permission }) => readOnly && permission === "ask");
  const readOnly = Object.fromEntries(readers.map(({ name }) => [`tool:${name}`, "allow"]));
  return (
    <Section
      id="tools"
      title="Tools"
      description="Names and descriptions are the server's own words. New tools begin as “Ask me first”."
      actions={
        canManage && readers.length > 0 ? (
          <RowForm
            action={setPermissions}
            hidden={{ slug, ...readOnly }}
            label={
              readers.length === 1 ? "Allow the one that only reads" : `Allow the ${readers.length} that only read`
            }
            about="Allow the tools that, as their server says, only read"
            variant="secondary"
          />
        ) : null
      }
    >
      {tools.length === 0 ? (
        <Empty icon={Wrench} title="No tools so far">
          They appear here once the server has answered.
        </Empty>
      ) : (
        <ActionForm action={setPermissions} hidden={{ slug }} submit={canManage ? "Save permissions" : undefined}>
          <ul className="-mx-4 -mt-4 divide-y divide-border border-b border-border">
            {tools.map((tool) => (
              <ToolRow key={tool.name} tool={tool} canManage={canManage} />
            ))}
          </ul>
        </ActionForm>
      )}
    </Section>
  );
}

function ToolRow({ tool, canManage }: { tool: Tool; canManage: boolean }) {
  const { name, description, permission, readOnly, changedAt } = tool;
  return (
    <li className="grid grid-cols-1 gap-x-6 gap-y-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_10rem] sm:items-start">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-mono text-[0.8125rem] font-medium wrap-anywhere">{name}</span>
          {readOnly ? <Badge tone="outline">Says it only reads</Badge> : null}
          {changedAt ? (
            <Badge tone="caution">
              Changed <When at={changedAt} precision="date" />
            </Badge>
          ) : null}
        </p>
        <p className="line-clamp-3 text-[0.8125rem] wrap-anywhere text-muted">
          {description || "Without a description"}
        </p>
      </div>
      {canManage ? (
        <Select key={permission} name={`tool:${name}`} defaultValue={permission} aria-label={`Permission of ${name}`}>
          {Object.entries(PERMISSIONS).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      ) : (
        <p className="text-[0.8125rem] text-muted sm:text-right">{PERMISSIONS[permission]}</p>
      )}
    </li>
  );
}
