CREATE TABLE "accounts" (
	"code" text PRIMARY KEY NOT NULL,
	"org_id" uuid,
	"kind" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "accounts_kind" CHECK ("accounts"."kind" in ('asset', 'liability', 'revenue', 'expense'))
);
--> statement-breakpoint
ALTER TABLE "accounts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "caps" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"lock_rank" smallint NOT NULL,
	"subject_id" uuid NOT NULL,
	"period" text,
	"limit" numeric(38, 0) NOT NULL,
	"spent" numeric(38, 0) DEFAULT 0 NOT NULL,
	"held" numeric(38, 0) DEFAULT 0 NOT NULL,
	CONSTRAINT "caps_subject" UNIQUE NULLS NOT DISTINCT("kind","subject_id","period"),
	CONSTRAINT "caps_kind" CHECK ("caps"."kind" in ('run', 'job', 'api_key', 'project', 'organization_month')),
	CONSTRAINT "caps_not_passed" CHECK ("caps"."spent" + "caps"."held" <= "caps"."limit"),
	CONSTRAINT "caps_amounts" CHECK ("caps"."spent" >= 0 and "caps"."held" >= 0 and "caps"."limit" >= 0)
);
--> statement-breakpoint
ALTER TABLE "caps" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "charge_lines" (
	"event_id" uuid NOT NULL,
	"component" text NOT NULL,
	"org_id" uuid NOT NULL,
	"quantity" bigint NOT NULL,
	"rate" numeric NOT NULL,
	"unit" integer NOT NULL,
	"amount" bigint NOT NULL,
	"rate_card_id" uuid NOT NULL,
	CONSTRAINT "charge_lines_event_id_component_pk" PRIMARY KEY("event_id","component"),
	CONSTRAINT "charge_lines_quantity" CHECK ("charge_lines"."quantity" >= 0 and "charge_lines"."amount" >= 0 and "charge_lines"."rate" >= 0),
	CONSTRAINT "charge_lines_unit" CHECK ("charge_lines"."unit" in (1000000, 1000))
);
--> statement-breakpoint
ALTER TABLE "charge_lines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "credits" (
	"event_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"org_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "credits_event_id_reason_pk" PRIMARY KEY("event_id","reason"),
	CONSTRAINT "credits_amount" CHECK ("credits"."amount" > 0)
);
--> statement-breakpoint
ALTER TABLE "credits" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "holds" (
	"attempt_id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"cap_ids" uuid[] NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "holds_amount" CHECK ("holds"."amount" > 0),
	CONSTRAINT "holds_state" CHECK ("holds"."state" in ('open', 'settled', 'released')),
	CONSTRAINT "holds_closed" CHECK (("holds"."state" = 'open') = ("holds"."closed_at" is null))
);
--> statement-breakpoint
ALTER TABLE "holds" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "invoice_counters" (
	"issuer" text PRIMARY KEY NOT NULL,
	"last" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "invoice_counters" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "invoice_lines" (
	"event_id" uuid PRIMARY KEY NOT NULL,
	"invoice_id" uuid NOT NULL,
	"org_id" uuid NOT NULL,
	"no" integer NOT NULL,
	"amount" bigint NOT NULL,
	CONSTRAINT "invoice_lines_no" UNIQUE("invoice_id","no")
);
--> statement-breakpoint
ALTER TABLE "invoice_lines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "invoices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"serial" integer NOT NULL,
	"number" text NOT NULL,
	"currency" text NOT NULL,
	"period_from" timestamp (3) with time zone NOT NULL,
	"period_to" timestamp (3) with time zone NOT NULL,
	"exact_total" numeric(38, 0) NOT NULL,
	"carried_in" numeric(38, 0) NOT NULL,
	"rounding" numeric(38, 0) NOT NULL,
	"total" numeric(38, 0) NOT NULL,
	"parties" jsonb NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "invoices_number_unique" UNIQUE("number"),
	CONSTRAINT "invoices_serial" UNIQUE("issuer","serial"),
	CONSTRAINT "invoices_sum" CHECK ("invoices"."total" = "invoices"."exact_total" + "invoices"."carried_in" + "invoices"."rounding"),
	CONSTRAINT "invoices_cents" CHECK ("invoices"."total" % 10000000000 = 0)
);
--> statement-breakpoint
ALTER TABLE "invoices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "transfers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"debit" text NOT NULL,
	"credit" text NOT NULL,
	"amount" bigint NOT NULL,
	"attempt_id" uuid,
	"cause" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "transfers_amount" CHECK ("transfers"."amount" >= 0),
	CONSTRAINT "transfers_two_accounts" CHECK ("transfers"."debit" <> "transfers"."credit"),
	CONSTRAINT "transfers_one_cause" CHECK (("transfers"."attempt_id" is null) <> ("transfers"."cause" is null))
);
--> statement-breakpoint
ALTER TABLE "transfers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_events" (
	"attempt_id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"step_no" integer NOT NULL,
	"attempt_no" integer NOT NULL,
	"purpose" text NOT NULL,
	"model_id" uuid NOT NULL,
	"tier" text NOT NULL,
	"rate_card_id" uuid NOT NULL,
	"markup_bps" integer NOT NULL,
	"raw" jsonb NOT NULL,
	"review" text,
	"cost" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "usage_events_fact" UNIQUE("run_id","step_no","attempt_no")
);
--> statement-breakpoint
ALTER TABLE "usage_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "wallets" (
	"org_id" uuid PRIMARY KEY NOT NULL,
	"currency" text DEFAULT 'USD' NOT NULL,
	"posted" numeric(38, 0) DEFAULT 0 NOT NULL,
	"held" numeric(38, 0) DEFAULT 0 NOT NULL,
	"credit_limit" numeric(38, 0) DEFAULT 0 NOT NULL,
	CONSTRAINT "wallets_available" CHECK ("wallets"."posted" - "wallets"."held" + "wallets"."credit_limit" >= 0),
	CONSTRAINT "wallets_held" CHECK ("wallets"."held" >= 0),
	CONSTRAINT "wallets_credit_limit" CHECK ("wallets"."credit_limit" >= 0)
);
--> statement-breakpoint
ALTER TABLE "wallets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "waste" (
	"attempt_id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"estimated" boolean NOT NULL,
	"reason" text NOT NULL,
	"raw" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "waste_amount" CHECK ("waste"."amount" >= 0)
);
--> statement-breakpoint
ALTER TABLE "waste" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "agent_versions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"agent_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"grade" text NOT NULL,
	"pitch" text NOT NULL,
	"skills" text[] NOT NULL,
	"tools" text[] NOT NULL,
	"instructions" text NOT NULL,
	"model_id" uuid NOT NULL,
	"markup_bps" integer NOT NULL,
	"max_steps" integer NOT NULL,
	"max_output_per_step" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "agent_versions_no" UNIQUE("agent_id","version"),
	CONSTRAINT "agent_versions_limits" CHECK ("agent_versions"."markup_bps" >= 0 and "agent_versions"."max_steps" > 0 and "agent_versions"."max_output_per_step" >= 1024)
);
--> statement-breakpoint
ALTER TABLE "agent_versions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "agents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"publisher_name" text NOT NULL,
	"listing" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "agents_slug_unique" UNIQUE("slug"),
	CONSTRAINT "agents_slug" CHECK ("agents"."slug" ~ '^[a-z0-9][a-z0-9-]{0,62}$')
);
--> statement-breakpoint
ALTER TABLE "agents" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "models" (
	"id" uuid PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"model_id" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"api" text NOT NULL,
	"context_window" integer NOT NULL,
	"max_output" integer NOT NULL,
	"source" text NOT NULL,
	"off_duty_reason" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "models_provider_model" UNIQUE("provider","model_id"),
	CONSTRAINT "models_limits" CHECK ("models"."context_window" > 0 and "models"."max_output" > 0)
);
--> statement-breakpoint
ALTER TABLE "models" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rate_cards" (
	"id" uuid PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone,
	"note" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "rate_cards_version_unique" UNIQUE("version"),
	CONSTRAINT "rate_cards_period" CHECK ("rate_cards"."valid_to" is null or "rate_cards"."valid_to" > "rate_cards"."valid_from")
);
--> statement-breakpoint
ALTER TABLE "rate_cards" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"rate_card_id" uuid NOT NULL,
	"model_id" uuid NOT NULL,
	"tier" text NOT NULL,
	"component" text NOT NULL,
	"price" bigint NOT NULL,
	"above_input" integer,
	"above_operator" text,
	CONSTRAINT "rates_line" UNIQUE NULLS NOT DISTINCT("rate_card_id","model_id","tier","component","above_input"),
	CONSTRAINT "rates_price" CHECK ("rates"."price" >= 0),
	CONSTRAINT "rates_threshold" CHECK (("rates"."above_input" is null) = ("rates"."above_operator" is null))
);
--> statement-breakpoint
ALTER TABLE "rates" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "events" (
	"job_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"org_id" uuid NOT NULL,
	"run_id" uuid,
	"type" text NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "events_job_id_seq_pk" PRIMARY KEY("job_id","seq")
);
--> statement-breakpoint
ALTER TABLE "events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "deliverable_files" (
	"org_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"file_id" uuid NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "deliverable_files_run_id_position_pk" PRIMARY KEY("run_id","position")
);
--> statement-breakpoint
ALTER TABLE "deliverable_files" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "deliverables" (
	"run_id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"summary" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"accepted_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "deliverables" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "files" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"name" text NOT NULL,
	"bytes" bigint NOT NULL,
	"sha256" text NOT NULL,
	"media_type" text NOT NULL,
	"storage_key" text NOT NULL,
	"run_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "files_bytes" CHECK ("files"."bytes" >= 0)
);
--> statement-breakpoint
ALTER TABLE "files" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"org_id" uuid NOT NULL,
	"key" text NOT NULL,
	"body_hash" text NOT NULL,
	"result_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_org_id_key_pk" PRIMARY KEY("org_id","key")
);
--> statement-breakpoint
ALTER TABLE "idempotency_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "job_files" (
	"org_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"file_id" uuid NOT NULL,
	"path" text NOT NULL,
	CONSTRAINT "job_files_job_id_file_id_pk" PRIMARY KEY("job_id","file_id"),
	CONSTRAINT "job_files_path" UNIQUE("job_id","path")
);
--> statement-breakpoint
ALTER TABLE "job_files" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"title" text NOT NULL,
	"brief" text NOT NULL,
	"mode" text NOT NULL,
	"tier" text NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"budget" bigint NOT NULL,
	"event_seq" bigint DEFAULT 0 NOT NULL,
	"posted_by_user_id" uuid,
	"posted_by_key_id" uuid,
	"posted_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"accepted_at" timestamp (3) with time zone,
	CONSTRAINT "jobs_budget" CHECK ("jobs"."budget" > 0),
	CONSTRAINT "jobs_status" CHECK ("jobs"."status" in ('queued', 'working', 'waiting', 'review', 'failed', 'paused', 'accepted', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "jobs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"agent_version_id" uuid NOT NULL,
	"lane" integer NOT NULL,
	"pool" text NOT NULL,
	"tier" text NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"lease_epoch" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"worker_id" uuid,
	"shift_no" integer DEFAULT 0 NOT NULL,
	"admitted_at" timestamp (3) with time zone,
	"cancel_requested_at" timestamp (3) with time zone,
	"steps" integer DEFAULT 0 NOT NULL,
	"input_tokens" bigint DEFAULT 0 NOT NULL,
	"output_tokens" bigint DEFAULT 0 NOT NULL,
	"cost" numeric(38, 0) DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "runs_lane" UNIQUE("job_id","lane"),
	CONSTRAINT "runs_status" CHECK ("runs"."status" in ('queued', 'working', 'waiting', 'paused', 'delivered', 'failed', 'cancelled')),
	CONSTRAINT "runs_waiting_has_reason" CHECK ("runs"."status" <> 'waiting' or "runs"."reason" in ('question', 'approval', 'budget')),
	CONSTRAINT "runs_counts" CHECK ("runs"."steps" >= 0 and "runs"."cost" >= 0 and "runs"."input_tokens" >= 0 and "runs"."output_tokens" >= 0)
);
--> statement-breakpoint
ALTER TABLE "runs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"hash" text NOT NULL,
	"role" text NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_hash" UNIQUE("hash"),
	CONSTRAINT "api_keys_role" CHECK ("api_keys"."role" in ('owner', 'admin', 'billing', 'member'))
);
--> statement-breakpoint
ALTER TABLE "api_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "members" (
	"org_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "members_org_id_user_id_pk" PRIMARY KEY("org_id","user_id"),
	CONSTRAINT "members_role" CHECK ("members"."role" in ('owner', 'admin', 'billing', 'member'))
);
--> statement-breakpoint
ALTER TABLE "members" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"is_demo" boolean DEFAULT false NOT NULL,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organizations_slug_unique" UNIQUE("slug"),
	CONSTRAINT "organizations_slug" CHECK ("organizations"."slug" ~ '^[a-z0-9][a-z0-9-]{0,62}$')
);
--> statement-breakpoint
ALTER TABLE "organizations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "user_identities" (
	"provider" text NOT NULL,
	"subject" text NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_identities_provider_subject_pk" PRIMARY KEY("provider","subject")
);
--> statement-breakpoint
ALTER TABLE "user_identities" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"is_operator" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email"),
	CONSTRAINT "users_email_lower" CHECK ("users"."email" = lower("users"."email"))
);
--> statement-breakpoint
ALTER TABLE "users" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "audit_log" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "workers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"pid" integer NOT NULL,
	"host" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "workers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "attempts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"step_no" integer NOT NULL,
	"no" integer NOT NULL,
	"purpose" text NOT NULL,
	"lease_epoch" integer NOT NULL,
	"model_id" uuid NOT NULL,
	"tier" text NOT NULL,
	"rate_card_id" uuid NOT NULL,
	"input_bound" bigint NOT NULL,
	"max_output" integer NOT NULL,
	"state" text NOT NULL,
	"failure" text,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "attempts_fact" UNIQUE("run_id","step_no","no"),
	CONSTRAINT "attempts_state" CHECK ("attempts"."state" in ('open', 'settled', 'failed', 'lost', 'cancelled')),
	CONSTRAINT "attempts_ended" CHECK (("attempts"."state" = 'open') = ("attempts"."ended_at" is null))
);
--> statement-breakpoint
ALTER TABLE "attempts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "run_drafts" (
	"run_id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"step_no" integer NOT NULL,
	"text" text NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "run_drafts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "steps" (
	"run_id" uuid NOT NULL,
	"no" integer NOT NULL,
	"org_id" uuid NOT NULL,
	"attempt_id" uuid NOT NULL,
	"parts" jsonb NOT NULL,
	"finish" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "steps_run_id_no_pk" PRIMARY KEY("run_id","no"),
	CONSTRAINT "steps_attempt_id_unique" UNIQUE("attempt_id")
);
--> statement-breakpoint
ALTER TABLE "steps" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "tool_calls" (
	"run_id" uuid NOT NULL,
	"step_no" integer NOT NULL,
	"position" integer NOT NULL,
	"org_id" uuid NOT NULL,
	"call_id" text NOT NULL,
	"name" text NOT NULL,
	"args" jsonb NOT NULL,
	"state" text NOT NULL,
	"content" text,
	"is_error" text,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "tool_calls_run_id_step_no_position_pk" PRIMARY KEY("run_id","step_no","position"),
	CONSTRAINT "tool_calls_state" CHECK ("tool_calls"."state" in ('pending', 'started', 'done')),
	CONSTRAINT "tool_calls_answered" CHECK (("tool_calls"."state" = 'done') = ("tool_calls"."content" is not null and "tool_calls"."is_error" is not null))
);
--> statement-breakpoint
ALTER TABLE "tool_calls" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "caps" ADD CONSTRAINT "caps_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charge_lines" ADD CONSTRAINT "charge_lines_event_id_usage_events_attempt_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."usage_events"("attempt_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charge_lines" ADD CONSTRAINT "charge_lines_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charge_lines" ADD CONSTRAINT "charge_lines_rate_card_id_rate_cards_id_fk" FOREIGN KEY ("rate_card_id") REFERENCES "public"."rate_cards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credits" ADD CONSTRAINT "credits_event_id_usage_events_attempt_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."usage_events"("attempt_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credits" ADD CONSTRAINT "credits_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_event_id_usage_events_attempt_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."usage_events"("attempt_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_debit_accounts_code_fk" FOREIGN KEY ("debit") REFERENCES "public"."accounts"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_credit_accounts_code_fk" FOREIGN KEY ("credit") REFERENCES "public"."accounts"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_events" ADD CONSTRAINT "usage_events_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_events" ADD CONSTRAINT "usage_events_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_events" ADD CONSTRAINT "usage_events_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_events" ADD CONSTRAINT "usage_events_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_events" ADD CONSTRAINT "usage_events_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_events" ADD CONSTRAINT "usage_events_rate_card_id_rate_cards_id_fk" FOREIGN KEY ("rate_card_id") REFERENCES "public"."rate_cards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waste" ADD CONSTRAINT "waste_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waste" ADD CONSTRAINT "waste_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waste" ADD CONSTRAINT "waste_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_versions" ADD CONSTRAINT "agent_versions_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_versions" ADD CONSTRAINT "agent_versions_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agents" ADD CONSTRAINT "agents_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rates" ADD CONSTRAINT "rates_rate_card_id_rate_cards_id_fk" FOREIGN KEY ("rate_card_id") REFERENCES "public"."rate_cards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rates" ADD CONSTRAINT "rates_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliverable_files" ADD CONSTRAINT "deliverable_files_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliverable_files" ADD CONSTRAINT "deliverable_files_run_id_deliverables_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."deliverables"("run_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliverable_files" ADD CONSTRAINT "deliverable_files_file_id_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliverables" ADD CONSTRAINT "deliverables_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliverables" ADD CONSTRAINT "deliverables_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliverables" ADD CONSTRAINT "deliverables_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_files" ADD CONSTRAINT "job_files_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_files" ADD CONSTRAINT "job_files_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_files" ADD CONSTRAINT "job_files_file_id_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_agent_version_id_agent_versions_id_fk" FOREIGN KEY ("agent_version_id") REFERENCES "public"."agent_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_identities" ADD CONSTRAINT "user_identities_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_rate_card_id_rate_cards_id_fk" FOREIGN KEY ("rate_card_id") REFERENCES "public"."rate_cards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_drafts" ADD CONSTRAINT "run_drafts_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_drafts" ADD CONSTRAINT "run_drafts_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "steps" ADD CONSTRAINT "steps_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "steps" ADD CONSTRAINT "steps_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "steps" ADD CONSTRAINT "steps_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tool_calls" ADD CONSTRAINT "tool_calls_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tool_calls" ADD CONSTRAINT "tool_calls_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "holds_open" ON "holds" USING btree ("org_id") WHERE "holds"."state" = 'open';--> statement-breakpoint
CREATE INDEX "invoices_org" ON "invoices" USING btree ("org_id","issued_at");--> statement-breakpoint
CREATE UNIQUE INDEX "transfers_attempt_kind" ON "transfers" USING btree ("attempt_id","kind");--> statement-breakpoint
CREATE UNIQUE INDEX "transfers_cause" ON "transfers" USING btree ("org_id","kind","cause");--> statement-breakpoint
CREATE INDEX "transfers_org_time" ON "transfers" USING btree ("org_id","created_at");--> statement-breakpoint
CREATE INDEX "usage_events_org_time" ON "usage_events" USING btree ("org_id","created_at");--> statement-breakpoint
CREATE INDEX "usage_events_job" ON "usage_events" USING btree ("job_id");--> statement-breakpoint
CREATE INDEX "waste_job" ON "waste" USING btree ("job_id");--> statement-breakpoint
CREATE INDEX "rates_model" ON "rates" USING btree ("model_id");--> statement-breakpoint
CREATE INDEX "events_org" ON "events" USING btree ("org_id","created_at");--> statement-breakpoint
CREATE INDEX "deliverables_job" ON "deliverables" USING btree ("job_id");--> statement-breakpoint
CREATE INDEX "files_org" ON "files" USING btree ("org_id","created_at");--> statement-breakpoint
CREATE INDEX "jobs_org_created" ON "jobs" USING btree ("org_id","created_at" DESC NULLS LAST,"id");--> statement-breakpoint
CREATE INDEX "runs_queued" ON "runs" USING btree ("created_at") WHERE "runs"."status" = 'queued';--> statement-breakpoint
CREATE INDEX "runs_leased" ON "runs" USING btree ("pool","lease_until") WHERE "runs"."status" in ('queued', 'working');--> statement-breakpoint
CREATE INDEX "api_keys_org" ON "api_keys" USING btree ("org_id");--> statement-breakpoint
CREATE INDEX "members_user" ON "members" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "audit_log_org" ON "audit_log" USING btree ("org_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "attempts_one_charged" ON "attempts" USING btree ("run_id","step_no") WHERE "attempts"."state" = 'settled';--> statement-breakpoint
CREATE UNIQUE INDEX "attempts_one_open" ON "attempts" USING btree ("run_id") WHERE "attempts"."state" = 'open';--> statement-breakpoint
CREATE INDEX "attempts_job" ON "attempts" USING btree ("job_id");--> statement-breakpoint
CREATE INDEX "run_drafts_job" ON "run_drafts" USING btree ("job_id");--> statement-breakpoint
CREATE POLICY "own_and_agency" ON "accounts" AS PERMISSIVE FOR SELECT TO "hireling_app" USING ("accounts"."org_id" is null or "accounts"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "accounts" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "caps" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("caps"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("caps"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "caps" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "charge_lines" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("charge_lines"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("charge_lines"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "charge_lines" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "credits" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("credits"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("credits"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "credits" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "holds" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("holds"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("holds"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "holds" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "invoice_counters" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "invoice_lines" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("invoice_lines"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("invoice_lines"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "invoice_lines" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "invoices" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("invoices"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("invoices"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "invoices" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "transfers" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("transfers"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("transfers"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "transfers" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "usage_events" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("usage_events"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("usage_events"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "usage_events" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "wallets" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("wallets"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("wallets"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "wallets" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "waste" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("waste"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("waste"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "waste" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "public_reads" ON "agent_versions" AS PERMISSIVE FOR SELECT TO "hireling_app" USING (true);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "agent_versions" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "public_reads" ON "agents" AS PERMISSIVE FOR SELECT TO "hireling_app" USING (true);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "agents" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "public_reads" ON "models" AS PERMISSIVE FOR SELECT TO "hireling_app" USING (true);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "models" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "public_reads" ON "rate_cards" AS PERMISSIVE FOR SELECT TO "hireling_app" USING (true);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "rate_cards" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "public_reads" ON "rates" AS PERMISSIVE FOR SELECT TO "hireling_app" USING (true);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "rates" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "events" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("events"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("events"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "events" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "deliverable_files" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("deliverable_files"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("deliverable_files"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "deliverable_files" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "deliverables" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("deliverables"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("deliverables"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "deliverables" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "files" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("files"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("files"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "files" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "idempotency_keys" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("idempotency_keys"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("idempotency_keys"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "idempotency_keys" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "job_files" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("job_files"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("job_files"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "job_files" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "jobs" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("jobs"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("jobs"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "jobs" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "runs" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("runs"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("runs"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "runs" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "api_keys" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("api_keys"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("api_keys"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "api_keys" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "members" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("members"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("members"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "members" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "organizations" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("organizations"."id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("organizations"."id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "organizations" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "user_identities" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "users" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "audit_log" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("audit_log"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("audit_log"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "audit_log" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "workers" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "attempts" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("attempts"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("attempts"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "attempts" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "run_drafts" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("run_drafts"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("run_drafts"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "run_drafts" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "steps" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("steps"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("steps"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "steps" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "tool_calls" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("tool_calls"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("tool_calls"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "tool_calls" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);