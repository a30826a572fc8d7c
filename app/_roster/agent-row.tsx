import Link from "next/link";
import { Duty } from "@/_components/duty";
import { Rate } from "@/_components/rate";
import { Badge } from "@/_components/ui/badge";
import { Checkbox } from "@/_components/ui/checkbox";
import { capitalized, providerName, toolName } from "@/_components/words";
import type { Agent } from "@/_trpc/types";

/** One agent of the roster: a row on a wide screen, a card on a phone. */
export function AgentRow({ agent, selected }: { agent: Agent; selected: boolean }) {
  const { slug, name, role, grade, skills, tools, model, rates, onDuty, reason } = agent;
  return (
    <li className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-3 px-4 py-4 has-checked:bg-accent-soft lg:grid-cols-[auto_minmax(0,5fr)_minmax(0,4fr)_7rem_7rem_minmax(0,3fr)] lg:gap-x-5">
      <label htmlFor={`hire-${slug}`} className="-m-3 grid size-11 place-items-center self-start lg:-mt-2.5">
        <Checkbox
          id={`hire-${slug}`}
          name="agent"
          value={slug}
          defaultChecked={selected}
          disabled={!onDuty}
          aria-label={`Select ${name}`}
        />
      </label>
      <div className="grid min-w-0 content-start gap-1.5">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link href={`/agents/${slug}`} className="rounded-sm font-medium underline-offset-4 hover:underline">
            {name}
          </Link>
          <Badge tone="outline">{capitalized(grade)}</Badge>
        </div>
        <p className="text-muted">{role}</p>
        <ul aria-label="Skills" className="flex flex-wrap gap-1">
          {skills.map((skill) => (
            <li key={skill}>
              <Badge>{skill}</Badge>
            </li>
          ))}
        </ul>
      </div>
      <div className="col-start-2 grid min-w-0 content-start gap-1 text-[0.8125rem] lg:col-start-auto">
        <p className="truncate">
          {model.name} <span className="text-muted">by {providerName(model.provider)}</span>
        </p>
        <p className="text-muted">{tools.map(toolName).join(", ")}</p>
      </div>
      <dl className="col-start-2 flex gap-6 text-[0.8125rem] lg:contents">
        <Price label="Input" usd={rates.input} />
        <Price label="Output" usd={rates.output} />
      </dl>
      <Duty onDuty={onDuty} reason={reason} className="col-start-2 min-w-0 lg:col-start-auto" />
    </li>
  );
}

function Price({ label, usd }: { label: string; usd: string | undefined }) {
  return (
    <div className="lg:text-right">
      <dt className="text-xs text-muted">{label}</dt>
      <dd>
        <Rate usd={usd} /> <span className="text-xs text-muted">/ 1M</span>
      </dd>
    </div>
  );
}
