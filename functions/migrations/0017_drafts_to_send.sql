ALTER TABLE "message_draft" ADD COLUMN "message_key" uuid NOT NULL;--> statement-breakpoint
ALTER TABLE "message_draft" ADD COLUMN "next_status" text;--> statement-breakpoint
ALTER TABLE "message_draft" ADD COLUMN "recipients_visible" boolean DEFAULT false NOT NULL;