import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { TIERS } from "#kernel";
import { at, count, id, tenantPolicies } from "./columns";
import { jobId, modelId, rateCardId, runId } from "./references";
import { orgId } from "./tenant";

/** One try of a step's model call. Each has its own hold; at most one per step and purpose is charged. */
export const attempts = pgTable(
  "attempts",
  {
    id: id(),
    orgId: orgId(),
    jobId: jobId(),
    runId: runId(),
    stepNo: integer("step_no").notNull(),
    no: integer("no").notNull(),
    /** What the call is for: one of `CALL_PURPOSES`. */
    purpose: text("purpose").notNull(),
    leaseEpoch: integer("lease_epoch").notNull(),
    modelId: modelId(),
    tier: text("tier", { enum: TIERS }).notNull(),
    /** The prices in force when it was reserved. */
    rateCardId: rateCardId(),
    /** The markups of model and organization when it was reserved, basis points; the agent's is its version's. */
    markups: integer("markups").array().notNull().default([]),
    /** Upper bound of the call's input, tokens. */
    inputBound: count("input_bound").notNull(),
    /** The call's maximum output, tokens. */
    maxOutput: integer("max_output").notNull(),
    /** `open` while in flight; `lost` when its worker died; `failed` when the provider gave no usable turn. */
    state: text("state", { enum: ["open", "settled", "failed", "lost", "cancelled"] }).notNull(),
    /** What went wrong, for people; NULL while open or settled. */
    failure: text("failure"),
    /** `ModelFailureKind` of the runtime; NULL unless `failed`, and for those from before it was written down. */
    failureKind: text("failure_kind"),
    startedAt: at("started_at").notNull().defaultNow(),
    endedAt: at("ended_at"),
  },
  (t) => [
    unique("attempts_fact").on(t.runId, t.stepNo, t.no),
    uniqueIndex("attempts_one_charged").on(t.runId, t.stepNo, t.purpose).where(sql`${t.state} = 'settled'`),
    uniqueIndex("attempts_one_open").on(t.runId).where(sql`${t.state} = 'open'`),
    index("attempts_job").on(t.jobId),
    check("attempts_state", sql`${t.state} in ('open', 'settled', 'failed', 'lost', 'cancelled')`),
    check("attempts_ended", sql`(${t.state} = 'open') = (${t.endedAt} is null)`),
    ...tenantPolicies(t.orgId),
  ],
);
