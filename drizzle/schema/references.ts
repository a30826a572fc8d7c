import { uuid } from "drizzle-orm/pg-core";
import { models, rateCards } from "./catalogue";
import { jobs } from "./jobs";
import { runs } from "./runs";

/** The job that a row belongs to. */
export const jobId = () =>
  uuid("job_id")
    .notNull()
    .references(() => jobs.id);

/** The run that a row belongs to. */
export const runId = () =>
  uuid("run_id")
    .notNull()
    .references(() => runs.id);

/** The model that a row is about. */
export const modelId = () =>
  uuid("model_id")
    .notNull()
    .references(() => models.id);

/** The rate card whose prices a row holds. */
export const rateCardId = () =>
  uuid("rate_card_id")
    .notNull()
    .references(() => rateCards.id);
