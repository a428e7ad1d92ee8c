CREATE TABLE "access_choice" (
	"case_id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"about" jsonb NOT NULL,
	"chosen" jsonb NOT NULL,
	"saved_by" uuid NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);

--> statement-breakpoint
alter table access_choice add foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete cascade;
alter table access_choice enable row level security;
create policy worker_all on access_choice to guichet_worker using (true) with check (true);
grant select, insert, update, delete on access_choice to guichet_worker, guichet_app;
create policy own_organisation on access_choice to guichet_app
  using (organisation_id = any ((select guichet.organisations('mediation'))::uuid[]))
  with check (organisation_id = any ((select guichet.organisations('mediation'))::uuid[]));
create policy not_hidden on access_choice as restrictive to guichet_app
  using (case_id <> all ((select guichet.hidden_cases())::uuid[]));
