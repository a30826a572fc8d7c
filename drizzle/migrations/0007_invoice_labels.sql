ALTER TABLE "invoices" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "projects" jsonb DEFAULT '[]'::jsonb NOT NULL;