-- What accounts leave behind is forgotten; what outlives it is kept here.

-- Marks a registration settled, once: its company was founded, or it became a request to join one.
drop function guichet.settle_registration(uuid, uuid);
create function guichet.settle_registration(registration uuid, organisation uuid, joins boolean) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update company_registration
    set settled_at = now(), organisation_id = organisation, join_asked_at = case when joins then now() end
    where id = registration and settled_at is null;
  return found;
end $$;
revoke all on function guichet.settle_registration(uuid, uuid, boolean) from public;
grant execute on function guichet.settle_registration(uuid, uuid, boolean) to guichet_app;
update company_registration r set join_asked_at = r.settled_at where r.settled_at is not null
  and exists (select from audit_event e where e.target_id = r.id and e.action = 'company.ask_to_join');
--> statement-breakpoint

-- As before, and the last activity outlives the session it was in.
create or replace function guichet.member_facts(organisation uuid)
returns table (user_id uuid, last_seen_at timestamptz, second_factor boolean, organisations uuid[], platform boolean)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not guichet.is_platform() and not organisation = any (guichet.organisations()) then return; end if;
  return query
    select m.user_id,
      greatest((select u.last_seen_at from user_account u where u.id = m.user_id),
        (select max(s.last_seen_at) from session s where s.user_id = m.user_id and not s.pending)),
      exists (select from totp_factor t where t.user_id = m.user_id and t.confirmed_at is not null)
        or exists (select from passkey k where k.user_id = m.user_id),
      array(select distinct o.organisation_id from membership o where o.user_id = m.user_id and o.ended_at is null),
      exists (select from platform_administrator p where p.user_id = m.user_id and p.ended_at is null)
    from (select distinct x.user_id from membership x where x.organisation_id = member_facts.organisation) m;
end $$;
