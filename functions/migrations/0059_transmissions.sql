CREATE TABLE "sibil_deposit" (
	"organisation_id" uuid NOT NULL,
	"year" integer NOT NULL,
	"quarter" integer NOT NULL,
	"deposited_on" date NOT NULL,
	"reference" text,
	"deposited_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sibil_deposit_organisation_id_year_quarter_pk" PRIMARY KEY("organisation_id","year","quarter")
);
--> statement-breakpoint
ALTER TABLE "transmission" ADD COLUMN "performance_ids" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "outgoing_message" ADD COLUMN "reply_to" text;
--> statement-breakpoint
alter table sibil_deposit enable row level security;
grant select, insert, update, delete on sibil_deposit to guichet_app, guichet_worker;
create policy worker_all on sibil_deposit to guichet_worker using (true) with check (true);
create policy own_organisation on sibil_deposit to guichet_app
  using (organisation_id = any ((select guichet.organisations('declarations'))::uuid[]))
  with check (organisation_id = any ((select guichet.organisations('declarations'))::uuid[]));
