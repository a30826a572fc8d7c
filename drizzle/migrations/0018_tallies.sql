CREATE TABLE "tallies" (
	"org_id" uuid NOT NULL,
	"no" integer NOT NULL,
	"month" text NOT NULL,
	"invoice_id" uuid,
	"first_line" integer,
	"calls" integer NOT NULL,
	"amount" numeric(38, 0) NOT NULL,
	"first_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	"first_seal" bigint,
	"last_seal" bigint,
	"project_ids" uuid[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "tallies_org_id_no_pk" PRIMARY KEY("org_id","no"),
	CONSTRAINT "tallies_month" CHECK ("tallies"."month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT "tallies_taken" CHECK (("tallies"."invoice_id" is null) = ("tallies"."first_line" is null)),
	CONSTRAINT "tallies_calls" CHECK ("tallies"."calls" >= 0)
);
--> statement-breakpoint
ALTER TABLE "tallies" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "seals" ADD COLUMN "tally" integer;
--> statement-breakpoint
ALTER TABLE "seals" ADD COLUMN "line" integer;
--> statement-breakpoint
ALTER TABLE "seals" ADD COLUMN "amount" bigint;
--> statement-breakpoint
ALTER TABLE "unsealed" ADD COLUMN "tally" integer;
--> statement-breakpoint
ALTER TABLE "unsealed" ADD COLUMN "line" integer;
--> statement-breakpoint
-- What was billed before keeps its invoice and its line numbers; what waits for its invoice is added up once.
-- An owner who obeys row-level security would see no rows.
ALTER TABLE "organizations" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "jobs" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_events" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "charge_lines" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "credits" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "invoices" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "invoice_lines" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "seals" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "unsealed" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
INSERT INTO "tallies" (org_id, no, month, invoice_id, first_line, calls, amount, first_at, last_at, first_seal, last_seal)
  SELECT i.org_id, row_number() OVER (PARTITION BY i.org_id ORDER BY i.serial),
    coalesce(i.month, to_char(i.period_to AT TIME ZONE o.time_zone, 'YYYY-MM')),
    i.id, 1, l.calls, l.amount, l.first_at, l.last_at, l.first_seal, l.last_seal
  FROM "invoices" i JOIN "organizations" o ON o.id = i.org_id
    JOIN (
      SELECT il.invoice_id, count(*) AS calls, sum(il.amount) AS amount, min(e.created_at) AS first_at, max(e.created_at) AS last_at,
        CASE WHEN i.first_seal IS NOT NULL THEN least(min(s.seq), min(c.seq)) END AS first_seal,
        CASE WHEN i.first_seal IS NOT NULL THEN greatest(max(s.seq), max(c.seq)) END AS last_seal
      FROM "invoice_lines" il JOIN "invoices" i ON i.id = il.invoice_id JOIN "usage_events" e ON e.attempt_id = il.event_id
        LEFT JOIN "seals" s ON s.kind = 'usage' AND s.ref_id = il.event_id
        LEFT JOIN "seals" c ON c.kind = 'credit' AND c.ref_id = il.event_id
      GROUP BY il.invoice_id, i.first_seal) l ON l.invoice_id = i.id;
--> statement-breakpoint
INSERT INTO "tallies" (org_id, no, month, calls, amount, first_at, last_at, first_seal, last_seal, project_ids)
  SELECT w.org_id, coalesce(max(t.last), 0) + row_number() OVER (PARTITION BY w.org_id ORDER BY w.month), w.month,
    count(*), sum(w.amount), min(w.at), max(w.at), min(w.first_seal), max(w.last_seal),
    coalesce(array_agg(DISTINCT w.project_id) FILTER (WHERE w.project_id IS NOT NULL), '{}')
  FROM (
    SELECT e.org_id, to_char(e.created_at AT TIME ZONE o.time_zone, 'YYYY-MM') AS month, e.created_at AS at, j.project_id,
      coalesce((SELECT sum(amount) FROM "charge_lines" WHERE event_id = e.attempt_id), 0)
        - coalesce((SELECT sum(k.amount) FROM "credits" k WHERE k.event_id = e.attempt_id
            AND (k.created_at = e.created_at OR c.seq IS NOT NULL)), 0) AS amount,
      s.seq AS first_seal, greatest(s.seq, c.seq) AS last_seal
    FROM "seals" s JOIN "usage_events" e ON e.attempt_id = s.ref_id JOIN "organizations" o ON o.id = e.org_id
      JOIN "jobs" j ON j.id = e.job_id LEFT JOIN "seals" c ON c.kind = 'credit' AND c.ref_id = s.ref_id
    WHERE s.kind = 'usage' AND NOT EXISTS (SELECT 1 FROM "invoice_lines" il WHERE il.event_id = s.ref_id)
  ) w LEFT JOIN (SELECT org_id, max(no) AS last FROM "tallies" GROUP BY org_id) t ON t.org_id = w.org_id
  GROUP BY w.org_id, w.month;
--> statement-breakpoint
UPDATE "seals" s SET tally = t.no, line = il.no, amount = il.amount + coalesce((
    SELECT sum(k.amount) FROM "credits" k JOIN "usage_events" e ON e.attempt_id = k.event_id
    WHERE k.event_id = il.event_id AND k.created_at <> e.created_at), 0)
  FROM "invoice_lines" il JOIN "tallies" t ON t.invoice_id = il.invoice_id
  WHERE s.kind = 'usage' AND s.ref_id = il.event_id;
--> statement-breakpoint
UPDATE "seals" s SET tally = w.tally, line = w.line, amount = w.amount
  FROM (
    SELECT e.attempt_id, t.no AS tally, row_number() OVER (PARTITION BY t.org_id, t.no ORDER BY u.seq) AS line,
      coalesce((SELECT sum(amount) FROM "charge_lines" WHERE event_id = e.attempt_id), 0)
        - coalesce((SELECT sum(amount) FROM "credits" WHERE event_id = e.attempt_id AND created_at = e.created_at), 0) AS amount
    FROM "seals" u JOIN "usage_events" e ON e.attempt_id = u.ref_id JOIN "organizations" o ON o.id = e.org_id
      JOIN "tallies" t ON t.org_id = e.org_id AND t.invoice_id IS NULL
        AND t.month = to_char(e.created_at AT TIME ZONE o.time_zone, 'YYYY-MM')
    WHERE u.kind = 'usage' AND u.tally IS NULL
  ) w WHERE s.kind = 'usage' AND s.ref_id = w.attempt_id;
--> statement-breakpoint
UPDATE "seals" c SET tally = s.tally, amount = -(
    SELECT sum(k.amount) FROM "credits" k JOIN "usage_events" e ON e.attempt_id = k.event_id
    WHERE k.event_id = c.ref_id AND k.created_at <> e.created_at)
  FROM "seals" s WHERE c.kind = 'credit' AND s.kind = 'usage' AND s.ref_id = c.ref_id;
--> statement-breakpoint
UPDATE "unsealed" u SET tally = t.no, line = il.no
  FROM "invoice_lines" il JOIN "tallies" t ON t.invoice_id = il.invoice_id
  WHERE u.kind = 'usage' AND u.ref_id = il.event_id;
--> statement-breakpoint
ALTER TABLE "organizations" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "jobs" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_events" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "charge_lines" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "credits" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "invoices" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "seals" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "unsealed" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "tallies" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
DROP TABLE "invoice_lines";
--> statement-breakpoint
ALTER TABLE "tallies" ADD CONSTRAINT "tallies_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "tallies" ADD CONSTRAINT "tallies_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action DEFERRABLE INITIALLY DEFERRED;
--> statement-breakpoint
CREATE UNIQUE INDEX "tallies_open" ON "tallies" USING btree ("org_id","month") WHERE "tallies"."invoice_id" is null;
--> statement-breakpoint
CREATE INDEX "tallies_invoice" ON "tallies" USING btree ("invoice_id");
--> statement-breakpoint
ALTER TABLE "seals" ADD CONSTRAINT "seals_org_id_tally_tallies_org_id_no_fk" FOREIGN KEY ("org_id","tally") REFERENCES "public"."tallies"("org_id","no") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "seals" ADD CONSTRAINT "seals_tallied" CHECK (("seals"."kind" in ('usage', 'credit')) = (num_nonnulls("seals"."tally", "seals"."amount") = 2) and num_nonnulls("seals"."tally", "seals"."amount") in (0, 2));
--> statement-breakpoint
ALTER TABLE "seals" ADD CONSTRAINT "seals_line" CHECK (("seals"."kind" = 'usage') = ("seals"."line" is not null));
--> statement-breakpoint
CREATE VIEW "public"."invoice_lines" WITH (security_invoker = true) AS (
    select s.ref_id as event_id, t.invoice_id, s.org_id, t.first_line + s.line - 1 as no,
      s.amount + coalesce((select c.amount from seals c where c.kind = 'credit' and c.ref_id = s.ref_id), 0) as amount
    from seals s join tallies t on t.org_id = s.org_id and t.no = s.tally
      and s.seq between coalesce(t.first_seal, 1) and coalesce(t.last_seal, 9223372036854775807)
    where s.kind = 'usage' and t.invoice_id is not null);
--> statement-breakpoint
CREATE POLICY "own_organization" ON "tallies" AS PERMISSIVE FOR ALL TO "hireling_app" USING ("tallies"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK ("tallies"."org_id" = nullif(current_setting('app.org_id', true), '')::uuid);
--> statement-breakpoint
CREATE POLICY "own_organizations" ON "tallies" AS PERMISSIVE FOR ALL TO "hireling_group" USING ("tallies"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[])) WITH CHECK ("tallies"."org_id" = any ((select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[]));
--> statement-breakpoint
CREATE POLICY "system_sees_all" ON "tallies" AS PERMISSIVE FOR ALL TO "hireling_system" USING (true) WITH CHECK (true);
--> statement-breakpoint
-- What an invoice has taken stays as it was.
CREATE FUNCTION "guard_tally"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'tally % of organization % is on an invoice and stays as it is', OLD.no, OLD.org_id;
END $$;
--> statement-breakpoint
CREATE TRIGGER "taken_tally_stays" BEFORE UPDATE OR DELETE ON "tallies"
  FOR EACH ROW WHEN (OLD.invoice_id IS NOT NULL) EXECUTE FUNCTION "guard_tally"();
--> statement-breakpoint
-- One without a stretch was billed before there was a chain: its calls are sealed later.
CREATE FUNCTION "guard_taken_tally"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM written w JOIN public.tallies t ON t.org_id = w.org_id AND t.no = w.tally
      WHERE t.invoice_id IS NOT NULL AND t.last_seal IS NOT NULL) THEN
    RAISE EXCEPTION 'a tally that is on an invoice takes no more calls';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "taken_tally_gets_no_calls" AFTER INSERT ON "seals" REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION "guard_taken_tally"();
