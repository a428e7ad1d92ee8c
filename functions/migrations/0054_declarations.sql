CREATE TABLE "provider_bucket" (
	"organisation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"window_seconds" integer NOT NULL,
	"calls" integer NOT NULL,
	"refill_at" timestamp with time zone NOT NULL,
	CONSTRAINT "provider_bucket_connection_id_window_seconds_pk" PRIMARY KEY("connection_id","window_seconds")
);
--> statement-breakpoint
CREATE TABLE "quarantine_record" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"run_id" uuid,
	"series_id" text NOT NULL,
	"level" text NOT NULL,
	"external_id" text NOT NULL,
	"reason" text NOT NULL,
	"performance_external_id" text,
	"count" integer NOT NULL,
	"amount" integer NOT NULL,
	"excerpt" jsonb NOT NULL,
	"state" text NOT NULL,
	"resolution" jsonb,
	"resolved_by" uuid,
	"resolved_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "quarantine_record_once" UNIQUE("source_id","series_id","level","external_id","reason")
);
--> statement-breakpoint
CREATE TABLE "sync_item" (
	"run_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"series_id" text NOT NULL,
	"state" text NOT NULL,
	"cursor" jsonb,
	"pages" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"error_code" text,
	CONSTRAINT "sync_item_run_id_series_id_pk" PRIMARY KEY("run_id","series_id")
);
--> statement-breakpoint
CREATE TABLE "sync_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"trigger" text NOT NULL,
	"state" text NOT NULL,
	"phase" text DEFAULT 'discover' NOT NULL,
	"watermark_from" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"cursor" jsonb,
	"current_name" text,
	"series_total" integer DEFAULT 0 NOT NULL,
	"series_done" integer DEFAULT 0 NOT NULL,
	"performances_changed" integer DEFAULT 0 NOT NULL,
	"aside_count" integer DEFAULT 0 NOT NULL,
	"calls_made" integer DEFAULT 0 NOT NULL,
	"resume_at" timestamp with time zone,
	"error_code" text,
	"lease_until" timestamp with time zone,
	"asked_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ticketing_connection" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"status" text NOT NULL,
	"access_key_hint" text NOT NULL,
	"fingerprint" text NOT NULL,
	"credential_id" uuid NOT NULL,
	"sync_enabled" boolean DEFAULT true NOT NULL,
	"next_sync_at" timestamp with time zone,
	"last_success_at" timestamp with time zone,
	"last_complete_from" timestamp with time zone,
	"last_error_code" text,
	"last_error_at" timestamp with time zone,
	"consecutive_failures" integer DEFAULT 0 NOT NULL,
	"disconnected_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ticketing_credential" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"ciphertext" "bytea",
	"encrypted_data_key" "bytea",
	"kms_key_id" text NOT NULL,
	"algorithm" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"erased_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "deadline_reminder" (
	"organisation_id" uuid NOT NULL,
	"show_id" uuid NOT NULL,
	"body" text NOT NULL,
	"due" date NOT NULL,
	"days_before" integer NOT NULL,
	"sent_at" timestamp with time zone NOT NULL,
	CONSTRAINT "deadline_reminder_show_id_body_due_days_before_pk" PRIMARY KEY("show_id","body","due","days_before")
);
--> statement-breakpoint
CREATE TABLE "declaration" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"show_id" uuid NOT NULL,
	"year" integer NOT NULL,
	"seq" integer NOT NULL,
	"current_version" integer DEFAULT 1 NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"cancelled_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "declaration_number" UNIQUE("organisation_id","year","seq")
);
--> statement-breakpoint
CREATE TABLE "declaration_counter" (
	"organisation_id" uuid NOT NULL,
	"year" integer NOT NULL,
	"last" integer NOT NULL,
	CONSTRAINT "declaration_counter_organisation_id_year_pk" PRIMARY KEY("organisation_id","year")
);
--> statement-breakpoint
CREATE TABLE "declaration_version" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"declaration_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"state" text NOT NULL,
	"form" jsonb NOT NULL,
	"frozen" jsonb,
	"frozen_sha256" text,
	"frozen_at" timestamp with time zone,
	"created_from" integer,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" uuid NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "declaration_version_number" UNIQUE("declaration_id","number")
);
--> statement-breakpoint
CREATE TABLE "declared_performance" (
	"organisation_id" uuid NOT NULL,
	"declaration_id" uuid NOT NULL,
	"performance_id" uuid NOT NULL,
	"body" text NOT NULL,
	"cancelled_at" timestamp with time zone,
	CONSTRAINT "declared_performance_declaration_id_performance_id_body_pk" PRIMARY KEY("declaration_id","performance_id","body")
);
--> statement-breakpoint
CREATE TABLE "import_batch" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"state" text NOT NULL,
	"file_name" text NOT NULL,
	"file_key" text NOT NULL,
	"file_sha256" text,
	"detected" jsonb,
	"header_row" integer DEFAULT 1 NOT NULL,
	"sheet" text,
	"headers" text[],
	"mapping" jsonb,
	"row_count" integer DEFAULT 0 NOT NULL,
	"valid_count" integer DEFAULT 0 NOT NULL,
	"made" integer DEFAULT 0 NOT NULL,
	"result" jsonb,
	"error_code" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "import_mapping" (
	"organisation_id" uuid NOT NULL,
	"header_signature" text NOT NULL,
	"mapping" jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "import_mapping_organisation_id_header_signature_pk" PRIMARY KEY("organisation_id","header_signature")
);
--> statement-breakpoint
CREATE TABLE "import_row" (
	"batch_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"cells" jsonb NOT NULL,
	"faults" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"warnings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "import_row_batch_id_number_pk" PRIMARY KEY("batch_id","number")
);
--> statement-breakpoint
CREATE TABLE "transmission" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"declaration_id" uuid NOT NULL,
	"declaration_version_id" uuid NOT NULL,
	"body" text NOT NULL,
	"state" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"payload_key" text,
	"payload_sha256" text,
	"agency_label" text,
	"agency_email" text,
	"sent_at" timestamp with time zone,
	"receipt_key" text,
	"body_reference" text,
	"deposited_on" date,
	"warnings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"errors" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"rep_version" integer DEFAULT 1 NOT NULL,
	"corrects" uuid,
	"asked_by" uuid NOT NULL,
	"attachments" text DEFAULT 'none' NOT NULL,
	"outbound_mail_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "transmission_idempotencyKey_unique" UNIQUE("idempotency_key"),
	CONSTRAINT "transmission_once" UNIQUE("declaration_version_id","body")
);
--> statement-breakpoint
CREATE TABLE "transmission_attempt" (
	"organisation_id" uuid NOT NULL,
	"transmission_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"step" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"outcome" text,
	"http_status" integer,
	"answer" text,
	CONSTRAINT "transmission_attempt_transmission_id_number_pk" PRIMARY KEY("transmission_id","number")
);
--> statement-breakpoint
CREATE TABLE "agency_directory" (
	"body" text PRIMARY KEY NOT NULL,
	"directory_version" integer NOT NULL,
	"loaded_at" timestamp with time zone NOT NULL,
	"loaded_by" uuid,
	"current" boolean DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE TABLE "declarant_profile" (
	"organisation_id" uuid PRIMARY KEY NOT NULL,
	"sacem_client_number" text,
	"sacd_declarant_id" text,
	"licence_numbers" text[] DEFAULT '{}' NOT NULL,
	"signatory" text,
	"default_vat" integer DEFAULT 550 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "figure_correction" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"performance_id" uuid NOT NULL,
	"field" text NOT NULL,
	"value" jsonb NOT NULL,
	"source_value_when_set" jsonb,
	"reason" text NOT NULL,
	"author_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"withdrawn_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "performance" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"show_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"source_show_external_id" text NOT NULL,
	"external_id" text NOT NULL,
	"start_at" timestamp with time zone NOT NULL,
	"end_at" timestamp with time zone,
	"paid" integer NOT NULL,
	"free" integer NOT NULL,
	"gross" bigint NOT NULL,
	"net" bigint NOT NULL,
	"vat" integer,
	"source_capacity" integer,
	"consumptions" jsonb,
	"catering" jsonb,
	"program_sales" jsonb,
	"other_revenues" jsonb,
	"place_id" uuid,
	"capacity" integer,
	"audience" text,
	"vat_override" integer,
	"source_state" text DEFAULT 'present' NOT NULL,
	"source_state_since" timestamp with time zone,
	"warnings" text[] DEFAULT '{}' NOT NULL,
	"source_checked_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "performance_of_source" UNIQUE("source_id","source_show_external_id","external_id"),
	CONSTRAINT "performance_ends_after" CHECK ("performance"."end_at" is null or "performance"."end_at" >= "performance"."start_at"),
	CONSTRAINT "performance_counts" CHECK ("performance"."paid" >= 0 and "performance"."free" >= 0)
);
--> statement-breakpoint
CREATE TABLE "place" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"name" text NOT NULL,
	"street" text NOT NULL,
	"postal_code" text NOT NULL,
	"city" text NOT NULL,
	"subdivision" text,
	"country" text DEFAULT 'FR' NOT NULL,
	"place_type" text,
	"time_zone" text DEFAULT 'Europe/Paris' NOT NULL,
	"place_key" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "place_once" UNIQUE("organisation_id","place_key")
);
--> statement-breakpoint
CREATE TABLE "rights_agency" (
	"id" uuid PRIMARY KEY NOT NULL,
	"body" text NOT NULL,
	"directory_version" integer NOT NULL,
	"label" text NOT NULL,
	"email" text NOT NULL,
	CONSTRAINT "rights_agency_email" UNIQUE("body","directory_version","email")
);
--> statement-breakpoint
CREATE TABLE "rights_agency_match" (
	"body" text NOT NULL,
	"directory_version" integer NOT NULL,
	"match" text NOT NULL,
	"agency_id" uuid NOT NULL,
	CONSTRAINT "rights_agency_match_body_directory_version_match_pk" PRIMARY KEY("body","directory_version","match")
);
--> statement-breakpoint
CREATE TABLE "sale_line" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"performance_id" uuid NOT NULL,
	"category_id" text NOT NULL,
	"category_name" text NOT NULL,
	"unit_price" bigint,
	"vat" integer NOT NULL,
	"paid" integer NOT NULL,
	"free" integer NOT NULL,
	"gross" bigint NOT NULL,
	"net" bigint NOT NULL,
	"channel" text NOT NULL,
	"kind" text NOT NULL,
	CONSTRAINT "sale_line_once" UNIQUE("performance_id","category_id","vat","channel","kind")
);
--> statement-breakpoint
CREATE TABLE "show" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"state" text DEFAULT 'visible' NOT NULL,
	"merged_into" uuid,
	"performance_type" text,
	"producer_name" text,
	"producer_siren" text,
	"producer_country" text,
	"default_place_id" uuid,
	"capacity" integer,
	"audience" text DEFAULT 'ALL' NOT NULL,
	"default_vat" integer,
	"expenses" jsonb,
	"introduction_fees" jsonb,
	"circus_expenses" jsonb,
	"expense_lines" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"expected_bodies" text[],
	"last_performance_at" timestamp with time zone,
	"source_checked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "show_of_source" UNIQUE("source_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "show_file" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"show_id" uuid NOT NULL,
	"type" text NOT NULL,
	"file_name" text NOT NULL,
	"media_type" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"file_key" text NOT NULL,
	"scan" text NOT NULL,
	"added_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"detached_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "ticketing_source" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"account_key" text NOT NULL,
	"label" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticketing_source_account" UNIQUE("organisation_id","provider","account_key")
);
--> statement-breakpoint
ALTER TABLE "provider_bucket" ADD CONSTRAINT "provider_bucket_connection_id_ticketing_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."ticketing_connection"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quarantine_record" ADD CONSTRAINT "quarantine_record_source_id_ticketing_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."ticketing_source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_item" ADD CONSTRAINT "sync_item_run_id_sync_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."sync_run"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_run" ADD CONSTRAINT "sync_run_connection_id_ticketing_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."ticketing_connection"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticketing_connection" ADD CONSTRAINT "ticketing_connection_source_id_ticketing_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."ticketing_source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deadline_reminder" ADD CONSTRAINT "deadline_reminder_show_id_show_id_fk" FOREIGN KEY ("show_id") REFERENCES "public"."show"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "declaration" ADD CONSTRAINT "declaration_show_id_show_id_fk" FOREIGN KEY ("show_id") REFERENCES "public"."show"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "declaration_version" ADD CONSTRAINT "declaration_version_declaration_id_declaration_id_fk" FOREIGN KEY ("declaration_id") REFERENCES "public"."declaration"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "declared_performance" ADD CONSTRAINT "declared_performance_declaration_id_declaration_id_fk" FOREIGN KEY ("declaration_id") REFERENCES "public"."declaration"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "declared_performance" ADD CONSTRAINT "declared_performance_performance_id_performance_id_fk" FOREIGN KEY ("performance_id") REFERENCES "public"."performance"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_row" ADD CONSTRAINT "import_row_batch_id_import_batch_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."import_batch"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transmission" ADD CONSTRAINT "transmission_declaration_id_declaration_id_fk" FOREIGN KEY ("declaration_id") REFERENCES "public"."declaration"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transmission" ADD CONSTRAINT "transmission_declaration_version_id_declaration_version_id_fk" FOREIGN KEY ("declaration_version_id") REFERENCES "public"."declaration_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transmission_attempt" ADD CONSTRAINT "transmission_attempt_transmission_id_transmission_id_fk" FOREIGN KEY ("transmission_id") REFERENCES "public"."transmission"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "figure_correction" ADD CONSTRAINT "figure_correction_performance_id_performance_id_fk" FOREIGN KEY ("performance_id") REFERENCES "public"."performance"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "performance" ADD CONSTRAINT "performance_show_id_show_id_fk" FOREIGN KEY ("show_id") REFERENCES "public"."show"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "performance" ADD CONSTRAINT "performance_source_id_ticketing_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."ticketing_source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "performance" ADD CONSTRAINT "performance_place_id_place_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."place"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rights_agency_match" ADD CONSTRAINT "rights_agency_match_agency_id_rights_agency_id_fk" FOREIGN KEY ("agency_id") REFERENCES "public"."rights_agency"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sale_line" ADD CONSTRAINT "sale_line_performance_id_performance_id_fk" FOREIGN KEY ("performance_id") REFERENCES "public"."performance"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "show" ADD CONSTRAINT "show_source_id_ticketing_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."ticketing_source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "show" ADD CONSTRAINT "show_default_place_id_place_id_fk" FOREIGN KEY ("default_place_id") REFERENCES "public"."place"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "show_file" ADD CONSTRAINT "show_file_show_id_show_id_fk" FOREIGN KEY ("show_id") REFERENCES "public"."show"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "quarantine_record_by_state" ON "quarantine_record" USING btree ("organisation_id","state");--> statement-breakpoint
CREATE INDEX "sync_item_by_state" ON "sync_item" USING btree ("run_id","state");--> statement-breakpoint
CREATE UNIQUE INDEX "sync_run_open" ON "sync_run" USING btree ("connection_id") WHERE state in ('queued', 'running', 'waiting_quota');--> statement-breakpoint
CREATE INDEX "sync_run_by_connection" ON "sync_run" USING btree ("connection_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "ticketing_connection_live" ON "ticketing_connection" USING btree ("source_id") WHERE status <> 'disconnected';--> statement-breakpoint
CREATE INDEX "ticketing_connection_due" ON "ticketing_connection" USING btree ("next_sync_at") WHERE status <> 'disconnected' and sync_enabled;--> statement-breakpoint
CREATE INDEX "declaration_by_show" ON "declaration" USING btree ("show_id");--> statement-breakpoint
CREATE UNIQUE INDEX "declaration_version_draft" ON "declaration_version" USING btree ("declaration_id") WHERE state = 'draft';--> statement-breakpoint
CREATE UNIQUE INDEX "declared_once" ON "declared_performance" USING btree ("performance_id","body") WHERE cancelled_at is null;--> statement-breakpoint
CREATE INDEX "import_batch_by_user" ON "import_batch" USING btree ("organisation_id","created_at");--> statement-breakpoint
CREATE INDEX "transmission_by_state" ON "transmission" USING btree ("organisation_id","body","state");--> statement-breakpoint
CREATE UNIQUE INDEX "figure_correction_live" ON "figure_correction" USING btree ("performance_id","field") WHERE withdrawn_at is null;--> statement-breakpoint
CREATE INDEX "performance_by_show" ON "performance" USING btree ("show_id","start_at");--> statement-breakpoint
CREATE INDEX "show_by_organisation" ON "show" USING btree ("organisation_id","state","last_performance_at");--> statement-breakpoint
CREATE INDEX "show_file_by_show" ON "show_file" USING btree ("show_id");--> statement-breakpoint

-- A record and what it belongs to are of one organisation ------------------------------------------------------------
alter table show add constraint show_of_organisation unique (organisation_id, id);
alter table performance add constraint performance_of_organisation unique (organisation_id, id);
alter table ticketing_source add constraint ticketing_source_of_organisation unique (organisation_id, id);
alter table ticketing_connection add constraint ticketing_connection_of_organisation unique (organisation_id, id);
alter table declaration add constraint declaration_of_organisation unique (organisation_id, id);
do $$
declare
  belongs constant text[][] := array[
    ['show', 'source_id', 'ticketing_source'], ['performance', 'show_id', 'show'], ['performance', 'source_id', 'ticketing_source'],
    ['sale_line', 'performance_id', 'performance'], ['figure_correction', 'performance_id', 'performance'],
    ['show_file', 'show_id', 'show'], ['ticketing_connection', 'source_id', 'ticketing_source'],
    ['sync_run', 'connection_id', 'ticketing_connection'], ['provider_bucket', 'connection_id', 'ticketing_connection'],
    ['quarantine_record', 'source_id', 'ticketing_source'], ['declaration', 'show_id', 'show'],
    ['declaration_version', 'declaration_id', 'declaration'], ['declared_performance', 'declaration_id', 'declaration'],
    ['declared_performance', 'performance_id', 'performance'], ['transmission', 'declaration_id', 'declaration'],
    ['deadline_reminder', 'show_id', 'show']];
  pair text[];
begin
  foreach pair slice 1 in array belongs loop
    execute format('alter table %I add foreign key (organisation_id, %I) references %I (organisation_id, id)', pair[1], pair[2], pair[3]);
  end loop;
end $$;
--> statement-breakpoint

-- Who sees: the members of the service in their organisation; credentials and quotas, the worker alone ----------------
do $$
declare
  name text;
  of_service constant text[] := array['ticketing_source', 'place', 'show', 'performance', 'sale_line', 'figure_correction',
    'show_file', 'ticketing_connection', 'sync_run', 'quarantine_record', 'declaration', 'declaration_counter',
    'declared_performance', 'declaration_version', 'transmission', 'transmission_attempt', 'import_batch', 'import_row',
    'import_mapping'];
  of_workers constant text[] := array['sync_item', 'provider_bucket', 'deadline_reminder'];
  of_platform constant text[] := array['rights_agency', 'rights_agency_match', 'agency_directory'];
begin
  foreach name in array of_service || of_workers || of_platform || array['declarant_profile', 'ticketing_credential'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy worker_all on %I to guichet_worker using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to guichet_worker', name);
  end loop;
  foreach name in array of_service loop
    execute format('grant select, insert, update, delete on %I to guichet_app', name);
    execute format('create policy own_organisation on %I to guichet_app
      using (organisation_id = any ((select guichet.organisations(''declarations''))::uuid[]))
      with check (organisation_id = any ((select guichet.organisations(''declarations''))::uuid[]))', name);
  end loop;
  foreach name in array of_platform loop
    execute format('grant select, insert, update, delete on %I to guichet_app', name);
    execute format('create policy all_read on %I for select to guichet_app using ((select guichet.user_id()) is not null)', name);
    execute format('create policy platform on %I to guichet_app using ((select guichet.is_platform())) with check ((select guichet.is_platform()))', name);
  end loop;
end $$;
-- Numbers at the bodies are also the administrators' to keep.
grant select, insert, update on declarant_profile to guichet_app;
create policy own_organisation on declarant_profile to guichet_app
  using (organisation_id = any ((select guichet.organisations('declarations'))::uuid[])
    or organisation_id = any ((select guichet.organisations('administration'))::uuid[]))
  with check (organisation_id = any ((select guichet.organisations('declarations'))::uuid[])
    or organisation_id = any ((select guichet.organisations('administration'))::uuid[]));
-- Sealed credentials are put down by whoever connects and emptied by whoever disconnects; nobody who signs in reads them.
grant insert on ticketing_credential to guichet_app;
grant update (ciphertext, encrypted_data_key, erased_at) on ticketing_credential to guichet_app;
grant select (id, organisation_id) on ticketing_credential to guichet_app;
create policy own_organisation on ticketing_credential to guichet_app
  using (organisation_id = any ((select guichet.organisations('declarations'))::uuid[]))
  with check (organisation_id = any ((select guichet.organisations('declarations'))::uuid[]));
