CREATE TABLE "occurrences" (
	"standing_order_id" uuid NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"org_id" uuid NOT NULL,
	"job_id" uuid,
	"refusal" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "occurrences_standing_order_id_due_at_pk" PRIMARY KEY("standing_order_id","due_at"),
	CONSTRAINT "occurrences_job" UNIQUE("job_id"),
	CONSTRAINT "occurrences_outcome" CHECK (("occurrences"."job_id" is null) <> ("occurrences"."refusal" is null))
);
--> statement-breakpoint
ALTER TABLE "occurrences" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "standing_orders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"title" text NOT NULL,
	"template" jsonb NOT NULL,
	"cron" text NOT NULL,
	"time_zone" text NOT NULL,
	"month_limit" bigint NOT NULL,
	"next_at" timestamp (3) with time zone,
	"paused_for" text,
	"paused_at" timestamp (3) with time zone,
	"resumes_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"posted_by_user_id" uuid,
	"posted_by_key_id" uuid,
	"posted_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "standing_orders_month_limit" CHECK ("standing_orders"."month_limit" > 0),
	CONSTRAINT "standing_orders_due_or_paused" CHECK (("standing_orders"."next_at" is null) = ("standing_orders"."paused_for" is not null or "standing_orders"."ended_at" is not null)),
	CONSTRAINT "standing_orders_paused" CHECK (("standing_orders"."paused_for" is null) = ("standing_orders"."paused_at" is null)),
	CONSTRAINT "standing_orders_resumes" CHECK ("standing_orders"."resumes_at" is null or "standing_orders"."paused_for" = 'budget')
);
--> statement-breakpoint
ALTER TABLE "standing_orders" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "occurrences" ADD CONSTRAINT "occurrences_standing_order_id_standing_orders_id_fk" FOREIGN KEY ("standing_order_id") REFERENCES "public"."standing_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "occurrences" ADD CONSTRAINT "occurrences_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "occurrences" ADD CONSTRAINT "occurrences_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "standing_orders" ADD CONSTRAINT "standing_orders_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "standing_orders_org" ON "standing_orders" USING btree ("org_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "standing_orders_standing" ON "standing_orders" USING btree ("next_at") WHERE "standing_orders"."ended_at" is null;--> statement-breakpoint
CREATE POLICY "own_organization" ON "occurrences" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("occurrences"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("occurrences"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_organizations" ON "occurrences" AS PERMISSIVE FOR ALL TO "hireling_group" USING ("occurrences"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[])) WITH CHECK ("occurrences"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "occurrences" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "standing_orders" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("standing_orders"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("standing_orders"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_organizations" ON "standing_orders" AS PERMISSIVE FOR ALL TO "hireling_group" USING ("standing_orders"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[])) WITH CHECK ("standing_orders"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "standing_orders" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);