"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Alert } from "@/_components/ui/alert";
import { Button } from "@/_components/ui/button";
import { Section } from "@/_components/ui/card";
import { useTRPC } from "@/_trpc/client";
import { failureOf } from "@/_trpc/failure";
import { FolderDrop } from "./folder-drop";
import { type Packed, type PathFile, pack } from "./pack-folders";
import { Plan } from "./plan";

/** Brings folders in: shows what would change, and imports it when the person says so. */
export function ImportAgents() {
  const { agentFiles } = useTRPC();
  const router = useRouter();
  const [packed, setPacked] = useState<Packed>();
  const [problem, setProblem] = useState<string>();
  const onError = (error: unknown) => setProblem(failureOf(error).message);
  const plan = useMutation(agentFiles.plan.mutationOptions({ onError }));
  const bringIn = useMutation(
    agentFiles.import.mutationOptions({
      onError,
      onSuccess: () => {
        plan.reset();
        setPacked(undefined);
        router.refresh();
      },
    }),
  );

  const take = async (files: readonly PathFile[]) => {
    setProblem(undefined);
    bringIn.reset();
    plan.reset();
    const result = await pack(files).catch(() => "It could not be read. Try again, or pack it as a zip file.");
    if (typeof result === "string") return setProblem(result);
    setPacked(result);
    plan.mutate(result);
  };

  const toImport = plan.data?.agents.filter(({ outcome }) => outcome !== "unchanged").length ?? 0;
  const isReady = plan.data?.problems.length === 0 && toImport > 0;
  return (
    <Section
      id="import"
      title="Import"
      description="You see what changes before anything does. Runs under way keep their version."
    >
      <div className="grid gap-4 p-4">
        <FolderDrop onFiles={take} isBusy={plan.isPending || bringIn.isPending} />
        {problem ? <Alert kind="negative" title={problem} /> : null}
        {plan.data ? <Plan plan={plan.data} /> : null}
        {isReady && packed ? (
          <div>
            <Button variant="primary" disabled={bringIn.isPending} onClick={() => bringIn.mutate(packed)}>
              {bringIn.isPending ? "Importing…" : `Import ${toImport} ${toImport === 1 ? "agent" : "agents"}`}
            </Button>
          </div>
        ) : null}
        {bringIn.data ? (
          <Alert kind="positive" title="Imported">
            {bringIn.data
              .filter(({ outcome }) => outcome !== "unchanged")
              .map(({ name, version }) => `${name}, version ${version}`)
              .join("; ")}
          </Alert>
        ) : null}
      </div>
    </Section>
  );
}
