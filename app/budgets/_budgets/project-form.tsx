import { ActionForm } from "@/_components/action-form";
import { TextField } from "@/_components/fields";
import type { FormState } from "@/_trpc/form-state";
import type { Project } from "./subjects";

type ProjectFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** The one that is changed. */
  project?: Project;
  submit: string;
};

/** A project's name and cost centre. */
export function ProjectForm({ action, project, submit }: ProjectFormProps) {
  return (
    <ActionForm
      action={action}
      hidden={project ? { projectId: project.id } : {}}
      submit={submit}
      className="p-0"
      columns="sm:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_auto]"
    >
      <TextField name="name" label="Name of the project" defaultValue={project?.name} />
      <TextField name="costCentre" label="Cost centre, if any" defaultValue={project?.costCentre ?? ""} />
    </ActionForm>
  );
}
