CREATE TABLE "chargebacks" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_intent" text NOT NULL,
	"amount" bigint NOT NULL,
	"withdrawn" boolean NOT NULL,
	"reinstated" boolean NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chargebacks_amount" CHECK ("chargebacks"."amount" >= 0),
	CONSTRAINT "chargebacks_state" CHECK ("chargebacks"."state" in ('open', 'won', 'lost'))
);
--> statement-breakpoint
ALTER TABLE "chargebacks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP INDEX "rerates_one_under_way";--> statement-breakpoint
DROP INDEX "topups_owed";--> statement-breakpoint
ALTER TABLE "wallets" ADD COLUMN "owed" numeric(38, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "topups" ADD COLUMN "charged_back" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "topups" ADD COLUMN "recovered" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "topups" ADD COLUMN "chargeback" text;--> statement-breakpoint
ALTER TABLE "rerate_organizations" ADD COLUMN "failures" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "rerate_organizations" ADD COLUMN "failure" text;--> statement-breakpoint
ALTER TABLE "rerate_organizations" ADD COLUMN "next_try_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "rerate_organizations" ADD COLUMN "left_out_by" text;--> statement-breakpoint
ALTER TABLE "rerate_organizations" ADD COLUMN "left_out_reason" text;--> statement-breakpoint
CREATE INDEX "chargebacks_intent" ON "chargebacks" USING btree ("payment_intent");--> statement-breakpoint
CREATE INDEX "wallets_owing" ON "wallets" USING btree ("org_id") WHERE "wallets"."owed" > 0;--> statement-breakpoint
CREATE INDEX "rerate_organizations_open" ON "rerate_organizations" USING btree ("org_id") WHERE "rerate_organizations"."ended_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "rerates_same_under_way" ON "rerates" USING btree ("rate_card_id","period_from","period_to",coalesce("model_id", '00000000-0000-0000-0000-000000000000'::uuid),coalesce("only_org_id", '00000000-0000-0000-0000-000000000000'::uuid)) WHERE "rerates"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "topups_owed" ON "topups" USING btree ("org_id") WHERE "topups"."refunded" > "topups"."returned" or "topups"."charged_back" <> "topups"."recovered";--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_owed" CHECK ("wallets"."owed" >= 0);--> statement-breakpoint
ALTER TABLE "topups" ADD CONSTRAINT "topups_recovered" CHECK ("topups"."recovered" >= 0 and "topups"."recovered" <= coalesce("topups"."paid", 0));--> statement-breakpoint
ALTER TABLE "topups" ADD CONSTRAINT "topups_chargeback" CHECK ("topups"."charged_back" >= 0 and "topups"."chargeback" in ('open', 'won', 'lost'));--> statement-breakpoint
ALTER TABLE "rerate_organizations" ADD CONSTRAINT "rerate_organizations_failure" CHECK (("rerate_organizations"."failures" = 0) = ("rerate_organizations"."failure" is null) and "rerate_organizations"."failures" >= 0);--> statement-breakpoint
ALTER TABLE "rerate_organizations" ADD CONSTRAINT "rerate_organizations_left_out" CHECK (("rerate_organizations"."left_out_by" is null) = ("rerate_organizations"."left_out_reason" is null) and ("rerate_organizations"."left_out_by" is null or "rerate_organizations"."ended_at" is not null));--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "chargebacks" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);
--> statement-breakpoint
-- What wallets owe by now: refunds that they could not give up yet.
UPDATE "wallets" w SET "owed" = o.owed FROM (
  SELECT org_id, sum(least(refunded, coalesce(paid, 0)) - returned) AS owed FROM "topups" GROUP BY org_id) o
WHERE o.org_id = w.org_id AND o.owed > 0;
