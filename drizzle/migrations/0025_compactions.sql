CREATE TABLE "compactions" (
	"run_id" uuid NOT NULL,
	"step_no" integer NOT NULL,
	"org_id" uuid NOT NULL,
	"attempt_id" uuid NOT NULL,
	"covered" integer NOT NULL,
	"summary" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "compactions_run_id_step_no_pk" PRIMARY KEY("run_id","step_no"),
	CONSTRAINT "compactions_attempt_id_unique" UNIQUE("attempt_id"),
	CONSTRAINT "compactions_covered" CHECK ("compactions"."covered" > 0)
);
--> statement-breakpoint
ALTER TABLE "compactions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "deliverables" ADD COLUMN "unmet" text[];--> statement-breakpoint
ALTER TABLE "compactions" ADD CONSTRAINT "compactions_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compactions" ADD CONSTRAINT "compactions_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compactions" ADD CONSTRAINT "compactions_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliverables" ADD CONSTRAINT "deliverables_unmet" CHECK (cardinality("deliverables"."unmet") > 0);--> statement-breakpoint
CREATE POLICY "own_organization" ON "compactions" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("compactions"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("compactions"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_organizations" ON "compactions" AS PERMISSIVE FOR ALL TO "hireling_group" USING ("compactions"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[])) WITH CHECK ("compactions"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "compactions" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);