CREATE TABLE "cool_downs" (
	"model_id" uuid PRIMARY KEY NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	"cause" text NOT NULL,
	"strikes" integer NOT NULL,
	CONSTRAINT "cool_downs_cause" CHECK ("cool_downs"."cause" in ('rate_limited', 'outage')),
	CONSTRAINT "cool_downs_strikes" CHECK ("cool_downs"."strikes" > 0)
);
--> statement-breakpoint
ALTER TABLE "cool_downs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"subject" text PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"model_id" uuid,
	"requests_per_minute" integer,
	"tokens_per_minute" bigint,
	"set_by" text NOT NULL,
	"set_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "rate_limits_subject" CHECK ("rate_limits"."subject" = coalesce("rate_limits"."model_id"::text, "rate_limits"."provider")),
	CONSTRAINT "rate_limits_some" CHECK (num_nonnulls("rate_limits"."requests_per_minute", "rate_limits"."tokens_per_minute") > 0),
	CONSTRAINT "rate_limits_positive" CHECK ("rate_limits"."requests_per_minute" > 0 and "rate_limits"."tokens_per_minute" > 0)
);
--> statement-breakpoint
ALTER TABLE "rate_limits" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rate_uses" (
	"subject" text NOT NULL,
	"second" bigint NOT NULL,
	"requests" integer NOT NULL,
	"tokens" bigint NOT NULL,
	CONSTRAINT "rate_uses_subject_second_pk" PRIMARY KEY("subject","second"),
	CONSTRAINT "rate_uses_counts" CHECK ("rate_uses"."requests" >= 0 and "rate_uses"."tokens" >= 0)
);
--> statement-breakpoint
ALTER TABLE "rate_uses" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "not_before" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "awaited_provider" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "backoff_cause" text;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "failure_kind" text;--> statement-breakpoint
ALTER TABLE "cool_downs" ADD CONSTRAINT "cool_downs_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rate_limits" ADD CONSTRAINT "rate_limits_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rate_uses" ADD CONSTRAINT "rate_uses_subject_rate_limits_subject_fk" FOREIGN KEY ("subject") REFERENCES "public"."rate_limits"("subject") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_backoff" CHECK (num_nonnulls("runs"."not_before", "runs"."awaited_provider", "runs"."backoff_cause") in (0, 3));--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_backs_off_queued" CHECK ("runs"."not_before" is null or "runs"."status" = 'queued');--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_backoff_cause" CHECK ("runs"."backoff_cause" in ('rate_limited', 'outage', 'limit'));--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "cool_downs" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "rate_limits" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "rate_uses" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);