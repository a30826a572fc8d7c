import type { Answers } from "@/_trpc/types";

/** The skills that an agent brings as files, and reads when a task needs them. */
export function OwnSkills({ skills }: Pick<Answers["roster"]["history"], "skills">) {
  if (skills.length === 0) return null;
  return (
    <div className="grid gap-1.5">
      <h3 className="text-xs font-medium text-muted">Skills it looks up when a task needs them</h3>
      <dl className="grid max-w-[70ch] gap-2 text-[0.8125rem]">
        {skills.map(({ name, description }) => (
          <div key={name}>
            <dt className="font-medium">{name}</dt>
            <dd className="text-muted">{description}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
