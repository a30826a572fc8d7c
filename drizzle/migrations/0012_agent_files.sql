ALTER TABLE "agent_versions" ADD COLUMN "files" jsonb;--> statement-breakpoint
ALTER TABLE "agent_versions" ADD COLUMN "origin" text DEFAULT 'shipped' NOT NULL;