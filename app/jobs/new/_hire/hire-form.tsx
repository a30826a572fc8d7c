"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import type { JobOrder } from "#hiring";
import type { Tier } from "#kernel";
import { Alert } from "@/_components/ui/alert";
import { Button } from "@/_components/ui/button";
import { describedBy, Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { Textarea } from "@/_components/ui/textarea";
import type { Agent } from "@/_trpc/types";
import { NO_ACCEPTANCE, problemsOfChecks } from "./acceptance-draft";
import { AcceptanceFields } from "./acceptance-fields";
import { AskFields } from "./ask-fields";
import { BudgetFields, type Project } from "./budget-fields";
import { type Connector, ConnectorFields } from "./connector-fields";
import { CrewPicker } from "./crew-picker";
import { crewOf, type HireDraft, suggestTitle, toOrder } from "./draft";
import { FilePicker } from "./file-picker";
import { QuotePanel } from "./quote-panel";
import { Sample } from "./sample";
import { TermsFields } from "./terms-fields";
import { useHire } from "./use-hire";
import { useQuote } from "./use-quote";
import { useUploads } from "./use-uploads";
import { WorkMode } from "./work-mode";

type HireFormProps = {
  /** Those on duty. */
  agents: readonly Agent[];
  /** Slugs to begin with. */
  chosen: readonly string[];
  /** US dollars in the wallet that nothing holds. */
  available: string;
  /** Those that take jobs. */
  projects: readonly Project[];
  /** The organization's own. */
  connectors: readonly Connector[];
};

const FIRST_TIER: Tier = "standard";

export function HireForm({ agents, chosen, available, projects, connectors }: HireFormProps) {
  const [draft, setDraft] = useState<HireDraft>({
    brief: "",
    title: null,
    crew: crewOf(chosen),
    manager: null,
    tier: FIRST_TIER,
    budget: "5.00",
    runBudget: "",
    projectId: "",
    askStepAbove: "",
    askSpentPercent: "",
    acceptance: NO_ACCEPTANCE,
    connectors: [],
  });
  const files = useUploads();
  const order = toOrder(draft, files.fileIds);
  const quote = useQuote(order);
  const { submit, forgive, errors, refusals, isHiring } = useHire();
  const change = (part: Partial<HireDraft>) => {
    setDraft((now) => ({ ...now, ...part }));
    forgive(["form", ...Object.keys(part).map((key) => SHOWN_AT[key as keyof HireDraft])]);
  };
  const addFiles = (chosen: Iterable<File>) => {
    files.add(chosen);
    forgive(["fileIds"]);
  };
  const form = useRef<HTMLFormElement>(null);

  // At a refusal, not at a correction: that would move the writer to the next error in mid-word.
  useEffect(() => {
    if (refusals > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid]")?.focus();
  }, [refusals]);

  const hire = (event: FormEvent) => {
    event.preventDefault();
    submit(order, problemsOfChecks(draft.acceptance.checks));
  };
  return (
    <form
      ref={form}
      onSubmit={hire}
      noValidate
      className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]"
    >
      <div className="grid min-w-0 grid-cols-1 gap-6">
        <Field
          id="brief"
          label="Brief"
          hint="The agents read it word for word. Say what you expect back."
          error={errors.brief}
        >
          <Textarea
            id="brief"
            rows={9}
            value={draft.brief}
            onChange={(event) => change({ brief: event.target.value })}
            placeholder="Profile the attached passenger list. What is the average fare by class, and which columns have missing values?"
            {...describedBy("brief", { hint: true, error: errors.brief })}
          />
        </Field>
        {draft.brief === "" && files.uploads.length === 0 ? (
          <Sample
            onTake={({ brief, file }) => {
              change({ brief });
              addFiles([file]);
            }}
          />
        ) : null}
        <Field id="title" label="Title" error={errors.title}>
          <Input
            id="title"
            maxLength={200}
            value={draft.title ?? suggestTitle(draft.brief)}
            onChange={(event) => change({ title: event.target.value })}
            placeholder="Taken from the first line of the brief"
            {...describedBy("title", { error: errors.title })}
          />
        </Field>
        <FilePicker uploads={files.uploads} error={errors.fileIds} onAdd={addFiles} onRemove={files.remove} />
        <CrewPicker agents={agents} crew={draft.crew} error={errors.agents} onChange={(crew) => change({ crew })} />
        <WorkMode draft={draft} agents={agents} onChange={change} />
        <TermsFields draft={draft} agents={agents} errors={errors} onChange={change} />
        <BudgetFields draft={draft} projects={projects} errors={errors} onChange={change} />
        <div className="grid grid-cols-1 gap-2">
          <ConnectorFields
            connectors={connectors}
            chosen={draft.connectors}
            errors={errors}
            onChange={(connectors) => change({ connectors })}
          />
          <AcceptanceFields
            draft={draft.acceptance}
            agents={agents}
            errors={errors}
            onChange={(acceptance) => change({ acceptance })}
          />
          <AskFields draft={draft} errors={errors} onChange={change} />
        </div>
      </div>
      <div className="grid grid-cols-1 gap-4 lg:sticky lg:top-20">
        <QuotePanel quote={quote} available={available} />
        {errors.form ? <Alert kind="negative">{errors.form}</Alert> : null}
        <Button type="submit" variant="primary" size="lg" disabled={files.isUploading || isHiring}>
          {files.isUploading ? "Waiting for the files" : isHiring ? "Hiring" : hireLabel(order)}
        </Button>
        <p className="text-[0.8125rem] text-muted">
          Hiring reserves no money. Each model call is charged as it happens, and none starts that the budget does not
          cover.
        </p>
      </div>
    </form>
  );
}

/** Where on the form a part of the draft, and all below it, is shown. */
const SHOWN_AT: Record<keyof HireDraft, string> = {
  brief: "brief",
  title: "title",
  crew: "agents",
  manager: "agents",
  tier: "tier",
  budget: "budget",
  runBudget: "runBudget",
  projectId: "projectId",
  askStepAbove: "askBefore.stepAbove",
  askSpentPercent: "askBefore.spentPercent",
  acceptance: "acceptance",
  connectors: "connectors",
};

function hireLabel({ agents, mode }: Pick<JobOrder, "agents" | "mode">): string {
  if (mode === "crew") return `Hire a crew of ${agents.length}`;
  return agents.length > 1 ? `Hire ${agents.length} agents` : "Hire";
}
