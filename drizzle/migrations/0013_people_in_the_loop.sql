CREATE TABLE "disputes" (
	"job_id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"opened_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"outcome" text,
	"note" text,
	"resolved_by" text,
	"resolved_at" timestamp (3) with time zone,
	CONSTRAINT "disputes_outcome" CHECK ("disputes"."outcome" in ('refunded', 'rejected', 'withdrawn')),
	CONSTRAINT "disputes_resolved" CHECK (num_nulls("disputes"."outcome", "disputes"."note", "disputes"."resolved_by", "disputes"."resolved_at") in (0, 4))
);
--> statement-breakpoint
ALTER TABLE "disputes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"no" integer NOT NULL,
	"text" text NOT NULL,
	"posted_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen_at_step" integer,
	CONSTRAINT "messages_no" UNIQUE("run_id","no"),
	CONSTRAINT "messages_no_from_1" CHECK ("messages"."no" >= 1)
);
--> statement-breakpoint
ALTER TABLE "messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "waits" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"step_no" integer NOT NULL,
	"position" integer,
	"subject" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"resolved_at" timestamp (3) with time zone,
	"resolved_by" text,
	"resolution" jsonb,
	CONSTRAINT "waits_reason" CHECK ("waits"."reason" in ('question', 'approval')),
	CONSTRAINT "waits_resolved" CHECK (num_nulls("waits"."resolved_at", "waits"."resolved_by", "waits"."resolution") in (0, 3))
);
--> statement-breakpoint
ALTER TABLE "waits" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "tool_calls" DROP CONSTRAINT "tool_calls_state";--> statement-breakpoint
ALTER TABLE "tool_calls" DROP CONSTRAINT "tool_calls_answered";--> statement-breakpoint
-- The owner obeys row-level security and would see no row.
ALTER TABLE "tool_calls" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE "tool_calls" SET "state" = 'answered' WHERE "state" = 'done';--> statement-breakpoint
ALTER TABLE "tool_calls" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "ask_step_above" bigint;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "ask_spent_percent" integer;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "pause_requested_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "messages" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "continues_run_id" uuid;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "from_step" integer;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "wish" text;--> statement-breakpoint
ALTER TABLE "tool_calls" ADD COLUMN "allowed_by" text;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waits" ADD CONSTRAINT "waits_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waits" ADD CONSTRAINT "waits_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waits" ADD CONSTRAINT "waits_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waits" ADD CONSTRAINT "waits_call" FOREIGN KEY ("run_id","step_no","position") REFERENCES "public"."tool_calls"("run_id","step_no","position") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "disputes_open" ON "disputes" USING btree ("created_at") WHERE "disputes"."outcome" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "waits_one_open" ON "waits" USING btree ("run_id","step_no","position") WHERE "waits"."resolved_at" is null;--> statement-breakpoint
CREATE INDEX "waits_job" ON "waits" USING btree ("job_id");--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_continues_run_id_runs_id_fk" FOREIGN KEY ("continues_run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "jobs_in_review" ON "jobs" USING btree ("ended_at") WHERE "jobs"."status" = 'review';--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_ask_step_above" CHECK ("jobs"."ask_step_above" > 0);--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_ask_spent_percent" CHECK ("jobs"."ask_spent_percent" between 1 and 100);--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_continues" CHECK (("runs"."continues_run_id" is null) = ("runs"."from_step" is null) and ("runs"."wish" is null or "runs"."continues_run_id" is not null));--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_from_step" CHECK ("runs"."from_step" >= 1);--> statement-breakpoint
ALTER TABLE "tool_calls" ADD CONSTRAINT "tool_calls_state" CHECK ("tool_calls"."state" in ('pending', 'waiting', 'started', 'answered'));--> statement-breakpoint
ALTER TABLE "tool_calls" ADD CONSTRAINT "tool_calls_answered" CHECK (("tool_calls"."state" = 'answered') = ("tool_calls"."content" is not null and "tool_calls"."is_error" is not null));--> statement-breakpoint
CREATE POLICY "own_organization" ON "disputes" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("disputes"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("disputes"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "disputes" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "messages" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("messages"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("messages"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "messages" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "waits" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("waits"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("waits"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "waits" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);