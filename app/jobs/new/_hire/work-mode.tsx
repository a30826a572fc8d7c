import { describedBy, Field } from "@/_components/ui/field";
import { Select } from "@/_components/ui/select";
import type { Agent } from "@/_trpc/types";
import { canManage, type HireDraft, slugsOf } from "./draft";

type WorkModeProps = {
  draft: HireDraft;
  agents: readonly Agent[];
  onChange: (part: Pick<HireDraft, "manager">) => void;
};

/** How several agents work: each for itself, or for one of them. */
export function WorkMode({ draft, agents, onChange }: WorkModeProps) {
  const total = slugsOf(draft.crew).length;
  if (total < 2) return null;
  const managers = agents.filter((agent) => draft.crew[agent.slug] && canManage(agent));
  const manager = managers.find(({ slug }) => slug === draft.manager);
  const hint = manager
    ? `${manager.name} plans, gives tasks to the others, reviews what comes back and hands you one result. The budget holds for all together.`
    : `${total} agents work side by side on the same brief, each for itself. You compare what they deliver.`;
  if (managers.length === 0) {
    return (
      <p className="text-[0.8125rem] text-muted">
        {hint} For a crew with a manager, add an agent who can manage, such as the project manager.
      </p>
    );
  }
  return (
    <Field id="mode" label="How they work" hint={hint}>
      <Select
        id="mode"
        value={manager?.slug ?? ""}
        onChange={(event) => onChange({ manager: event.target.value || null })}
        {...describedBy("mode", { hint: true })}
      >
        <option value="">Side by side</option>
        {managers.map(({ slug, name }) => (
          <option key={slug} value={slug}>
            As a crew, managed by {name}
          </option>
        ))}
      </Select>
    </Field>
  );
}
