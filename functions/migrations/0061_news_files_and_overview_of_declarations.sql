-- How each member wants to hear of news, and the files they ask for: theirs alone.
alter table declaration_choice enable row level security;
create policy worker_all on declaration_choice to guichet_worker using (true) with check (true);
grant select, insert, update, delete on declaration_choice to guichet_worker, guichet_app;
-- Whoever acts has to know how the others want to be told.
create policy told_here on declaration_choice for select to guichet_app
  using (organisation_id = any ((select guichet.organisations('declarations'))::uuid[]));
create policy own_rows on declaration_choice to guichet_app
  using (user_id = (select guichet.user_id()) and organisation_id = any ((select guichet.organisations('declarations'))::uuid[]))
  with check (user_id = (select guichet.user_id()) and organisation_id = any ((select guichet.organisations('declarations'))::uuid[]));
create policy own_rows_of_declarations on background_job to guichet_app
  using (kind = 'declarations_export' and user_id = (select guichet.user_id())
    and organisation_id = any ((select guichet.organisations('declarations'))::uuid[]))
  with check (kind = 'declarations_export' and user_id = (select guichet.user_id())
    and organisation_id = any ((select guichet.organisations('declarations'))::uuid[]));
--> statement-breakpoint

-- What the platform sees of declarations: how many, never of whom and never an amount. A cell with fewer than five
-- organisations behind it has no count.
create function guichet.declarations_overview(since timestamptz)
returns table (figure text, value text, organisations integer, found integer)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not guichet.is_platform() then return; end if;
  return query
    with cells as (
      select 'source' as figure, s.provider as value, s.organisation_id as org from ticketing_source s
        where s.provider not in ('MANUAL', 'FILE') or exists (select from show w where w.source_id = s.id)
      union all
      select 'connection', c.status, c.organisation_id from ticketing_connection c where c.status <> 'disconnected'
      union all
      select 'run', r.state, r.organisation_id from sync_run r where r.created_at >= since
      union all
      select 'transmission.' || t.body, t.state, t.organisation_id from transmission t
        where t.created_at >= since and t.state not in ('draft', 'cancelled')
    )
    select c.figure, c.value, count(distinct o.id)::integer,
      case when count(distinct o.id) >= 5 then count(*)::integer end
    from cells c join organisation o on o.id = c.org and o.closed_at is null
    group by c.figure, c.value
    union all
    select 'organisations', null, count(*)::integer, count(*)::integer from organisation o
      where o.closed_at is null and 'declarations' = any (o.services);
end $$;
revoke all on function guichet.declarations_overview(timestamptz) from public;
grant execute on function guichet.declarations_overview(timestamptz) to guichet_app;
