CREATE TABLE "unsealed" (
	"org_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"ref_id" uuid NOT NULL,
	CONSTRAINT "unsealed_org_id_kind_ref_id_pk" PRIMARY KEY("org_id","kind","ref_id")
);
--> statement-breakpoint
ALTER TABLE "unsealed" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "own_organization" ON "unsealed" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("unsealed"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("unsealed"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "unsealed" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);
--> statement-breakpoint
-- One insert a statement, in the writer's own transaction and with its rights: no round trip more for a settle.
CREATE FUNCTION "queue_usage_for_seal"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.unsealed (org_id, kind, ref_id) SELECT org_id, 'usage', attempt_id FROM written;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "queue_for_seal" AFTER INSERT ON "usage_events" REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION "queue_usage_for_seal"();
--> statement-breakpoint
CREATE FUNCTION "queue_credit_note_for_seal"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.unsealed (org_id, kind, ref_id) SELECT org_id, 'adjustment', id FROM written WHERE kind = 'credit_note';
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "queue_for_seal" AFTER INSERT ON "invoices" REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION "queue_credit_note_for_seal"();
--> statement-breakpoint
-- A credit that came with its call is part of the call's entry; one that came later is an entry of its own.
CREATE FUNCTION "queue_late_credit_for_seal"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.unsealed (org_id, kind, ref_id) SELECT c.org_id, 'credit', c.event_id
    FROM written c JOIN public.usage_events e ON e.attempt_id = c.event_id WHERE c.created_at <> e.created_at;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "queue_for_seal" AFTER INSERT ON "credits" REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION "queue_late_credit_for_seal"();
--> statement-breakpoint
-- What was billed before there was a chain is sealed as well. An owner who obeys row-level security would see no rows.
ALTER TABLE "usage_events" NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
INSERT INTO "unsealed" (org_id, kind, ref_id) SELECT org_id, 'usage', attempt_id FROM "usage_events";
--> statement-breakpoint
ALTER TABLE "usage_events" FORCE ROW LEVEL SECURITY;
