CREATE TABLE "rejections" (
	"run_id" uuid NOT NULL,
	"step_no" integer NOT NULL,
	"org_id" uuid NOT NULL,
	"reasons" text[] NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "rejections_run_id_step_no_pk" PRIMARY KEY("run_id","step_no"),
	CONSTRAINT "rejections_reasons" CHECK (cardinality("rejections"."reasons") > 0)
);
--> statement-breakpoint
ALTER TABLE "rejections" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "verdicts" (
	"run_id" uuid NOT NULL,
	"step_no" integer NOT NULL,
	"org_id" uuid NOT NULL,
	"attempt_id" uuid NOT NULL,
	"passed" boolean NOT NULL,
	"reasons" text[] NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "verdicts_run_id_step_no_pk" PRIMARY KEY("run_id","step_no"),
	CONSTRAINT "verdicts_attempt_id_unique" UNIQUE("attempt_id")
);
--> statement-breakpoint
ALTER TABLE "verdicts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP INDEX "attempts_one_charged";--> statement-breakpoint
ALTER TABLE "deliverables" ADD COLUMN "unverified" text;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "acceptance" jsonb;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "verifier_version_id" uuid;--> statement-breakpoint
ALTER TABLE "rejections" ADD CONSTRAINT "rejections_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rejections" ADD CONSTRAINT "rejections_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_verifier_version_id_agent_versions_id_fk" FOREIGN KEY ("verifier_version_id") REFERENCES "public"."agent_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "attempts_one_charged" ON "attempts" USING btree ("run_id","step_no","purpose") WHERE "attempts"."state" = 'settled';--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_verifier" CHECK ("jobs"."verifier_version_id" is null or "jobs"."acceptance" is not null);--> statement-breakpoint
CREATE POLICY "own_organization" ON "rejections" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("rejections"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("rejections"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_organizations" ON "rejections" AS PERMISSIVE FOR ALL TO "hireling_group" USING ("rejections"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[])) WITH CHECK ("rejections"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "rejections" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "verdicts" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("verdicts"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("verdicts"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_organizations" ON "verdicts" AS PERMISSIVE FOR ALL TO "hireling_group" USING ("verdicts"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[])) WITH CHECK ("verdicts"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "verdicts" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);