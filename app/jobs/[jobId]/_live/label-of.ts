type Labelled = { readonly id: string; readonly agent: string; readonly agentName: string };

/** What a run is called on its job's page: agents of one name are told apart by their number. */
export function labelOf(run: Labelled, runs: readonly Labelled[]): string {
  const alike = runs.filter(({ agent }) => agent === run.agent);
  return alike.length > 1 ? `${run.agentName} ${alike.findIndex(({ id }) => id === run.id) + 1}` : run.agentName;
}
