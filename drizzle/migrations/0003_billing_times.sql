CREATE INDEX "usage_events_time" ON "usage_events" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "waste_time" ON "waste" USING btree ("created_at");