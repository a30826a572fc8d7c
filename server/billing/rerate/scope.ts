import { type SQL, sql } from "drizzle-orm";

/** Which calls: charged in `[from, to)`; of one model, one organization, or all (NULL). */
export type RerateScope = {
  readonly from: Date;
  readonly to: Date;
  readonly modelId: string | null;
  readonly orgId: string | null;
};

/** A condition on `e` (usage_events). */
export const isWithin = ({ from, to, modelId, orgId }: RerateScope): SQL => sql`(
  e.created_at >= ${from.toISOString()}::timestamptz and e.created_at < ${to.toISOString()}::timestamptz
  ${modelId === null ? sql`` : sql`and e.model_id = ${modelId}`} ${orgId === null ? sql`` : sql`and e.org_id = ${orgId}`})`;
