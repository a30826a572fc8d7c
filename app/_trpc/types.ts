import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "#api";

/** What each procedure answers. */
export type Answers = inferRouterOutputs<AppRouter>;

export type Agent = Answers["roster"]["list"]["agents"][number];
export type Job = Answers["jobs"]["get"];
export type JobUsage = Answers["jobs"]["usage"];
export type Deliverable = Answers["jobs"]["deliverables"]["deliverables"][number];
export type DeliveredFile = Deliverable["files"][number];
export type Wallet = Answers["wallet"]["get"];
