CREATE TABLE "import_change" (
	"batch_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"performance_id" uuid NOT NULL,
	"show_id" uuid NOT NULL,
	"new_show" boolean NOT NULL,
	"before" jsonb,
	CONSTRAINT "import_change_batch_id_performance_id_pk" PRIMARY KEY("batch_id","performance_id")
);
--> statement-breakpoint
ALTER TABLE "import_change" ADD CONSTRAINT "import_change_batch_id_import_batch_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."import_batch"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_change" ADD CONSTRAINT "import_change_performance_id_performance_id_fk" FOREIGN KEY ("performance_id") REFERENCES "public"."performance"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_change" ADD CONSTRAINT "import_change_show_id_show_id_fk" FOREIGN KEY ("show_id") REFERENCES "public"."show"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "import_change_by_performance" ON "import_change" USING btree ("performance_id");--> statement-breakpoint
CREATE INDEX "import_change_by_show" ON "import_change" USING btree ("show_id");--> statement-breakpoint

-- Of the same organisation as what it changed; seen by the members of the service, as the file it came with.
alter table import_change add foreign key (organisation_id, performance_id) references performance (organisation_id, id) on delete cascade;
alter table import_change add foreign key (organisation_id, show_id) references show (organisation_id, id) on delete cascade;
alter table import_change enable row level security;
create policy worker_all on import_change to guichet_worker using (true) with check (true);
grant select, insert, update, delete on import_change to guichet_worker, guichet_app;
create policy own_organisation on import_change to guichet_app
  using (organisation_id = any ((select guichet.organisations('declarations'))::uuid[]))
  with check (organisation_id = any ((select guichet.organisations('declarations'))::uuid[]));
