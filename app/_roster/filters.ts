import type { Agent } from "@/_trpc/types";

/** The roster's filters as they stand in the address; an empty one filters nothing. */
export type RosterQuery = {
  readonly q: string;
  readonly skill: string;
  readonly duty: "" | "on" | "off";
  readonly provider: string;
  readonly grade: string;
  /** Slugs ticked for hiring. */
  readonly agents: readonly string[];
};

type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

const one = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value[0] : value)?.trim().slice(0, 200) ?? "";

export const many = (value: string | string[] | undefined): string[] =>
  (Array.isArray(value) ? value : [value]).filter((item): item is string => Boolean(item));

export function readQuery(params: SearchParams): RosterQuery {
  const duty = one(params.duty);
  return {
    q: one(params.q),
    skill: one(params.skill),
    duty: duty === "on" || duty === "off" ? duty : "",
    provider: one(params.provider),
    grade: one(params.grade),
    agents: [...new Set(many(params.agent))],
  };
}

export const isFiltered = ({ q, skill, duty, provider, grade }: RosterQuery): boolean =>
  Boolean(q || skill || duty || provider || grade);

/** What the selects offer: only what the roster has. */
export function choicesOf(agents: readonly Agent[]) {
  const sorted = (values: readonly string[]) => [...new Set(values)].sort((a, b) => a.localeCompare(b, "en"));
  return {
    skills: sorted(agents.flatMap(({ skills }) => skills)),
    providers: sorted(agents.map(({ model }) => model.provider)),
    grades: [...new Set(agents.map(({ grade }) => grade))],
  };
}
