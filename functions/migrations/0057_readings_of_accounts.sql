CREATE TABLE "declaration_choice" (
	"organisation_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"way" text NOT NULL,
	CONSTRAINT "declaration_choice_organisation_id_user_id_kind_pk" PRIMARY KEY("organisation_id","user_id","kind")
);
--> statement-breakpoint
ALTER TABLE "sync_item" ADD COLUMN "page_keys" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "sync_item" ADD COLUMN "read_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sync_run" ADD COLUMN "step" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sync_run" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sync_run" ADD COLUMN "whole" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "ticketing_connection" ADD COLUMN "refused_since" timestamp with time zone;