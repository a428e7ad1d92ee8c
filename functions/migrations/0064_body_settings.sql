CREATE TABLE "body_setting" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"value" jsonb NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" uuid NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "body_setting_key_unique" UNIQUE("key")
);
--> statement-breakpoint

-- Read by whoever is signed in, written by the platform's administrators; jobs read them too.
alter table body_setting enable row level security;
create policy worker_all on body_setting to guichet_worker using (true) with check (true);
grant select on body_setting to guichet_worker;
grant select, insert, update on body_setting to guichet_app;
create policy all_read on body_setting for select to guichet_app using ((select guichet.user_id()) is not null);
create policy platform on body_setting to guichet_app using ((select guichet.is_platform())) with check ((select guichet.is_platform()));
