import { MODELS } from "./models";
import { RATE_CARDS } from "./rate-card";
import type { SeedCatalogue } from "./shape";

/** The models and prices of a new agency's catalogue. Its agents are the folders of `agents/`. */
export const CATALOGUE: SeedCatalogue = { models: MODELS, rateCards: RATE_CARDS };
