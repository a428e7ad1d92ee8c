CREATE TABLE "blocked_sender" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "blocked_sender_once" UNIQUE("organisation_id","value")
);
--> statement-breakpoint
CREATE TABLE "file_link" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"outgoing_recipient_id" uuid NOT NULL,
	"stored_file_id" uuid NOT NULL,
	"name" text NOT NULL,
	"secret_link_id" uuid NOT NULL,
	"opened_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "file_link_once" UNIQUE("outgoing_recipient_id","stored_file_id")
);
--> statement-breakpoint
CREATE TABLE "mail_check" (
	"name" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"ok" boolean NOT NULL,
	"detail" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mail_settings" (
	"organisation_id" uuid NOT NULL,
	"service" text NOT NULL,
	"signature" text,
	"acknowledgement" text,
	"closed_reopen_days" integer NOT NULL,
	"after_close" text NOT NULL,
	"raw_retention_days" integer NOT NULL,
	"quarantine_days" integer NOT NULL,
	"undo_seconds" integer NOT NULL,
	"new_mail_notice" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mail_settings_organisation_id_service_pk" PRIMARY KEY("organisation_id","service")
);
--> statement-breakpoint
CREATE TABLE "message_draft" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"service" text NOT NULL,
	"target_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"recipients" uuid[] DEFAULT '{}' NOT NULL,
	"files" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"last_seen_entry_id" uuid,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "message_draft_once" UNIQUE("target_id","user_id","kind")
);
--> statement-breakpoint
CREATE TABLE "presence" (
	"organisation_id" uuid NOT NULL,
	"service" text NOT NULL,
	"target_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"activity" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "presence_target_id_user_id_pk" PRIMARY KEY("target_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "provider_health" (
	"provider" text PRIMARY KEY NOT NULL,
	"circuit" text NOT NULL,
	"open_until" timestamp with time zone,
	"openings" integer DEFAULT 0 NOT NULL,
	"recent" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"changed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reply_template" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"service" text NOT NULL,
	"user_id" uuid,
	"title" text NOT NULL,
	"category" text,
	"sides" text[] DEFAULT '{}' NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"archived_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "waiting_notice" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"service" text NOT NULL,
	"target_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"notice" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "outgoing_recipient" DROP CONSTRAINT "outgoing_recipient_once";--> statement-breakpoint
ALTER TABLE "inbound_mail" ADD COLUMN "purged_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "outgoing_message" ADD COLUMN "recipients_visible" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "outgoing_recipient" ADD COLUMN "resend_of" uuid;--> statement-breakpoint
ALTER TABLE "outgoing_recipient" ADD COLUMN "read_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "outgoing_recipient" ADD COLUMN "settled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "outgoing_recipient" ADD COLUMN "settled_by" uuid;--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "from_domain" text;--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "suggested_case_id" uuid;--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "decision" jsonb;--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "opened_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "extended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "reminded_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "end_reminded_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "erased_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "suppression" ADD COLUMN "sealed_address" text;--> statement-breakpoint
ALTER TABLE "case_entry" ADD COLUMN "cards" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "case_entry" ADD COLUMN "claimed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "case_entry" ADD COLUMN "reply_to" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX "file_link_by_secret" ON "file_link" USING btree ("secret_link_id");--> statement-breakpoint
CREATE INDEX "reply_template_by_organisation" ON "reply_template" USING btree ("organisation_id","service");--> statement-breakpoint
CREATE INDEX "waiting_notice_unsent" ON "waiting_notice" USING btree ("user_id") WHERE sent_at is null;--> statement-breakpoint
CREATE INDEX "inbound_with_original" ON "inbound_mail" USING btree ("received_at") WHERE state = 'done';--> statement-breakpoint
CREATE INDEX "mail_attachment_by_file" ON "mail_attachment" USING btree ("stored_file_id");--> statement-breakpoint
CREATE INDEX "quarantine_ending" ON "quarantine" USING btree ("expires_at") WHERE erased_at is null;--> statement-breakpoint
ALTER TABLE "outgoing_recipient" ADD CONSTRAINT "outgoing_recipient_once" UNIQUE NULLS NOT DISTINCT("outgoing_message_id","address","resend_of");--> statement-breakpoint

-- Who may see and write them -----------------------------------------------------------------------------------------
do $$
declare
  name text;
begin
  foreach name in array array['blocked_sender', 'file_link', 'mail_check', 'mail_settings', 'message_draft', 'presence',
    'provider_health', 'reply_template', 'waiting_notice'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy worker_all on %I to guichet_worker using (true) with check (true)', name);
  end loop;
  -- Whoever works in the organisation.
  foreach name in array array['blocked_sender', 'file_link', 'mail_settings', 'presence'] loop
    execute format(
      'create policy own_organisation on %I to guichet_app
       using (organisation_id = any ((select guichet.workplaces())::uuid[]))
       with check (organisation_id = any ((select guichet.workplaces())::uuid[]))', name);
  end loop;
  -- Signs of life of the machines.
  foreach name in array array['mail_check', 'provider_health'] loop
    execute format('create policy platform on %I for select to guichet_app using ((select guichet.is_platform()))', name);
  end loop;
end $$;
--> statement-breakpoint
-- What somebody is writing is theirs alone; so are the templates they did not share.
create policy own_drafts on message_draft to guichet_app
  using (user_id = (select guichet.user_id()) and organisation_id = any ((select guichet.workplaces())::uuid[]))
  with check (user_id = (select guichet.user_id()) and organisation_id = any ((select guichet.workplaces())::uuid[]));
create policy shared_and_own on reply_template to guichet_app
  using (organisation_id = any ((select guichet.workplaces())::uuid[])
    and (user_id is null or user_id = (select guichet.user_id())))
  with check (organisation_id = any ((select guichet.workplaces())::uuid[])
    and (user_id is null or user_id = (select guichet.user_id())));
-- Written by whoever acts on a case, read by the job that sends them.
create policy written_here on waiting_notice for insert to guichet_app
  with check (organisation_id = any ((select guichet.workplaces())::uuid[]));
--> statement-breakpoint
grant select, insert, update, delete on blocked_sender, message_draft, presence, reply_template to guichet_app;
grant select, insert, update on mail_settings, file_link to guichet_app;
grant select on mail_check, provider_health to guichet_app;
grant insert on waiting_notice to guichet_app;
grant update on quarantine to guichet_app;
grant update (mode, acknowledge) on intake_address to guichet_app;
grant select, insert, update, delete on blocked_sender, file_link, mail_check, mail_settings, message_draft, presence,
  provider_health, reply_template, waiting_notice to guichet_worker;
