CREATE TABLE "budgets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"limit" numeric(38, 0) NOT NULL,
	"alert_percents" integer[] DEFAULT '{50,80,100}'::integer[] NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "budgets_subject" UNIQUE("kind","subject_id"),
	CONSTRAINT "budgets_limit" CHECK ("budgets"."limit" >= 0)
);
--> statement-breakpoint
ALTER TABLE "budgets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "cap_alerts" (
	"cap_id" uuid NOT NULL,
	"percent" integer NOT NULL,
	"org_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "cap_alerts_cap_id_percent_pk" PRIMARY KEY("cap_id","percent")
);
--> statement-breakpoint
ALTER TABLE "cap_alerts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "projects" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"name" text NOT NULL,
	"cost_centre" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	CONSTRAINT "projects_name" UNIQUE("org_id","name")
);
--> statement-breakpoint
ALTER TABLE "projects" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "billing_profiles" (
	"org_id" uuid PRIMARY KEY NOT NULL,
	"legal_name" text NOT NULL,
	"address" text NOT NULL,
	"country" text NOT NULL,
	"vat_id" text,
	"reverse_charge" boolean DEFAULT false NOT NULL,
	"tax_bps" integer,
	"purchase_order" text,
	"cost_centre" text,
	"email" text,
	"terms_days" integer DEFAULT 14 NOT NULL,
	CONSTRAINT "billing_profiles_country" CHECK ("billing_profiles"."country" ~ '^[A-Z]{2}$'),
	CONSTRAINT "billing_profiles_tax" CHECK ("billing_profiles"."tax_bps" is null or "billing_profiles"."tax_bps" between 0 and 10000),
	CONSTRAINT "billing_profiles_terms" CHECK ("billing_profiles"."terms_days" between 0 and 365)
);
--> statement-breakpoint
ALTER TABLE "billing_profiles" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "credit_note_lines" (
	"credit_note_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"org_id" uuid NOT NULL,
	"no" integer NOT NULL,
	"amount" bigint NOT NULL,
	CONSTRAINT "credit_note_lines_credit_note_id_event_id_pk" PRIMARY KEY("credit_note_id","event_id"),
	CONSTRAINT "credit_note_lines_amount" CHECK ("credit_note_lines"."amount" > 0)
);
--> statement-breakpoint
ALTER TABLE "credit_note_lines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "invoice_payments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"method" text NOT NULL,
	"note" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "invoice_payments_amount" CHECK ("invoice_payments"."amount" > 0)
);
--> statement-breakpoint
ALTER TABLE "invoice_payments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "monthly_closes" (
	"org_id" uuid NOT NULL,
	"month" text NOT NULL,
	"invoice_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "monthly_closes_org_id_month_pk" PRIMARY KEY("org_id","month")
);
--> statement-breakpoint
ALTER TABLE "monthly_closes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "tax_rates" (
	"country" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"bps" integer NOT NULL,
	CONSTRAINT "tax_rates_bps" CHECK ("tax_rates"."bps" between 0 and 10000)
);
--> statement-breakpoint
ALTER TABLE "tax_rates" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"href" text,
	"cause" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"read_at" timestamp (3) with time zone,
	CONSTRAINT "notifications_cause" UNIQUE("org_id","cause")
);
--> statement-breakpoint
ALTER TABLE "notifications" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"target" text NOT NULL,
	"payload" jsonb NOT NULL,
	"cause" text NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"failure" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbox_cause" UNIQUE("channel","target","cause"),
	CONSTRAINT "outbox_channel" CHECK ("outbox"."channel" in ('email', 'webhook'))
);
--> statement-breakpoint
ALTER TABLE "outbox" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "webhook_endpoints" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"url" text NOT NULL,
	"secret" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"disabled_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "auto_topups" (
	"org_id" uuid PRIMARY KEY NOT NULL,
	"threshold" bigint NOT NULL,
	"amount" bigint NOT NULL,
	"stripe_customer" text,
	"stripe_payment_method" text,
	"enabled" boolean DEFAULT false NOT NULL,
	"paused_until" timestamp (3) with time zone,
	CONSTRAINT "auto_topups_amounts" CHECK ("auto_topups"."threshold" > 0 and "auto_topups"."amount" > 0)
);
--> statement-breakpoint
ALTER TABLE "auto_topups" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "hold_draws" (
	"attempt_id" uuid NOT NULL,
	"promotion_id" uuid NOT NULL,
	"org_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"spent" bigint,
	CONSTRAINT "hold_draws_attempt_id_promotion_id_pk" PRIMARY KEY("attempt_id","promotion_id"),
	CONSTRAINT "hold_draws_amount" CHECK ("hold_draws"."amount" > 0 and ("hold_draws"."spent" is null or ("hold_draws"."spent" >= 0 and "hold_draws"."spent" <= "hold_draws"."amount")))
);
--> statement-breakpoint
ALTER TABLE "hold_draws" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "promotions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"name" text NOT NULL,
	"amount" bigint NOT NULL,
	"remaining" bigint NOT NULL,
	"held" bigint DEFAULT 0 NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"cause" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "promotions_cause" UNIQUE("org_id","cause"),
	CONSTRAINT "promotions_amounts" CHECK ("promotions"."amount" > 0 and "promotions"."held" >= 0 and "promotions"."remaining" >= "promotions"."held" and "promotions"."remaining" <= "promotions"."amount")
);
--> statement-breakpoint
ALTER TABLE "promotions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "stripe_events" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "stripe_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "topups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"method" text NOT NULL,
	"amount" bigint NOT NULL,
	"state" text NOT NULL,
	"automatic" boolean DEFAULT false NOT NULL,
	"stripe_session" text,
	"stripe_payment_intent" text,
	"note" text,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "topups_session" UNIQUE("stripe_session"),
	CONSTRAINT "topups_intent" UNIQUE("stripe_payment_intent"),
	CONSTRAINT "topups_amount" CHECK ("topups"."amount" > 0),
	CONSTRAINT "topups_state" CHECK ("topups"."state" in ('pending', 'paid', 'failed', 'expired', 'refunded')),
	CONSTRAINT "topups_ended" CHECK (("topups"."state" = 'pending') = ("topups"."ended_at" is null))
);
--> statement-breakpoint
ALTER TABLE "topups" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "seal_heads" (
	"org_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	"key_id" uuid NOT NULL,
	"signature" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "seal_heads_org_id_seq_pk" PRIMARY KEY("org_id","seq")
);
--> statement-breakpoint
ALTER TABLE "seal_heads" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "seals" (
	"org_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"kind" text NOT NULL,
	"ref_id" uuid NOT NULL,
	"digest" text NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "seals_org_id_seq_pk" PRIMARY KEY("org_id","seq"),
	CONSTRAINT "seals_ref" UNIQUE("kind","ref_id"),
	CONSTRAINT "seals_hex" CHECK ("seals"."digest" ~ '^[0-9a-f]{64}$' and "seals"."hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
ALTER TABLE "seals" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"public_key" text NOT NULL,
	"private_key" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "signing_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "invoices" DROP CONSTRAINT "invoices_sum";--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "kind" text DEFAULT 'invoice' NOT NULL;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "corrects_id" uuid;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "month" text;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "tax_bps" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "tax" numeric(38, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "tax_note" text;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "purchase_order" text;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "first_seal" bigint;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "last_seal" bigint;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "due_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "wallets" ADD COLUMN "promotional" numeric(38, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "project_id" uuid;--> statement-breakpoint
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cap_alerts" ADD CONSTRAINT "cap_alerts_cap_id_caps_id_fk" FOREIGN KEY ("cap_id") REFERENCES "public"."caps"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cap_alerts" ADD CONSTRAINT "cap_alerts_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_profiles" ADD CONSTRAINT "billing_profiles_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_note_lines" ADD CONSTRAINT "credit_note_lines_credit_note_id_invoices_id_fk" FOREIGN KEY ("credit_note_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_note_lines" ADD CONSTRAINT "credit_note_lines_event_id_usage_events_attempt_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."usage_events"("attempt_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_note_lines" ADD CONSTRAINT "credit_note_lines_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_payments" ADD CONSTRAINT "invoice_payments_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_payments" ADD CONSTRAINT "invoice_payments_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "monthly_closes" ADD CONSTRAINT "monthly_closes_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "monthly_closes" ADD CONSTRAINT "monthly_closes_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auto_topups" ADD CONSTRAINT "auto_topups_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hold_draws" ADD CONSTRAINT "hold_draws_attempt_id_holds_attempt_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."holds"("attempt_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hold_draws" ADD CONSTRAINT "hold_draws_promotion_id_promotions_id_fk" FOREIGN KEY ("promotion_id") REFERENCES "public"."promotions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hold_draws" ADD CONSTRAINT "hold_draws_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promotions" ADD CONSTRAINT "promotions_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "topups" ADD CONSTRAINT "topups_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seal_heads" ADD CONSTRAINT "seal_heads_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seals" ADD CONSTRAINT "seals_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cap_alerts_org" ON "cap_alerts" USING btree ("org_id");--> statement-breakpoint
CREATE INDEX "credit_note_lines_event" ON "credit_note_lines" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "invoice_payments_invoice" ON "invoice_payments" USING btree ("invoice_id");--> statement-breakpoint
CREATE INDEX "notifications_org" ON "notifications" USING btree ("org_id","created_at");--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("next_try_at") WHERE "outbox"."sent_at" is null;--> statement-breakpoint
CREATE INDEX "webhook_endpoints_org" ON "webhook_endpoints" USING btree ("org_id");--> statement-breakpoint
CREATE INDEX "promotions_live" ON "promotions" USING btree ("org_id","expires_at") WHERE "promotions"."remaining" > 0;--> statement-breakpoint
CREATE INDEX "topups_org" ON "topups" USING btree ("org_id","created_at");--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_kind" CHECK (("invoices"."kind" = 'credit_note') = ("invoices"."corrects_id" is not null));--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_sum" CHECK ("invoices"."total" = "invoices"."exact_total" + "invoices"."tax" + "invoices"."carried_in" + "invoices"."rounding");--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_promotional" CHECK ("wallets"."promotional" >= 0);--> statement-breakpoint
CREATE POLICY "own_organization" ON "budgets" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("budgets"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("budgets"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "budgets" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "cap_alerts" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("cap_alerts"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("cap_alerts"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "cap_alerts" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "projects" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("projects"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("projects"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "projects" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "billing_profiles" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("billing_profiles"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("billing_profiles"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "billing_profiles" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "credit_note_lines" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("credit_note_lines"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("credit_note_lines"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "credit_note_lines" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "invoice_payments" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("invoice_payments"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("invoice_payments"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "invoice_payments" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "monthly_closes" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("monthly_closes"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("monthly_closes"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "monthly_closes" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "public_reads" ON "tax_rates" AS PERMISSIVE FOR SELECT TO "hireling_app" USING (true);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "tax_rates" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "notifications" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("notifications"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("notifications"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "notifications" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "outbox" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("outbox"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("outbox"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "outbox" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "webhook_endpoints" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("webhook_endpoints"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("webhook_endpoints"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "webhook_endpoints" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "auto_topups" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("auto_topups"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("auto_topups"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "auto_topups" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "hold_draws" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("hold_draws"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("hold_draws"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "hold_draws" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "promotions" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("promotions"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("promotions"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "promotions" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "stripe_events" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "topups" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("topups"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("topups"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "topups" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "seal_heads" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("seal_heads"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("seal_heads"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "seal_heads" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "seals" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("seals"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("seals"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "seals" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "signing_keys" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);