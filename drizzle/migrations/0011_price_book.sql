CREATE TABLE "markups" (
	"kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"bps" integer NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "markups_kind_subject_id_pk" PRIMARY KEY("kind","subject_id"),
	CONSTRAINT "markups_bps" CHECK ("markups"."bps" between -9999 and 100000)
);
--> statement-breakpoint
ALTER TABLE "markups" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "price_draft_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"draft_id" uuid NOT NULL,
	"model_id" uuid NOT NULL,
	"tier" text NOT NULL,
	"component" text NOT NULL,
	"cost" text NOT NULL,
	"sell" text,
	"above_input" integer,
	"above_operator" text,
	CONSTRAINT "price_draft_lines_line" UNIQUE NULLS NOT DISTINCT("draft_id","model_id","tier","component","above_input"),
	CONSTRAINT "price_draft_lines_threshold" CHECK (("price_draft_lines"."above_input" is null) = ("price_draft_lines"."above_operator" is null))
);
--> statement-breakpoint
ALTER TABLE "price_draft_lines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "price_drafts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"note" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"published_as" uuid
);
--> statement-breakpoint
ALTER TABLE "price_drafts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "rates" DROP CONSTRAINT "rates_price";--> statement-breakpoint
ALTER TABLE "usage_events" ADD COLUMN "markups" integer[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD COLUMN "confirmed_at" timestamp (3) with time zone DEFAULT now();--> statement-breakpoint
ALTER TABLE "rate_cards" ADD COLUMN "withdrawn_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "rates" ADD COLUMN "sell_price" bigint;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "markups" integer[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "price_draft_lines" ADD CONSTRAINT "price_draft_lines_draft_id_price_drafts_id_fk" FOREIGN KEY ("draft_id") REFERENCES "public"."price_drafts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_draft_lines" ADD CONSTRAINT "price_draft_lines_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_drafts" ADD CONSTRAINT "price_drafts_published_as_rate_cards_id_fk" FOREIGN KEY ("published_as") REFERENCES "public"."rate_cards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "price_draft_lines_model" ON "price_draft_lines" USING btree ("model_id");--> statement-breakpoint
ALTER TABLE "rate_cards" ADD CONSTRAINT "rate_cards_provisional" CHECK ("rate_cards"."confirmed_at" is not null or "rate_cards"."valid_to" is null);--> statement-breakpoint
ALTER TABLE "rate_cards" ADD CONSTRAINT "rate_cards_withdrawn" CHECK ("rate_cards"."withdrawn_at" is null or "rate_cards"."confirmed_at" is null);--> statement-breakpoint
ALTER TABLE "rates" ADD CONSTRAINT "rates_price" CHECK ("rates"."price" >= 0 and "rates"."sell_price" >= 0);--> statement-breakpoint
CREATE POLICY "models_and_own" ON "markups" AS PERMISSIVE FOR SELECT TO "hireling_app" USING ("markups"."kind" = 'model' or "markups"."subject_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "markups" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "price_draft_lines" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "price_drafts" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);
--> statement-breakpoint
-- A provisional card is announced, not in force: only confirmed ones must not overlap.
ALTER TABLE "rate_cards" DROP CONSTRAINT "rate_cards_no_overlap";
--> statement-breakpoint
ALTER TABLE "rate_cards" ADD CONSTRAINT "rate_cards_no_overlap"
  EXCLUDE USING gist (tstzrange("valid_from", "valid_to") WITH &&) WHERE ("confirmed_at" IS NOT NULL);
--> statement-breakpoint
-- A published card never changes: it is confirmed or withdrawn once, and ends once, when its successor begins.
CREATE FUNCTION "guard_rate_card"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'rate card % was published and stays', OLD.version USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.id, NEW.version, NEW.note, NEW.created_at) IS DISTINCT FROM (OLD.id, OLD.version, OLD.note, OLD.created_at)
    OR (NEW.valid_from <> OLD.valid_from AND (OLD.confirmed_at IS NOT NULL OR NEW.confirmed_at IS NULL))
    OR (OLD.valid_to IS NOT NULL AND NEW.valid_to IS DISTINCT FROM OLD.valid_to)
    OR (OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at)
    OR (OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at, NEW.confirmed_at) IS DISTINCT FROM (OLD.withdrawn_at, OLD.confirmed_at))
  THEN
    RAISE EXCEPTION 'rate card % was published and never changes', OLD.version USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER "published_card_stays" BEFORE UPDATE OR DELETE ON "rate_cards"
  FOR EACH ROW EXECUTE FUNCTION "guard_rate_card"();
--> statement-breakpoint
-- Lines come in the transaction that writes their card, and never after it.
CREATE FUNCTION "guard_rates"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM public.rate_cards WHERE id IN (SELECT rate_card_id FROM written)
      AND xmin IS DISTINCT FROM pg_current_xact_id_if_assigned()::xid
  ) THEN
    RAISE EXCEPTION 'a published rate card gets no further lines' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "published_card_gets_no_lines" AFTER INSERT ON "rates" REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION "guard_rates"();
