import type { Role } from "#kernel";
import { RowForm } from "@/_components/row-form";
import { Badge } from "@/_components/ui/badge";
import { Section } from "@/_components/ui/card";
import { capitalized } from "@/_components/words";
import type { Answers } from "@/_trpc/types";
import { changeRole, removeMember } from "../actions";
import { AddMember } from "./add-member";
import { RoleSelect } from "./role-select";

type Member = Answers["members"]["list"]["members"][number];

type MembersProps = {
  members: readonly Member[];
  /** Roles that the reader may give and take; empty when they may only look. */
  grantable: readonly Role[];
  myId: string | null;
};

export function Members({ members, grantable, myId }: MembersProps) {
  const canManage = grantable.length > 0;
  return (
    <Section id="members" title="Members">
      <ul className="divide-y divide-border">
        {members.map((member) => (
          <li key={member.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
            <div className="min-w-0">
              <p className="font-medium wrap-anywhere">
                {member.name} {member.id === myId ? <span className="font-normal text-muted">(you)</span> : null}
              </p>
              <p className="text-[0.8125rem] break-all text-muted">{member.email}</p>
            </div>
            {canManage && grantable.includes(member.role) ? (
              <div className="flex flex-wrap items-center justify-end gap-x-1">
                <RowForm
                  action={changeRole}
                  hidden={{ userId: member.id }}
                  label="Save"
                  about={`Save the role of ${member.name}`}
                >
                  <RoleSelect
                    id={`role-${member.id}`}
                    label={`Role of ${member.name}`}
                    roles={grantable}
                    value={member.role}
                    className="w-32"
                  />
                </RowForm>
                <RowForm
                  action={removeMember}
                  hidden={{ userId: member.id }}
                  label="Remove"
                  about={`Remove ${member.name}`}
                  question={`Remove ${member.name} from this organization? Their jobs stay.`}
                />
              </div>
            ) : (
              <Badge>{capitalized(member.role)}</Badge>
            )}
          </li>
        ))}
      </ul>
      {canManage ? <AddMember roles={grantable} /> : null}
    </Section>
  );
}
