CREATE TABLE "claim_code" (
	"id" uuid PRIMARY KEY NOT NULL,
	"claim_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"address" text NOT NULL,
	"asked_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "claim_code_by_claim" ON "claim_code" USING btree ("claim_id");--> statement-breakpoint
-- Reviewed by hand from here on: keys, policies and grants.
alter table claim_code
  add foreign key (claim_id) references siret_claim (id) on delete cascade,
  add foreign key (organisation_id) references organisation (id),
  add foreign key (asked_by) references user_account (id);
alter table siret_claim add constraint siret_claim_method check (method in ('proconnect', 'public_email', 'document'));
alter table claim_code enable row level security;
create policy worker_all on claim_code to guichet_worker using (true) with check (true);
create policy own_organisation on claim_code to guichet_app
  using (organisation_id = any ((select guichet.organisations('administration'))::uuid[]))
  with check (organisation_id = any ((select guichet.organisations('administration'))::uuid[]));
grant select, insert, update on claim_code to guichet_app;
grant select, insert, update, delete on claim_code to guichet_worker;
