import { FolderOpen } from "lucide-react";
import { RowForm } from "@/_components/row-form";
import { Badge } from "@/_components/ui/badge";
import { Section } from "@/_components/ui/card";
import { cn } from "@/_components/ui/cn";
import { Empty } from "@/_components/ui/empty";
import { Unfold } from "@/_components/unfold";
import { archiveProject, createProject, renameProject } from "../actions";
import { ProjectForm } from "./project-form";
import type { Project } from "./subjects";

export function Projects({ projects, canManage }: { projects: readonly Project[]; canManage: boolean }) {
  return (
    <Section
      id="projects"
      title="Projects"
      description="Jobs are posted to a project, for its budget and its cost centre"
    >
      {projects.length === 0 ? (
        <Empty icon={FolderOpen} title="No projects">
          A project groups jobs. Its name and cost centre stand on the bill.
        </Empty>
      ) : (
        <ul className="divide-y divide-border">
          {projects.map((project) => (
            <ProjectRow key={project.id} project={project} canManage={canManage} />
          ))}
        </ul>
      )}
      {canManage ? (
        <div className="border-t border-border p-4">
          <ProjectForm action={createProject} submit="Create project" />
        </div>
      ) : null}
    </Section>
  );
}

function ProjectRow({ project, canManage }: { project: Project; canManage: boolean }) {
  const { id, name, costCentre, archivedAt } = project;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className={cn("min-w-0", archivedAt && "text-muted")}>
          <p className="font-medium break-words">{name}</p>
          <p className="text-[0.8125rem] text-muted">{costCentre ? `Cost centre ${costCentre}` : "No cost centre"}</p>
        </div>
        {archivedAt ? (
          <Badge>Archived</Badge>
        ) : canManage ? (
          <RowForm
            action={archiveProject}
            hidden={{ projectId: id }}
            label="Archive"
            about={`Archive ${name}`}
            question={`Archive “${name}”? It takes no new jobs; those at work go on.`}
          />
        ) : null}
      </div>
      {canManage && !archivedAt ? (
        <Unfold label="Change name and cost centre">
          <div className="pt-3">
            <ProjectForm action={renameProject} project={project} submit="Save" />
          </div>
        </Unfold>
      ) : null}
    </li>
  );
}
