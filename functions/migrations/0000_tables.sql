CREATE TABLE "audit_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid,
	"at" timestamp with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" uuid,
	"action" text NOT NULL,
	"target_kind" text NOT NULL,
	"target_id" uuid NOT NULL,
	"aggregate_id" uuid,
	"before" jsonb,
	"after" jsonb,
	"request_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dead_letter" (
	"id" uuid PRIMARY KEY NOT NULL,
	"queue" text NOT NULL,
	"message_id" text NOT NULL,
	"body" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"replayed_at" timestamp with time zone,
	"replayed_by" uuid,
	CONSTRAINT "dead_letter_once" UNIQUE("queue","message_id")
);
--> statement-breakpoint
CREATE TABLE "job_run" (
	"name" text PRIMARY KEY NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid,
	"queue" text NOT NULL,
	"body" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"not_before" timestamp with time zone,
	"sent_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "rate_bucket" (
	"key_hash" text PRIMARY KEY NOT NULL,
	"tokens" double precision NOT NULL,
	"refilled_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stored_file" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"sha256" text NOT NULL,
	"size" bigint NOT NULL,
	"type" text NOT NULL,
	"key" text NOT NULL,
	"scan" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stored_file_once" UNIQUE("organisation_id","sha256")
);
--> statement-breakpoint
CREATE TABLE "upload_ticket" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"owner" text NOT NULL,
	"name" text NOT NULL,
	"size" bigint NOT NULL,
	"key" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"stored_file_id" uuid,
	"refusal" text,
	"bound_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "link_code" (
	"id" uuid PRIMARY KEY NOT NULL,
	"secret_link_id" uuid NOT NULL,
	"code_hash" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "link_code_once" UNIQUE("secret_link_id","code_hash","created_at")
);
--> statement-breakpoint
CREATE TABLE "link_session" (
	"id" uuid PRIMARY KEY NOT NULL,
	"secret_link_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"code_verified" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "link_session_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "membership" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"service" text NOT NULL,
	"roles" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "organisation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"time_zone" text DEFAULT 'Europe/Paris' NOT NULL,
	"services" text[] DEFAULT '{}' NOT NULL,
	"settings" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "organisation_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "secret_link" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"token_hash" text NOT NULL,
	"target_id" uuid NOT NULL,
	"party_id" uuid NOT NULL,
	"access_code_hash" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "secret_link_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "session" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "session_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "user_account" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"first_name" text NOT NULL,
	"last_name" text NOT NULL,
	"password_hash" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"disabled_at" timestamp with time zone,
	CONSTRAINT "user_account_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "delivery_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid,
	"provider" text NOT NULL,
	"event_key" text NOT NULL,
	"outgoing_recipient_id" uuid,
	"kind" text NOT NULL,
	"status_code" text,
	"diagnostic" text,
	"at" timestamp with time zone NOT NULL,
	"raw" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "delivery_event_once" UNIQUE("provider","event_key")
);
--> statement-breakpoint
CREATE TABLE "inbound_mail" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ses_message_id" text NOT NULL,
	"bucket" text NOT NULL,
	"raw_key" text NOT NULL,
	"raw_size" bigint,
	"raw_sha256" text,
	"received_at" timestamp with time zone NOT NULL,
	"envelope_from" text,
	"envelope_recipients" text[] NOT NULL,
	"verdicts" jsonb NOT NULL,
	"dmarc_policy" text,
	"state" text NOT NULL,
	"lease_until" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error_code" text,
	"reader_version" integer,
	"message_id" text,
	"body_hash" text,
	"class" text,
	"class_evidence" text[] DEFAULT '{}' NOT NULL,
	"from_address" text,
	"from_name_claimed" text,
	"reply_to" text[] DEFAULT '{}' NOT NULL,
	"sent_at_claimed" timestamp with time zone,
	"subject" text,
	"problems" text[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inbound_mail_sesMessageId_unique" UNIQUE("ses_message_id")
);
--> statement-breakpoint
CREATE TABLE "inbound_target" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid,
	"inbound_mail_id" uuid NOT NULL,
	"target_key" text NOT NULL,
	"case_id" uuid,
	"matched_by" text NOT NULL,
	"authorship" text,
	"outcome" text NOT NULL,
	"outcome_id" uuid,
	"flags" text[] DEFAULT '{}' NOT NULL,
	"message_id" text,
	"body_hash" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inbound_target_once" UNIQUE("inbound_mail_id","target_key")
);
--> statement-breakpoint
CREATE TABLE "intake_address" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"service" text NOT NULL,
	"local_part" text NOT NULL,
	"mode" text NOT NULL,
	"acknowledge" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "intake_address_localPart_unique" UNIQUE("local_part")
);
--> statement-breakpoint
CREATE TABLE "mail_attachment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid,
	"inbound_mail_id" uuid NOT NULL,
	"inbound_target_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"name_original" text NOT NULL,
	"name_safe" text NOT NULL,
	"type_declared" text NOT NULL,
	"type_sniffed" text NOT NULL,
	"size" bigint NOT NULL,
	"sha256" text NOT NULL,
	"content_id" text,
	"role" text NOT NULL,
	"decision" text NOT NULL,
	"stored_file_id" uuid,
	CONSTRAINT "mail_attachment_once" UNIQUE("inbound_target_id","position")
);
--> statement-breakpoint
CREATE TABLE "outgoing_message" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid,
	"service" text NOT NULL,
	"target_id" uuid,
	"class" text NOT NULL,
	"template" text NOT NULL,
	"author_user_id" uuid,
	"sender_name" text NOT NULL,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"html" text NOT NULL,
	"attachments" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"idempotency_key" text NOT NULL,
	"in_reply_to" text,
	"references" text[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "outgoing_message_idempotencyKey_unique" UNIQUE("idempotency_key")
);
--> statement-breakpoint
CREATE TABLE "outgoing_recipient" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid,
	"outgoing_message_id" uuid NOT NULL,
	"address" text NOT NULL,
	"name" text,
	"participant_id" uuid,
	"from_local_part" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"state_at" timestamp with time zone NOT NULL,
	"provider" text,
	"provider_message_id" text,
	"wire_message_ids" text[] DEFAULT '{}' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone,
	"lease_until" timestamp with time zone,
	"last_code" text,
	"diagnostic" text,
	"return_token" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outgoing_recipient_returnToken_unique" UNIQUE("return_token"),
	CONSTRAINT "outgoing_recipient_once" UNIQUE("outgoing_message_id","address")
);
--> statement-breakpoint
CREATE TABLE "quarantine" (
	"id" uuid PRIMARY KEY NOT NULL,
	"inbound_target_id" uuid NOT NULL,
	"organisation_id" uuid,
	"case_id" uuid,
	"cause" text NOT NULL,
	"state" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"from_address" text,
	"from_name_claimed" text,
	"subject" text,
	"text" text,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "quarantine_inboundTargetId_unique" UNIQUE("inbound_target_id")
);
--> statement-breakpoint
CREATE TABLE "reply_address" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"token" text NOT NULL,
	"kind" text NOT NULL,
	"service" text NOT NULL,
	"target_id" uuid NOT NULL,
	"participant_id" uuid,
	"user_id" uuid,
	"state" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "reply_address_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "suppression" (
	"address_hash" text PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"source_event_id" uuid
);
--> statement-breakpoint
CREATE TABLE "case_closing" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"closed_at" timestamp with time zone NOT NULL,
	"closed_by" uuid NOT NULL,
	"ended_on" date NOT NULL,
	"outcome" text NOT NULL,
	"reopened_at" timestamp with time zone,
	"reopened_by" uuid,
	"reopen_reason" text
);
--> statement-breakpoint
CREATE TABLE "case_counter" (
	"organisation_id" uuid NOT NULL,
	"year" integer NOT NULL,
	"last" integer NOT NULL,
	CONSTRAINT "case_counter_once" UNIQUE("organisation_id","year")
);
--> statement-breakpoint
CREATE TABLE "case_entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"direction" text,
	"medium" text NOT NULL,
	"side" text,
	"occurred_at" timestamp with time zone NOT NULL,
	"author_user_id" uuid,
	"participant_id" uuid,
	"author_label" text,
	"authorship" text,
	"fact" text,
	"subject" text,
	"text" text,
	"html" text,
	"folds" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"flags" text[] DEFAULT '{}' NOT NULL,
	"shown_recipients" text[] DEFAULT '{}' NOT NULL,
	"to_process" boolean DEFAULT false NOT NULL,
	"processed_at" timestamp with time zone,
	"processed_by" uuid,
	"inbound_target_id" uuid,
	"outgoing_message_id" uuid,
	"reader_version" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "case_entry_inboundTargetId_unique" UNIQUE("inbound_target_id"),
	CONSTRAINT "case_entry_outgoingMessageId_unique" UNIQUE("outgoing_message_id")
);
--> statement-breakpoint
CREATE TABLE "case_file" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"entry_id" uuid,
	"stored_file_id" uuid,
	"name" text NOT NULL,
	"source" text NOT NULL,
	"visibility" text NOT NULL,
	"position" integer NOT NULL,
	"content_id" text,
	"inline" boolean DEFAULT false NOT NULL,
	"decision" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cases" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"year" integer NOT NULL,
	"seq" integer NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"received_precision" text DEFAULT 'INSTANT' NOT NULL,
	"registered_at" timestamp with time zone NOT NULL,
	"channel" text NOT NULL,
	"status" text NOT NULL,
	"status_since" timestamp with time zone NOT NULL,
	"assignee_id" uuid,
	"due_on" date,
	"restricted" boolean DEFAULT false NOT NULL,
	"priority" text DEFAULT 'NORMAL' NOT NULL,
	"subject" text NOT NULL,
	"description" text NOT NULL,
	"expectation" text,
	"contested_decision_on" date,
	"prior_complaint" text,
	"prior_complaint_on" date,
	"prior_answer" text,
	"court_pending" text,
	"closed_at" timestamp with time zone,
	"closed_by" uuid,
	"outcome" text,
	"mediation_ended_on" date,
	"closing_words" text,
	"merged_into_id" uuid,
	"filing_key" text NOT NULL,
	"last_exchange_at" timestamp with time zone NOT NULL,
	"to_process_count" integer DEFAULT 0 NOT NULL,
	"failed_send" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "cases_filingKey_unique" UNIQUE("filing_key"),
	CONSTRAINT "case_number_once" UNIQUE("organisation_id","year","seq"),
	CONSTRAINT "case_closed_has_outcome" CHECK ((status = 'CLOSED') = (closed_at is not null and outcome is not null)),
	CONSTRAINT "case_merged_has_survivor" CHECK ((status = 'MERGED') = (merged_into_id is not null)),
	CONSTRAINT "case_answer_needs_complaint" CHECK (prior_answer is null or prior_complaint = 'YES'),
	CONSTRAINT "case_received_before_registered" CHECK (received_at <= registered_at + interval '5 minutes')
);
--> statement-breakpoint
CREATE TABLE "participant" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"party_id" uuid,
	"side" text NOT NULL,
	"display_name" text NOT NULL,
	"email" text NOT NULL,
	"email_canonical" text NOT NULL,
	"verification" text DEFAULT 'unverified' NOT NULL,
	"verified_by" text,
	"verified_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "participant_once" UNIQUE("case_id","email_canonical")
);
--> statement-breakpoint
CREATE TABLE "party" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"role" text NOT NULL,
	"kind" text NOT NULL,
	"title" text,
	"first_name" text,
	"last_name" text NOT NULL,
	"legal_name" text,
	"siret" text,
	"email" text,
	"email_canonical" text,
	"phone" text,
	"phone_e_164" text,
	"line1" text,
	"line2" text,
	"postal_code" text,
	"city" text,
	"country" text DEFAULT 'FR' NOT NULL,
	"preferred_contact" text NOT NULL,
	"rep_kind" text,
	"mandate_state" text,
	"agreed_by_requester" boolean,
	"search_text" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "audit_by_aggregate" ON "audit_event" USING btree ("organisation_id","aggregate_id","at");--> statement-breakpoint
