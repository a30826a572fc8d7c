CREATE TABLE "connector_sign_ins" (
	"state_digest" text PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"connector_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"sealed" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "connector_sign_ins_sealed" CHECK ("connector_sign_ins"."sealed" like 'v1.%')
);
--> statement-breakpoint
ALTER TABLE "connector_sign_ins" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "connector_tools" (
	"connector_id" uuid NOT NULL,
	"name" text NOT NULL,
	"org_id" uuid NOT NULL,
	"call_name" text NOT NULL,
	"description" text NOT NULL,
	"input_schema" jsonb NOT NULL,
	"is_read_only" boolean NOT NULL,
	"is_idempotent" boolean NOT NULL,
	"digest" text NOT NULL,
	"permission" text NOT NULL,
	"changed_at" timestamp (3) with time zone,
	"gone_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "connector_tools_connector_id_name_pk" PRIMARY KEY("connector_id","name"),
	CONSTRAINT "connector_tools_call_name" UNIQUE("connector_id","call_name"),
	CONSTRAINT "connector_tools_permission" CHECK ("connector_tools"."permission" in ('allow', 'ask', 'deny')),
	CONSTRAINT "connector_tools_call_name_form" CHECK ("connector_tools"."call_name" ~ '^mcp__[a-zA-Z0-9_-]{1,59}$')
);
--> statement-breakpoint
ALTER TABLE "connector_tools" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "connectors" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"auth" text NOT NULL,
	"url" text,
	"program" text,
	"sealed_headers" text,
	"sealed_grant" text,
	"status" text NOT NULL,
	"problem" text,
	"answered_at" timestamp (3) with time zone,
	"broken_at" timestamp (3) with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "connectors_auth" CHECK ("connectors"."auth" in ('none', 'header', 'oauth', 'operator')),
	CONSTRAINT "connectors_status" CHECK ("connectors"."status" in ('new', 'ready', 'failing', 'reconnect')),
	CONSTRAINT "connectors_place" CHECK (num_nonnulls("connectors"."url", "connectors"."program") = 1 and ("connectors"."program" is not null) = ("connectors"."auth" = 'operator')),
	CONSTRAINT "connectors_sealed" CHECK ("connectors"."sealed_headers" like 'v1.%' and "connectors"."sealed_grant" like 'v1.%'),
	CONSTRAINT "connectors_secrets" CHECK (("connectors"."sealed_headers" is null or "connectors"."auth" = 'header') and ("connectors"."sealed_grant" is null or "connectors"."auth" = 'oauth')),
	CONSTRAINT "connectors_removed" CHECK ("connectors"."removed_at" is null or num_nonnulls("connectors"."sealed_headers", "connectors"."sealed_grant") = 0)
);
--> statement-breakpoint
ALTER TABLE "connectors" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "job_connectors" (
	"org_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"connector_id" uuid NOT NULL,
	CONSTRAINT "job_connectors_job_id_connector_id_pk" PRIMARY KEY("job_id","connector_id")
);
--> statement-breakpoint
ALTER TABLE "job_connectors" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "connector_sign_ins" ADD CONSTRAINT "connector_sign_ins_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connector_sign_ins" ADD CONSTRAINT "connector_sign_ins_connector_id_connectors_id_fk" FOREIGN KEY ("connector_id") REFERENCES "public"."connectors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connector_tools" ADD CONSTRAINT "connector_tools_connector_id_connectors_id_fk" FOREIGN KEY ("connector_id") REFERENCES "public"."connectors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connector_tools" ADD CONSTRAINT "connector_tools_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connectors" ADD CONSTRAINT "connectors_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_connectors" ADD CONSTRAINT "job_connectors_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_connectors" ADD CONSTRAINT "job_connectors_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_connectors" ADD CONSTRAINT "job_connectors_connector_id_connectors_id_fk" FOREIGN KEY ("connector_id") REFERENCES "public"."connectors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "connector_sign_ins_connector" ON "connector_sign_ins" USING btree ("connector_id");--> statement-breakpoint
CREATE UNIQUE INDEX "connectors_slug" ON "connectors" USING btree ("org_id","slug") WHERE "connectors"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "job_connectors_connector" ON "job_connectors" USING btree ("connector_id");--> statement-breakpoint
CREATE POLICY "own_organization" ON "connector_sign_ins" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("connector_sign_ins"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("connector_sign_ins"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_organizations" ON "connector_sign_ins" AS PERMISSIVE FOR ALL TO "hireling_group" USING ("connector_sign_ins"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[])) WITH CHECK ("connector_sign_ins"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "connector_sign_ins" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "connector_tools" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("connector_tools"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("connector_tools"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_organizations" ON "connector_tools" AS PERMISSIVE FOR ALL TO "hireling_group" USING ("connector_tools"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[])) WITH CHECK ("connector_tools"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "connector_tools" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "connectors" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("connectors"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("connectors"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_organizations" ON "connectors" AS PERMISSIVE FOR ALL TO "hireling_group" USING ("connectors"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[])) WITH CHECK ("connectors"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "connectors" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "job_connectors" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("job_connectors"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("job_connectors"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_organizations" ON "job_connectors" AS PERMISSIVE FOR ALL TO "hireling_group" USING ("job_connectors"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[])) WITH CHECK ("job_connectors"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "job_connectors" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);