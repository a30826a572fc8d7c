-- What drizzle-kit cannot say: the owner obeys row-level security too, drafts are not worth a log,
-- and no two rate cards are in force at once.
DO $$
DECLARE t record;
BEGIN
  FOR t IN SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relrowsecurity
  LOOP
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', t.relname);
  END LOOP;
END $$;
--> statement-breakpoint
ALTER TABLE "run_drafts" SET UNLOGGED;
--> statement-breakpoint
ALTER TABLE "rate_cards" ADD CONSTRAINT "rate_cards_no_overlap"
  EXCLUDE USING gist (tstzrange("valid_from", "valid_to") WITH &&);
