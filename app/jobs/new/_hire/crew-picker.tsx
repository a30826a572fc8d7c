import { Minus, Plus, X } from "lucide-react";
import { Rate } from "@/_components/rate";
import { TraineeNote } from "@/_components/trainee-note";
import { Badge } from "@/_components/ui/badge";
import { Button } from "@/_components/ui/button";
import { FieldError } from "@/_components/ui/field";
import type { Agent } from "@/_trpc/types";
import { AddAgent } from "./add-agent";
import { type Crew, canManage } from "./draft";

const MOST = 50;

type CrewPickerProps = {
  agents: readonly Agent[];
  crew: Crew;
  error: string | undefined;
  onChange: (crew: Crew) => void;
};

/** Who works on the job, and how many of each. */
export function CrewPicker({ agents, crew, error, onChange }: CrewPickerProps) {
  const chosen = agents.filter(({ slug }) => crew[slug]);
  const others = agents.filter(({ slug }) => !crew[slug]);
  const total = Object.values(crew).reduce((sum, count) => sum + count, 0);
  const set = (slug: string, count: number) => {
    const { [slug]: _, ...rest } = crew;
    onChange(count > 0 ? { ...crew, [slug]: count } : rest);
  };
  return (
    <fieldset className="grid gap-2" aria-describedby="agents-error">
      <legend className="mb-1.5 text-[0.8125rem] font-medium">Agents</legend>
      {chosen.length > 0 ? (
        <ul className="divide-y divide-border rounded-md border border-border">
          {chosen.map((agent) => (
            <CrewRow
              key={agent.slug}
              agent={agent}
              count={crew[agent.slug] ?? 0}
              isFull={total >= MOST}
              onCount={(count) => set(agent.slug, count)}
            />
          ))}
        </ul>
      ) : null}
      {others.length > 0 && total < MOST ? (
        <AddAgent
          label={chosen.length > 0 ? "Add another agent" : "Choose an agent"}
          agents={others}
          isWrong={error !== undefined}
          onAdd={(slug) => set(slug, 1)}
        />
      ) : null}
      {total >= MOST ? (
        <p className="text-[0.8125rem] text-muted">{MOST} agents are as many as one job takes.</p>
      ) : null}
      {agents.length === 0 ? (
        <p className="text-muted">No agent is on duty. The roster says what each of them needs.</p>
      ) : null}
      <FieldError id="agents-error">{error}</FieldError>
    </fieldset>
  );
}

type CrewRowProps = { agent: Agent; count: number; isFull: boolean; onCount: (count: number) => void };

function CrewRow({ agent, count, isFull, onCount }: CrewRowProps) {
  const { name, role, rates, model } = agent;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2 pr-1.5 pl-3">
      <div className="min-w-40 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{name}</span>
          {model.kind === "trainee" ? <TraineeNote /> : null}
          {canManage(agent) ? <Badge tone="outline">Can manage</Badge> : null}
        </p>
        <p className="text-[0.8125rem] text-muted">
          {role}, <Rate usd={rates.input} /> in and <Rate usd={rates.output} /> out per 1M tokens
        </p>
      </div>
      <div className="ml-auto flex items-center">
        <Button
          variant="ghost"
          size="icon"
          onClick={() => onCount(count - 1)}
          disabled={count === 1}
          aria-label={`One ${name} less`}
        >
          <Minus aria-hidden />
        </Button>
        <output aria-label={`Number of ${name}`} className="w-6 text-center tabular-nums">
          {count}
        </output>
        <Button
          variant="ghost"
          size="icon"
          onClick={() => onCount(count + 1)}
          disabled={isFull}
          aria-label={`One ${name} more`}
        >
          <Plus aria-hidden />
        </Button>
        <Button variant="ghost" size="icon" onClick={() => onCount(0)} aria-label={`Remove ${name}`}>
          <X aria-hidden />
        </Button>
      </div>
    </li>
  );
}
