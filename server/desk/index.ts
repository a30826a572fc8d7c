export { type Client, getClient, listClients } from "./clients/list-clients";
export { type SeedReport, seedAgency } from "./commands/seed-agency";
