CREATE TABLE "crew_members" (
	"org_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"agent_version_id" uuid NOT NULL,
	CONSTRAINT "crew_members_job_id_position_pk" PRIMARY KEY("job_id","position")
);
--> statement-breakpoint
ALTER TABLE "crew_members" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "run_files" (
	"org_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"file_id" uuid NOT NULL,
	"path" text NOT NULL,
	CONSTRAINT "run_files_run_id_path_pk" PRIMARY KEY("run_id","path")
);
--> statement-breakpoint
ALTER TABLE "run_files" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "runs" DROP CONSTRAINT "runs_waiting_has_reason";--> statement-breakpoint
ALTER TABLE "waits" DROP CONSTRAINT "waits_reason";--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "parent_run_id" uuid;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "parent_step" integer;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "parent_position" integer;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "depth" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "task" text;--> statement-breakpoint
ALTER TABLE "crew_members" ADD CONSTRAINT "crew_members_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crew_members" ADD CONSTRAINT "crew_members_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crew_members" ADD CONSTRAINT "crew_members_agent_version_id_agent_versions_id_fk" FOREIGN KEY ("agent_version_id") REFERENCES "public"."agent_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_files" ADD CONSTRAINT "run_files_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_files" ADD CONSTRAINT "run_files_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_files" ADD CONSTRAINT "run_files_file_id_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_parent_run_id_runs_id_fk" FOREIGN KEY ("parent_run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_delegated" UNIQUE("parent_run_id","parent_step","parent_position");--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_parent" CHECK (num_nulls("runs"."parent_run_id", "runs"."parent_step", "runs"."parent_position", "runs"."task") in (0, 4) and ("runs"."parent_run_id" is null) = ("runs"."depth" = 0));--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_depth" CHECK ("runs"."depth" between 0 and 2);--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_waiting_has_reason" CHECK ("runs"."status" <> 'waiting' or "runs"."reason" in ('question', 'approval', 'budget', 'crew'));--> statement-breakpoint
ALTER TABLE "waits" ADD CONSTRAINT "waits_reason" CHECK ("waits"."reason" in ('question', 'approval', 'crew'));--> statement-breakpoint
CREATE POLICY "own_organization" ON "crew_members" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("crew_members"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("crew_members"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_organizations" ON "crew_members" AS PERMISSIVE FOR ALL TO "hireling_group" USING ("crew_members"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[])) WITH CHECK ("crew_members"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "crew_members" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "run_files" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("run_files"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("run_files"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_organizations" ON "run_files" AS PERMISSIVE FOR ALL TO "hireling_group" USING ("run_files"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[])) WITH CHECK ("run_files"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "run_files" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);