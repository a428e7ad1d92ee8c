CREATE TABLE "digest_day" (
	"user_id" uuid NOT NULL,
	"day" date NOT NULL,
	CONSTRAINT "digest_day_user_id_day_pk" PRIMARY KEY("user_id","day")
);
--> statement-breakpoint
CREATE TABLE "calendar_feed" (
	"user_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	CONSTRAINT "calendar_feed_organisation_id_user_id_pk" PRIMARY KEY("organisation_id","user_id"),
	CONSTRAINT "calendar_feed_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "day_work" (
	"organisation_id" uuid NOT NULL,
	"work" text NOT NULL,
	"day" date NOT NULL,
	CONSTRAINT "day_work_organisation_id_work_day_pk" PRIMARY KEY("organisation_id","work","day")
);

--> statement-breakpoint
alter table digest_day add foreign key (user_id) references user_account (id) on delete cascade;
alter table calendar_feed add foreign key (user_id) references user_account (id) on delete cascade;
do $$
declare name text;
begin
  foreach name in array array['digest_day', 'day_work', 'calendar_feed'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy worker_all on %I to guichet_worker using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to guichet_worker', name);
  end loop;
end $$;
grant select, insert, update, delete on calendar_feed to guichet_app;
create policy own_rows on calendar_feed to guichet_app
  using (user_id = (select guichet.user_id()) and organisation_id = any ((select guichet.organisations('mediation'))::uuid[]))
  with check (user_id = (select guichet.user_id()) and organisation_id = any ((select guichet.organisations('mediation'))::uuid[]));
-- Whoever acts tells colleagues as each wants it: they read the choices, and change their own alone.
create policy read_here on notification_choice for select to guichet_app
  using (organisation_id = any ((select guichet.organisations('mediation'))::uuid[]));
create policy told_by on notification for select to guichet_app using (actor_id = (select guichet.user_id())
  and organisation_id = any ((select guichet.organisations('mediation'))::uuid[]));
--> statement-breakpoint
-- What a calendar of due days shows: the number and the title of a task, never a case its reader may not read. The
-- secret address is the right, as long as its holder is a member.
create function guichet.calendar_of(hash text)
returns table (uid uuid, number text, title text, due_on date)
language sql stable security definer set search_path = public, pg_temp as $$
  select d.uid, c.year || '-' || lpad(c.seq::text, 5, '0'), d.title, d.due_on
  from calendar_feed f
  join user_account u on u.id = f.user_id and u.disabled_at is null
  join lateral (
    select coalesce(array_agg(r), '{}') as roles from membership m, unnest(m.roles) r
    where m.user_id = f.user_id and m.organisation_id = f.organisation_id and m.service = 'mediation'
      and m.ended_at is null) held on held.roles && array['manager', 'mediator', 'assistant', 'reader']
  join cases c on c.organisation_id = f.organisation_id and c.deleted_at is null and not c.sample
    and c.status not in ('CLOSED', 'MERGED')
    and (not c.restricted or 'manager' = any (held.roles) or c.watchers ? f.user_id::text
      or ('mediator' = any (held.roles) and (c.assignee_id = f.user_id or f.user_id = any (c.co_handler_ids))))
  join lateral (
    select c.id as uid, 'Échéance'::text as title, c.due_on where c.assignee_id = f.user_id and c.due_on is not null
    union all
    select t.id, t.title, t.due_on from case_task t
    where t.case_id = c.id and t.done_at is null and t.due_on is not null
      and coalesce(t.assignee_id, c.assignee_id) = f.user_id) d on true
  where f.token_hash = hash
  order by d.due_on, d.uid
  limit 1000
$$;
revoke all on function guichet.calendar_of(text) from public;
grant execute on function guichet.calendar_of(text) to guichet_app;
