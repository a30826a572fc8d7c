import { ArrowRight } from "lucide-react";
import { Button } from "@/_components/ui/button";
import { Checkbox } from "@/_components/ui/checkbox";
import type { Agent } from "@/_trpc/types";

/** Who is ticked for hiring; also those that the filters hide. Shown as soon as someone is, by CSS alone. */
export function CrewTray({ hidden }: { hidden: readonly Agent[] }) {
  return (
    <div className="crew-tray sticky bottom-4 z-30 mt-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-border bg-surface px-4 py-3 shadow-lg">
        <p className="font-medium">
          <span className="crew-count tabular-nums" /> selected
        </p>
        {hidden.length > 0 ? (
          <ul aria-label="Selected, hidden by the filters" className="flex flex-wrap gap-x-4 text-[0.8125rem]">
            {hidden.map(({ slug, name }) => (
              <li key={slug}>
                <label htmlFor={`hire-${slug}`} className="flex items-center gap-1.5 touch:min-h-11">
                  <Checkbox id={`hire-${slug}`} name="agent" value={slug} defaultChecked />
                  {name}
                </label>
              </li>
            ))}
          </ul>
        ) : null}
        <Button type="submit" variant="primary" formAction="/jobs/new" className="ml-auto">
          Hire for a job
          <ArrowRight aria-hidden />
        </Button>
      </div>
    </div>
  );
}
