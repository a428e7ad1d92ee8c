DROP INDEX "show_file_by_show";--> statement-breakpoint
ALTER TABLE "performance" ADD COLUMN "kept" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "show" ADD COLUMN "state_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "show_file" ADD COLUMN "stored_file_id" uuid NOT NULL;--> statement-breakpoint
ALTER TABLE "show_file" ADD CONSTRAINT "show_file_stored_file_id_stored_file_id_fk" FOREIGN KEY ("stored_file_id") REFERENCES "public"."stored_file"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "show_file_by_stored" ON "show_file" USING btree ("stored_file_id");--> statement-breakpoint
ALTER TABLE "show_file" ADD CONSTRAINT "show_file_once" UNIQUE("show_id","stored_file_id");