import { uuid } from "drizzle-orm/pg-core";
import { organizations } from "./organizations";

/** The organization that a row belongs to. Apart from `columns`, which the organizations themselves are made of. */
export const orgId = () =>
  uuid("org_id")
    .notNull()
    .references(() => organizations.id);
