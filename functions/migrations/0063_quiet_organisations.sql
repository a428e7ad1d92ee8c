CREATE TABLE "quiet_organisation" (
	"organisation_id" uuid PRIMARY KEY NOT NULL,
	"warned_at" timestamp with time zone NOT NULL,
	"erased_at" timestamp with time zone
);
--> statement-breakpoint

-- Jobs alone warn and erase.
alter table quiet_organisation enable row level security;
create policy worker_all on quiet_organisation to guichet_worker using (true) with check (true);
grant select, insert, update, delete on quiet_organisation to guichet_worker;
