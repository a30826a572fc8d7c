import { ANALYSTS } from "./agents/analysts";
import { OWN_COMPUTE } from "./agents/own-compute";
import { WRITERS } from "./agents/writers";
import { MODELS } from "./models";
import { RATE_CARDS } from "./rate-card";
import type { SeedCatalogue } from "./shape";

/** What a new agency's catalogue holds: data only. `seedAgency` of the desk brings it in. */
export const CATALOGUE: SeedCatalogue = {
  models: MODELS,
  rateCards: RATE_CARDS,
  agents: [...ANALYSTS, ...WRITERS, ...OWN_COMPUTE],
};
