import type { disputes } from "#drizzle/schema/index";
import type { DisputeView } from "../schema";

/** A dispute as both sides see it. */
export const toDisputeView = (dispute: typeof disputes.$inferSelect): DisputeView => ({
  status: dispute.outcome ?? "open",
  reason: dispute.reason,
  openedBy: dispute.openedBy,
  openedAt: dispute.createdAt.toISOString(),
  note: dispute.note,
  resolvedAt: dispute.resolvedAt?.toISOString() ?? null,
});