CREATE INDEX "audit_by_organisation" ON "audit_event" USING btree ("organisation_id","at");--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "outbox" USING btree ("created_at") WHERE sent_at is null;--> statement-breakpoint
CREATE INDEX "upload_by_owner" ON "upload_ticket" USING btree ("owner");--> statement-breakpoint
CREATE UNIQUE INDEX "membership_live" ON "membership" USING btree ("organisation_id","user_id","service") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "membership_by_user" ON "membership" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "secret_link_by_target" ON "secret_link" USING btree ("target_id");--> statement-breakpoint
CREATE INDEX "secret_link_by_code" ON "secret_link" USING btree ("access_code_hash");--> statement-breakpoint
CREATE INDEX "session_by_user" ON "session" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "delivery_event_by_recipient" ON "delivery_event" USING btree ("outgoing_recipient_id");--> statement-breakpoint
CREATE INDEX "inbound_unfinished" ON "inbound_mail" USING btree ("received_at") WHERE state in ('received', 'processing');--> statement-breakpoint
CREATE INDEX "inbound_by_raw" ON "inbound_mail" USING btree ("raw_key");--> statement-breakpoint
CREATE INDEX "inbound_by_message_id" ON "inbound_mail" USING btree ("message_id");--> statement-breakpoint
CREATE UNIQUE INDEX "inbound_entry_once" ON "inbound_target" USING btree ("case_id","message_id","body_hash") WHERE outcome = 'entry';--> statement-breakpoint
CREATE INDEX "inbound_target_by_message_id" ON "inbound_target" USING btree ("organisation_id","message_id");--> statement-breakpoint
CREATE INDEX "inbound_target_by_case" ON "inbound_target" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "outgoing_by_target" ON "outgoing_message" USING btree ("target_id");--> statement-breakpoint
CREATE INDEX "outgoing_recipient_due" ON "outgoing_recipient" USING btree ("state","next_attempt_at");--> statement-breakpoint
CREATE INDEX "outgoing_recipient_by_provider_id" ON "outgoing_recipient" USING btree ("provider_message_id");--> statement-breakpoint
CREATE INDEX "outgoing_recipient_by_wire_id" ON "outgoing_recipient" USING gin ("wire_message_ids");--> statement-breakpoint
CREATE INDEX "quarantine_waiting" ON "quarantine" USING btree ("organisation_id","state","cause","received_at");--> statement-breakpoint
CREATE INDEX "quarantine_by_case" ON "quarantine" USING btree ("case_id","state");--> statement-breakpoint
CREATE UNIQUE INDEX "reply_address_participant_live" ON "reply_address" USING btree ("target_id","participant_id") WHERE state = 'live' and kind = 'participant';--> statement-breakpoint
CREATE UNIQUE INDEX "reply_address_agent_live" ON "reply_address" USING btree ("target_id","user_id") WHERE state = 'live' and kind = 'agent';--> statement-breakpoint
CREATE UNIQUE INDEX "closing_one_open" ON "case_closing" USING btree ("case_id") WHERE reopened_at is null;--> statement-breakpoint
CREATE INDEX "entry_by_case" ON "case_entry" USING btree ("case_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "file_by_case" ON "case_file" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "file_by_entry" ON "case_file" USING btree ("entry_id");--> statement-breakpoint
CREATE INDEX "case_by_reception" ON "cases" USING btree ("organisation_id","received_at","id");--> statement-breakpoint
CREATE INDEX "case_by_status" ON "cases" USING btree ("organisation_id","status","received_at","id");--> statement-breakpoint
CREATE INDEX "case_by_assignee" ON "cases" USING btree ("organisation_id","assignee_id","received_at","id");--> statement-breakpoint
CREATE INDEX "participant_by_email" ON "participant" USING btree ("organisation_id","email_canonical");--> statement-breakpoint
CREATE INDEX "party_by_case" ON "party" USING btree ("case_id");--> statement-breakpoint
CREATE UNIQUE INDEX "party_one_requester" ON "party" USING btree ("case_id") WHERE role = 'REQUESTER';--> statement-breakpoint
CREATE INDEX "party_by_email" ON "party" USING btree ("organisation_id","email_canonical");