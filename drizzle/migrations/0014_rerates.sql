CREATE TABLE "invoice_adjustments" (
	"delta_id" uuid PRIMARY KEY NOT NULL,
	"invoice_id" uuid NOT NULL,
	"org_id" uuid NOT NULL,
	"no" integer NOT NULL,
	"amount" bigint NOT NULL,
	CONSTRAINT "invoice_adjustments_no" UNIQUE("invoice_id","no")
);
--> statement-breakpoint
ALTER TABLE "invoice_adjustments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rerate_deltas" (
	"id" uuid PRIMARY KEY NOT NULL,
	"rerate_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"org_id" uuid NOT NULL,
	"no" integer NOT NULL,
	"billed" bigint NOT NULL,
	"rerated" bigint NOT NULL,
	"credited" bigint NOT NULL,
	"amount" bigint GENERATED ALWAYS AS (rerated - billed - credited) STORED NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "rerate_deltas_once" UNIQUE("rerate_id","event_id"),
	CONSTRAINT "rerate_deltas_owner" UNIQUE("id","org_id"),
	CONSTRAINT "rerate_deltas_no" UNIQUE("event_id","no"),
	CONSTRAINT "rerate_deltas_first" CHECK ("rerate_deltas"."no" >= 1),
	CONSTRAINT "rerate_deltas_prices" CHECK ("rerate_deltas"."billed" >= 0 and "rerate_deltas"."rerated" >= 0 and "rerate_deltas"."billed" <> "rerate_deltas"."rerated"),
	CONSTRAINT "rerate_deltas_credited" CHECK ("rerate_deltas"."credited" between least(0, "rerate_deltas"."rerated" - "rerate_deltas"."billed") and greatest(0, "rerate_deltas"."rerated" - "rerate_deltas"."billed"))
);
--> statement-breakpoint
ALTER TABLE "rerate_deltas" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rerate_lines" (
	"delta_id" uuid NOT NULL,
	"component" text NOT NULL,
	"org_id" uuid NOT NULL,
	"quantity" bigint NOT NULL,
	"rate" numeric NOT NULL,
	"unit" integer NOT NULL,
	"amount" bigint NOT NULL,
	CONSTRAINT "rerate_lines_delta_id_component_pk" PRIMARY KEY("delta_id","component"),
	CONSTRAINT "rerate_lines_quantity" CHECK ("rerate_lines"."quantity" >= 0 and "rerate_lines"."amount" >= 0 and "rerate_lines"."rate" >= 0),
	CONSTRAINT "rerate_lines_unit" CHECK ("rerate_lines"."unit" in (1000000, 1000))
);
--> statement-breakpoint
ALTER TABLE "rerate_lines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rerate_organizations" (
	"rerate_id" uuid NOT NULL,
	"org_id" uuid NOT NULL,
	"last_at" timestamp (3) with time zone,
	"last_event_id" uuid,
	"calls" integer DEFAULT 0 NOT NULL,
	"unpriced" integer DEFAULT 0 NOT NULL,
	"adjusted" integer DEFAULT 0 NOT NULL,
	"delta" numeric(38, 0) DEFAULT 0 NOT NULL,
	"credited" numeric(38, 0) DEFAULT 0 NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "rerate_organizations_rerate_id_org_id_pk" PRIMARY KEY("rerate_id","org_id"),
	CONSTRAINT "rerate_organizations_last" CHECK (("rerate_organizations"."last_at" is null) = ("rerate_organizations"."last_event_id" is null))
);
--> statement-breakpoint
ALTER TABLE "rerate_organizations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rerates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"rate_card_id" uuid NOT NULL,
	"period_from" timestamp (3) with time zone NOT NULL,
	"period_to" timestamp (3) with time zone NOT NULL,
	"model_id" uuid,
	"only_org_id" uuid,
	"reason" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "rerates_period" CHECK ("rerates"."period_from" < "rerates"."period_to" and "rerates"."period_to" <= "rerates"."created_at")
);
--> statement-breakpoint
ALTER TABLE "rerates" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "invoice_adjustments" ADD CONSTRAINT "invoice_adjustments_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_adjustments" ADD CONSTRAINT "invoice_adjustments_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_adjustments" ADD CONSTRAINT "invoice_adjustments_delta" FOREIGN KEY ("delta_id","org_id") REFERENCES "public"."rerate_deltas"("id","org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rerate_deltas" ADD CONSTRAINT "rerate_deltas_event_id_usage_events_attempt_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."usage_events"("attempt_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rerate_deltas" ADD CONSTRAINT "rerate_deltas_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rerate_deltas" ADD CONSTRAINT "rerate_deltas_rerate" FOREIGN KEY ("rerate_id","org_id") REFERENCES "public"."rerate_organizations"("rerate_id","org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rerate_lines" ADD CONSTRAINT "rerate_lines_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rerate_lines" ADD CONSTRAINT "rerate_lines_delta" FOREIGN KEY ("delta_id","org_id") REFERENCES "public"."rerate_deltas"("id","org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rerate_organizations" ADD CONSTRAINT "rerate_organizations_rerate_id_rerates_id_fk" FOREIGN KEY ("rerate_id") REFERENCES "public"."rerates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rerate_organizations" ADD CONSTRAINT "rerate_organizations_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rerates" ADD CONSTRAINT "rerates_rate_card_id_rate_cards_id_fk" FOREIGN KEY ("rate_card_id") REFERENCES "public"."rate_cards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rerates" ADD CONSTRAINT "rerates_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rerates" ADD CONSTRAINT "rerates_only_org_id_organizations_id_fk" FOREIGN KEY ("only_org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "rerate_deltas_org" ON "rerate_deltas" USING btree ("org_id");--> statement-breakpoint
CREATE UNIQUE INDEX "rerates_one_under_way" ON "rerates" USING btree (("ended_at" is null)) WHERE "rerates"."ended_at" is null;--> statement-breakpoint
CREATE POLICY "own_organization" ON "invoice_adjustments" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("invoice_adjustments"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("invoice_adjustments"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "invoice_adjustments" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "rerate_deltas" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("rerate_deltas"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("rerate_deltas"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "rerate_deltas" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "rerate_lines" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("rerate_lines"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("rerate_lines"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "rerate_lines" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_organization" ON "rerate_organizations" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("rerate_organizations"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("rerate_organizations"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "rerate_organizations" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "whoever_it_touches" ON "rerates" AS PERMISSIVE FOR SELECT TO "hireling_app" USING (exists (select from rerate_organizations o where o.rerate_id = "rerates"."id" and o.org_id = nullif(current_setting('app.org_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "rerates" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);
--> statement-breakpoint
-- An invoice takes its adjustments before it has its number and its row.
ALTER TABLE "invoice_adjustments" ALTER CONSTRAINT "invoice_adjustments_invoice_id_invoices_id_fk" DEFERRABLE INITIALLY DEFERRED;
--> statement-breakpoint
-- What was said stays as it was said: a re-rating ends once, and that is all that happens to it.
CREATE FUNCTION "guard_rerate"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL
    OR (NEW.id, NEW.rate_card_id, NEW.period_from, NEW.period_to, NEW.model_id, NEW.only_org_id, NEW.reason, NEW.created_by, NEW.created_at)
      IS DISTINCT FROM (OLD.id, OLD.rate_card_id, OLD.period_from, OLD.period_to, OLD.model_id, OLD.only_org_id, OLD.reason, OLD.created_by, OLD.created_at)
  THEN
    RAISE EXCEPTION 'a re-rating is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER "rerate_stays" BEFORE UPDATE OR DELETE ON "rerates"
  FOR EACH ROW EXECUTE FUNCTION "guard_rerate"();
--> statement-breakpoint
-- Each delta is an entry of its own in its organization's chain.
CREATE FUNCTION "queue_rerate_for_seal"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.unsealed (org_id, kind, ref_id) SELECT org_id, 'rerate', id FROM written;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "queue_for_seal" AFTER INSERT ON "rerate_deltas" REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION "queue_rerate_for_seal"();
