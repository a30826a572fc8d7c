ALTER TABLE "cap_alerts" ADD COLUMN "limit" numeric(38, 0) NOT NULL;--> statement-breakpoint
ALTER TABLE "cap_alerts" DROP CONSTRAINT "cap_alerts_cap_id_percent_pk";--> statement-breakpoint
ALTER TABLE "cap_alerts" ADD CONSTRAINT "cap_alerts_cap_id_percent_limit_pk" PRIMARY KEY("cap_id","percent","limit");--> statement-breakpoint
CREATE INDEX "runs_waiting" ON "runs" USING btree ("id") WHERE "runs"."status" = 'waiting';