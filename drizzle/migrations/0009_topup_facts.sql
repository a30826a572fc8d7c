ALTER TABLE "topups" ADD COLUMN "paid" bigint;--> statement-breakpoint
ALTER TABLE "topups" ADD COLUMN "refunded" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "topups" ADD COLUMN "returned" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "topups_one_automatic" ON "topups" USING btree ("org_id") WHERE "topups"."automatic" and "topups"."state" = 'pending';--> statement-breakpoint
CREATE UNIQUE INDEX "topups_bank_reference" ON "topups" USING btree ("note") WHERE "topups"."method" = 'bank';--> statement-breakpoint
CREATE INDEX "topups_owed" ON "topups" USING btree ("org_id") WHERE "topups"."refunded" > "topups"."returned";--> statement-breakpoint
ALTER TABLE "topups" ADD CONSTRAINT "topups_paid" CHECK (("topups"."state" in ('paid', 'refunded')) = ("topups"."paid" is not null));--> statement-breakpoint
ALTER TABLE "topups" ADD CONSTRAINT "topups_returned" CHECK ("topups"."returned" >= 0 and "topups"."returned" <= least("topups"."refunded", coalesce("topups"."paid", 0)));