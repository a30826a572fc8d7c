import { RowForm } from "@/_components/row-form";
import { Section } from "@/_components/ui/card";
import type { Answers } from "@/_trpc/types";
import { attachConnector } from "../actions";

type Program = Answers["connectors"]["programs"]["programs"][number];

/** What the agency itself offers: programs on its own machine, which the operator has described. */
export function Programs({ programs }: { programs: readonly Program[] }) {
  return (
    <Section id="programs" title="Offered by the agency" description="They run on the agency's own machine.">
      <ul className="divide-y divide-border">
        {programs.map(({ program, name }) => (
          <li key={program} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
            <p className="font-medium wrap-anywhere">{name}</p>
            <RowForm
              action={attachConnector}
              hidden={{ auth: "operator", program, slug: program.slice(0, 24) }}
              label="Attach"
              about={`Attach ${name}`}
              variant="secondary"
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}
