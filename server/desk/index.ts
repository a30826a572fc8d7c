export { type Client, getClient, listClients } from "./clients/list-clients";
export { type SeedReport, seedAgency } from "./commands/seed-agency";
export { type Dispute, listDisputes } from "./disputes/list-disputes";
export { getOverview, type Overview } from "./queries/get-overview";
export { listStalled, type StalledRun } from "./queries/list-stalled";
export { listProviders, reconcile } from "./reconciliation/reconcile";
export { type Reconciliation, reconciliationOrder, reconciliationView } from "./reconciliation/schema";
