-- Policies read who asks several times per statement, so memberships are taken apart once, when they are set: the
-- organisations of each service, all of them, and those in which somebody works.
create function guichet.hold(by_service jsonb, for_transaction boolean) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  service text;
  held text[];
  every text[] := '{}';
  at_work text[] := '{}';
begin
  foreach service in array array['administration', 'mediation', 'declarations', 'appointments', 'resources', 'followup'] loop
    held := '{}';
    if by_service ? service then
      held := array(select jsonb_array_elements_text(by_service -> service));
      every := every || held;
      if service <> 'administration' then at_work := at_work || held; end if;
    end if;
    perform set_config('app.in_' || service, held::text, for_transaction);
  end loop;
  perform set_config('app.memberships', by_service::text, for_transaction),
    set_config('app.organisations', every::text, for_transaction), set_config('app.workplaces', at_work::text, for_transaction);
end $$;
create or replace function guichet.organisations() returns uuid[] language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('app.organisations', true), ''), '{}')::uuid[] $$;
create or replace function guichet.workplaces() returns uuid[] language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('app.workplaces', true), ''), '{}')::uuid[] $$;
create function guichet.organisations(service text) returns uuid[] language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('app.in_' || service, true), ''), '{}')::uuid[] $$;
--> statement-breakpoint

-- Every policy that named a service does so by the new function.
do $$
declare
  p record;
  old constant text := 'guichet\.organisations\(VARIADIC ARRAY\[([^\]]*)\]\)';
  new constant text := 'guichet.organisations(\1)';
begin
  for p in select tablename, policyname, qual, with_check from pg_policies
    where qual ~ old or with_check ~ old
  loop
    execute format('alter policy %I on %I', p.policyname, p.tablename)
      || coalesce(' using (' || regexp_replace(p.qual, old, new, 'g') || ')', '')
      || coalesce(' with check (' || regexp_replace(p.with_check, old, new, 'g') || ')', '');
  end loop;
end $$;
drop function guichet.organisations(text[]);
--> statement-breakpoint

create or replace function guichet.enter(session_hash text, active boolean) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found_user record;
begin
  if session_hash is not null then
    select u.id, s.id as session_id, s.last_seen_at, s.second_factor_at is not null as strong, held.memberships,
      held.by_service, held.idle, s.second_factor_at is not null and exists (
        select from platform_administrator p where p.user_id = u.id and p.ended_at is null) as platform
    into found_user
    from session s
    join user_account u on u.id = s.user_id and u.disabled_at is null
    cross join lateral (
      with every as (
        select m.organisation_id, m.service, m.roles, o.idle_minutes,
          (m.service = 'administration' or m.service = any (o.services))
            and (s.second_factor_at is not null or not o.require_second_factor) as counts
        from membership m join organisation o on o.id = m.organisation_id and o.closed_at is null
        where m.user_id = u.id and m.ended_at is null)
      select
        (select coalesce(jsonb_agg(jsonb_build_object('organisationId', e.organisation_id, 'service', e.service,
          'roles', e.roles)), '[]'::jsonb) from every e where e.counts) as memberships,
        (select coalesce(jsonb_object_agg(b.service, b.ids), '{}'::jsonb) from (
          select e.service, jsonb_agg(e.organisation_id) as ids from every e where e.counts group by e.service) b) as by_service,
        (select min(e.idle_minutes) from every e) as idle) held
    where s.token_hash = session_hash and s.ended_at is null and s.expires_at > now() and not s.pending
      and s.last_seen_at > now() - make_interval(mins => coalesce(held.idle, 60));
    if found then
      perform set_config('app.user_id', found_user.id::text, false), guichet.hold(found_user.by_service, false),
        set_config('app.platform', case when found_user.platform then 't' else '' end, false);
      if active and found_user.last_seen_at < now() - interval '1 minute' then
        update session set last_seen_at = now() where id = found_user.session_id;
      end if;
      return jsonb_build_object('user', jsonb_build_object('id', found_user.id, 'sessionId', found_user.session_id,
        'memberships', found_user.memberships, 'platformAdministrator', found_user.platform,
        'secondFactor', found_user.strong, 'idleMinutes', coalesce(found_user.idle, 60)));
    end if;
  end if;
  perform set_config('app.user_id', '', false), guichet.hold('{}', false), set_config('app.platform', '', false);
  return '{}'::jsonb;
end $$;
--> statement-breakpoint
revoke all on function guichet.hold(jsonb, boolean), guichet.organisations(text) from public;
grant execute on function guichet.hold(jsonb, boolean) to guichet_app, guichet_worker, guichet_public;
grant execute on function guichet.organisations(text) to guichet_app, guichet_worker;
