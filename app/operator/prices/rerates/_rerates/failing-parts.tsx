import { ActionForm } from "@/_components/action-form";
import { TextField } from "@/_components/fields";
import { RowForm } from "@/_components/row-form";
import { Alert } from "@/_components/ui/alert";
import { When } from "@/_components/when";
import { leaveOutPart, retryPart } from "../actions";
import type { Names, Rerate } from "./words";

type FailingPartsProps = { rerate: Pick<Rerate, "id" | "reason" | "failing">; names: Names };

/** Clients whose calls cannot be re-rated: why, and what the staff can do about it. */
export function FailingParts({ rerate: { id, reason, failing }, names }: FailingPartsProps) {
  return failing.map(({ orgId, failures, failure, nextTryAt }) => {
    const name = names.organizations.get(orgId) ?? orgId;
    return (
      <div key={orgId} className="grid gap-3 border-t border-border p-4">
        <Alert kind="negative" title={`${name}: failed ${failures === 1 ? "once" : `${failures} times in a row`}`}>
          “{reason}”, because: {failure}.{" "}
          {nextTryAt === null ? (
            "It is tried again within seconds."
          ) : (
            <>
              It is tried again <When at={nextTryAt} />.
            </>
          )}{" "}
          Others are not held up; this client's later re-ratings wait for it.
        </Alert>
        <div className="grid items-end gap-3 sm:grid-cols-[auto_minmax(0,1fr)]">
          <RowForm
            action={retryPart}
            hidden={{ rerateId: id, orgId }}
            label="Retry now"
            about={`Retry ${name} now`}
            variant="secondary"
          />
          <ActionForm
            action={leaveOutPart}
            hidden={{ rerateId: id, orgId }}
            submit="Leave out"
            ask={`Leave the rest of ${name}'s calls as they were charged? It cannot be taken back, but re-rated anew.`}
            columns="sm:grid-cols-[minmax(0,1fr)_auto]"
            className="p-0"
          >
            <TextField name="reason" label={`Why ${name} is left out`} required />
          </ActionForm>
        </div>
      </div>
    );
  });
}
