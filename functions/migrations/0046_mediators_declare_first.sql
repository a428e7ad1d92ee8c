-- A session says of whom the declaration of independence is still due (mediation.md §2 (f)).
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
        (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('organisationId', e.organisation_id, 'service', e.service,
          'roles', e.roles, 'replaces', case when e.service = 'mediation' then (
            select jsonb_agg(r.user_id) from guichet.replaced_by(u.id) r where r.organisation_id = e.organisation_id) end,
          -- The law bars who is elected or employed by the authority: who handles cases declares it first.
          'undeclared', case when e.service = 'mediation' and e.roles && '{manager,mediator}' and not exists (
            select from independence i where i.organisation_id = e.organisation_id and i.user_id = u.id) then true end))),
          '[]'::jsonb) from every e where e.counts) as memberships,
        (select coalesce(jsonb_object_agg(b.service, b.ids), '{}'::jsonb) from (
          select e.service, jsonb_agg(e.organisation_id) as ids from every e where e.counts group by e.service) b) as by_service,
        (select min(e.idle_minutes) from every e) as idle) held
    where s.token_hash = session_hash and s.ended_at is null and s.expires_at > now() and not s.pending
      and s.last_seen_at > now() - make_interval(mins => coalesce(held.idle, 60));
    if found then
      perform set_config('app.user_id', found_user.id::text, false), guichet.hold(found_user.by_service, false),
        guichet.hide_cases(false),
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
