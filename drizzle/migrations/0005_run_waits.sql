ALTER TABLE "runs" ADD COLUMN "waiting_for" numeric(38, 0);--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "waiting_until" timestamp (3) with time zone;