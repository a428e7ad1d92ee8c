ALTER TABLE "cases" ADD COLUMN "to_resume" boolean DEFAULT false NOT NULL;
--> statement-breakpoint

-- What only an account itself may read of itself, for whoever lists the members of an organisation, and no others.
create function guichet.member_facts(organisation uuid)
returns table (user_id uuid, last_seen_at timestamptz, second_factor boolean, organisations uuid[], platform boolean)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not guichet.is_platform() and not organisation = any (guichet.organisations()) then return; end if;
  return query
    select m.user_id,
      (select max(s.last_seen_at) from session s where s.user_id = m.user_id and not s.pending),
      exists (select from totp_factor t where t.user_id = m.user_id and t.confirmed_at is not null)
        or exists (select from passkey k where k.user_id = m.user_id),
      array(select distinct o.organisation_id from membership o where o.user_id = m.user_id and o.ended_at is null),
      exists (select from platform_administrator p where p.user_id = m.user_id and p.ended_at is null)
    from (select distinct x.user_id from membership x where x.organisation_id = member_facts.organisation) m;
end $$;
--> statement-breakpoint

-- How many open cases each member has in hand: a number only, also for those who administer without a role in mediation.
create function guichet.open_cases(organisation uuid) returns table (user_id uuid, cases integer)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not guichet.is_platform() and not organisation = any (guichet.organisations()) then return; end if;
  return query
    select c.assignee_id, count(*)::integer from cases c
    where c.organisation_id = open_cases.organisation and c.assignee_id is not null and c.status not in ('CLOSED', 'MERGED')
    group by c.assignee_id;
end $$;
--> statement-breakpoint

-- The invitation behind a link, for whoever holds it, with what its mail already said.
create function guichet.invitation_of_link(hash text)
returns table (id uuid, organisation_id uuid, email text, email_canonical text, roles jsonb, expires_at timestamptz,
  accepted_at timestamptz, cancelled_at timestamptz, invited_by text, organisation_name text, logo text, closed boolean,
  account_id uuid)
language sql stable security definer set search_path = public, pg_temp as
$$ select i.id, i.organisation_id, i.email, i.email_canonical, i.roles, i.expires_at, i.accepted_at, i.cancelled_at,
     b.first_name || ' ' || b.last_name, o.name, o.settings ->> 'logo', o.closed_at is not null, u.id
   from secret_link l join invitation i on i.id = l.target_id
   left join organisation o on o.id = i.organisation_id
   left join user_account b on b.id = i.invited_by
   left join user_account u on u.email = i.email_canonical
   where l.token_hash = hash and l.purpose = 'invitation' $$;
--> statement-breakpoint

-- Takes every second factor from an account: the platform, or who administers the only organisations it is in; never
-- those of a platform administrator, whose rights such an administrator would otherwise come close to.
create function guichet.reset_second_factor(account uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not guichet.is_platform() and (
    not exists (select from membership m where m.user_id = account and m.ended_at is null
      and m.organisation_id = any (guichet.organisations('administration')))
    or exists (select from membership m where m.user_id = account and m.ended_at is null
      and not m.organisation_id = any (guichet.organisations('administration')))
    or exists (select from platform_administrator p where p.user_id = account and p.ended_at is null))
  then return false; end if;
  delete from totp_factor where user_id = account;
  delete from passkey where user_id = account;
  delete from recovery_code where user_id = account;
  return true;
end $$;
--> statement-breakpoint

grant execute on function guichet.member_facts(uuid), guichet.open_cases(uuid), guichet.invitation_of_link(text),
  guichet.reset_second_factor(uuid) to guichet_app;
-- A service that is switched on gets its intake address from whoever switches it on.
create policy platform on intake_address for insert to guichet_app with check ((select guichet.is_platform()));
grant insert on intake_address to guichet_app;
