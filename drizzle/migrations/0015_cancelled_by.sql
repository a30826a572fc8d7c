ALTER TABLE "runs" ADD COLUMN "cancel_requested_by" text;--> statement-breakpoint
UPDATE "runs" r SET "cancel_requested_by" = coalesce(
  (SELECT e.data->>'by' FROM "events" e WHERE e.run_id = r.id AND e.type = 'run.cancelling' ORDER BY e.seq DESC LIMIT 1), 'client')
  WHERE r.cancel_requested_at IS NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_cancel" CHECK (("runs"."cancel_requested_at" is null) = ("runs"."cancel_requested_by" is null));
