ALTER TABLE "runs" ADD COLUMN "checks" jsonb;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_checks" CHECK ("runs"."checks" is null or "runs"."task" is not null);