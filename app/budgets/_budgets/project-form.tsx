"use client";

import { useActionState } from "react";
import { SubmitButton } from "@/_components/submit-button";
import { Alert } from "@/_components/ui/alert";
import { describedBy, Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { errorAt, errorBeside, type FormState } from "@/_trpc/form-state";
import type { Project } from "./subjects";

type ProjectFormProps = {
  /** Begins the ids of its fields. */
  id: string;
  send: (state: FormState, form: FormData) => Promise<FormState>;
  /** The one that is changed. */
  project?: Project;
  action: string;
};

/** A project's name and cost centre. */
export function ProjectForm({ id, send, project, action }: ProjectFormProps) {
  const [state, submit] = useActionState(send, null);
  const name = errorAt(state, "name");
  const costCentre = errorAt(state, "costCentre");
  const general = errorBeside(state, ["name", "costCentre"]);
  return (
    <form action={submit} noValidate className="grid gap-3">
      {project ? <input type="hidden" name="projectId" value={project.id} /> : null}
      <div className="grid items-start gap-3 sm:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_auto]">
        <Field id={`${id}-name`} label="Name of the project" error={name}>
          <Input
            id={`${id}-name`}
            name="name"
            autoComplete="off"
            defaultValue={project?.name}
            {...describedBy(`${id}-name`, { error: name })}
          />
        </Field>
        <Field id={`${id}-cost-centre`} label="Cost centre, if any" error={costCentre}>
          <Input
            id={`${id}-cost-centre`}
            name="costCentre"
            autoComplete="off"
            defaultValue={project?.costCentre ?? ""}
            {...describedBy(`${id}-cost-centre`, { error: costCentre })}
          />
        </Field>
        <SubmitButton className="sm:mt-[1.625rem]">{action}</SubmitButton>
      </div>
      {general ? <Alert kind="negative">{general}</Alert> : null}
      {state?.ok ? <Alert kind="positive">{state.message}</Alert> : null}
    </form>
  );
}
