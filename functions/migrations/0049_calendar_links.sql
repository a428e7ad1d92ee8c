-- The calendar of due days is opened by a secret link like any other (mediation.md §4.8): whose it is is its target.
drop policy own_organisation on secret_link;
drop policy platform on secret_link;
do $$
declare
  elsewhere constant text := $q$purpose in ('case_follow_up', 'survey', 'document_upload', 'message_file',
    'address_confirmation', 'contact_email', 'objection', 'calendar')$q$;
begin
  execute format('create policy own_organisation on secret_link to guichet_app
    using (organisation_id = any ((select guichet.organisations())::uuid[]) and not %1$s)
    with check (organisation_id = any ((select guichet.organisations())::uuid[]) and not %1$s)', elsewhere);
  execute format('create policy platform on secret_link to guichet_app using ((select guichet.is_platform()) and not %1$s)
    with check ((select guichet.is_platform()) and not %1$s)', elsewhere);
end $$;
create policy own_calendar on secret_link to guichet_app
  using (purpose = 'calendar' and target_id = (select guichet.user_id())
    and organisation_id = any ((select guichet.organisations('mediation'))::uuid[]))
  with check (purpose = 'calendar' and target_id = (select guichet.user_id())
    and organisation_id = any ((select guichet.organisations('mediation'))::uuid[]));
create unique index secret_link_one_calendar on secret_link (organisation_id, target_id)
  where purpose = 'calendar' and revoked_at is null;
--> statement-breakpoint
-- The number of a case and what kind of thing is due: no title, which somebody wrote, and never a case its reader may
-- not read. The link is the right as long as its holder is a member.
drop function guichet.calendar_of(text);
create function guichet.calendar_of(presented text)
returns table (uid uuid, number text, kind text, due_on date)
language sql stable security definer set search_path = public, pg_temp as $$
  select d.uid, c.year || '-' || lpad(c.seq::text, 5, '0'), d.kind, d.due_on
  from secret_link l
  join user_account u on u.id = l.target_id and u.disabled_at is null
  join organisation o on o.id = l.organisation_id and o.closed_at is null
  join lateral (
    select coalesce(array_agg(r), '{}') as roles from membership m, unnest(m.roles) r
    where m.user_id = u.id and m.organisation_id = o.id and m.service = 'mediation'
      and m.ended_at is null) held on held.roles && array['manager', 'mediator', 'assistant', 'reader']
  join cases c on c.organisation_id = o.id and c.deleted_at is null and not c.sample
    and c.status not in ('CLOSED', 'MERGED')
    and (not c.restricted or 'manager' = any (held.roles) or c.watchers ? u.id::text
      or ('mediator' = any (held.roles) and (c.assignee_id = u.id or u.id = any (c.co_handler_ids))))
  join lateral (
    select c.id as uid, 'due'::text as kind, c.due_on where c.assignee_id = u.id and c.due_on is not null
    union all
    select t.id, coalesce(t.kind, 'task'), t.due_on from case_task t
    where t.case_id = c.id and t.done_at is null and t.due_on is not null
      and coalesce(t.assignee_id, c.assignee_id) = u.id) d on true
  where l.token_hash = presented and l.purpose = 'calendar' and l.revoked_at is null
    and (l.expires_at is null or l.expires_at > now())
  order by d.due_on, d.uid
  limit 1000
$$;
revoke all on function guichet.calendar_of(text) from public;
grant execute on function guichet.calendar_of(text) to guichet_public, guichet_worker;
