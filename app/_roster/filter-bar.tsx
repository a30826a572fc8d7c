import { Search } from "lucide-react";
import Link from "next/link";
import { Button } from "@/_components/ui/button";
import { Input } from "@/_components/ui/input";
import { Select } from "@/_components/ui/select";
import { capitalized, providerName } from "@/_components/words";
import type { choicesOf, RosterQuery } from "./filters";
import { isFiltered } from "./filters";

type FilterBarProps = { query: RosterQuery; choices: ReturnType<typeof choicesOf> };

type Filter = {
  name: "skill" | "duty" | "provider" | "grade";
  label: string;
  all: string;
  options: [value: string, label: string][];
};

export function FilterBar({ query, choices }: FilterBarProps) {
  const filters: Filter[] = [
    {
      name: "duty",
      label: "Duty",
      all: "On and off duty",
      options: [
        ["on", "On duty"],
        ["off", "Off duty"],
      ],
    },
    { name: "skill", label: "Skill", all: "All skills", options: choices.skills.map((skill) => [skill, skill]) },
    {
      name: "provider",
      label: "Provider",
      all: "All providers",
      options: choices.providers.map((p) => [p, providerName(p)]),
    },
    {
      name: "grade",
      label: "Grade",
      all: "All grades",
      options: choices.grades.map((grade) => [grade, capitalized(grade)]),
    },
  ];
  return (
    // Fields keep what was entered; those of another query are other fields.
    <search key={JSON.stringify(query)} className="grid grid-cols-2 gap-2 lg:flex lg:flex-wrap">
      <div className="relative col-span-2 lg:min-w-64 lg:flex-1">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
        />
        <Input
          type="search"
          name="q"
          aria-label="Search agents"
          placeholder="Search by name, role, skill or model"
          defaultValue={query.q}
          className="pl-9"
        />
      </div>
      {filters.map(({ name, label, all, options }) => (
        <Select key={name} name={name} aria-label={label} defaultValue={query[name]} className="lg:w-40">
          <option value="">{all}</option>
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </Select>
      ))}
      <div className="col-span-2 flex gap-2">
        <Button type="submit" className="max-lg:flex-1">
          Show
        </Button>
        {isFiltered(query) ? (
          <Button variant="ghost" asChild>
            <Link href="/">Clear</Link>
          </Button>
        ) : null}
      </div>
    </search>
  );
}
