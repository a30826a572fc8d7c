export { type SeedReport, seedAgency } from "./commands/seed-agency";
