-- People without account. Reviewed by hand. The role guichet_public files requests and reads what a link opens, proved
-- by possession: a connection says what was presented (the hash of an opened link's cookie, the id of a draft), and
-- the functions below look it up. A setting alone, whoever wrote it, opens nothing.

create function guichet.presented_link() returns text language sql stable parallel safe as
$$ select nullif(current_setting('app.link', true), '') $$;
create function guichet.presented_draft() returns text language sql stable parallel safe as
$$ select nullif(current_setting('app.draft', true), '') $$;
-- Key of the filing under way, as cases keep it: nobody guesses the id of a draft.
create function guichet.filing_key() returns text language sql stable parallel safe as
$$ select 'form:' || nullif(current_setting('app.organisation', true), '') || ':' || guichet.presented_draft() $$;
--> statement-breakpoint

-- The link whose page is open on this browser; not granted to anyone, the narrow ones below are.
create function guichet.open_page() returns table (link_id uuid, organisation_id uuid, purpose text, target_id uuid,
  party_id uuid, code_verified boolean, expires_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as
$$ select l.id, l.organisation_id, l.purpose, l.target_id, l.party_id, s.code_verified, s.expires_at
   from link_session s join secret_link l on l.id = s.secret_link_id
   where s.token_hash = guichet.presented_link() and s.expires_at > now()
     and l.revoked_at is null and (l.expires_at is null or l.expires_at > now()) $$;
-- What the link leads to, the code given or not: enough to say that it was opened, never to read it.
create function guichet.linked_target() returns uuid language sql stable security definer set search_path = public, pg_temp as
$$ select target_id from guichet.open_page() $$;
-- The case whose exchanges may be read: its link is open and the code was given; and the party who holds that link.
create function guichet.opened_case() returns uuid language sql stable security definer set search_path = public, pg_temp as
$$ select target_id from guichet.open_page() where code_verified and purpose = 'case_follow_up' $$;
create function guichet.opened_party() returns uuid language sql stable security definer set search_path = public, pg_temp as
$$ select party_id from guichet.open_page() where code_verified and purpose = 'case_follow_up' $$;
-- Whether that party reads what was written to and by the requester (mediation.md §4.2): they are the requester, or
-- their mandate was verified.
create function guichet.reads_exchanges() returns boolean language sql stable security definer set search_path = public, pg_temp as
$$ select coalesce((select p.role = 'REQUESTER' or p.mandate_state = 'VERIFIED' from party p where p.id = guichet.opened_party()), false) $$;
-- The case made of the presented draft; `filing_case` only in the transaction that makes it.
create function guichet.filed_case() returns uuid language sql stable security definer set search_path = public, pg_temp as
$$ select id from cases where filing_key = guichet.filing_key() $$;
create function guichet.filing_case() returns uuid language sql stable security definer set search_path = public, pg_temp as
$$ select id from cases where filing_key = guichet.filing_key() and xmin = pg_current_xact_id()::xid $$;
-- Whom files belong to until they are bound (bind-uploads.ts).
create function guichet.upload_owner() returns text language sql stable security definer set search_path = public, pg_temp as
$$ select coalesce('draft:' || guichet.presented_draft(), 'link:' || guichet.opened_case() || ':' || guichet.opened_party()) $$;
--> statement-breakpoint

-- Finds out which page is open, and sets what the connection may see from now on: also to nothing.
create function guichet.enter_link(link_hash text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform set_config('app.link', coalesce(link_hash, ''), false), set_config('app.draft', '', false),
    set_config('app.organisation', '', false);
  return (select jsonb_build_object('secretLinkId', link_id, 'caseId', target_id, 'partyId', party_id,
    'organisationId', organisation_id, 'codeVerified', code_verified) from guichet.open_page());
end $$;
--> statement-breakpoint

-- The follow-up link of an access code, while it lives.
create function guichet.link_by_access_code(code_hash text)
returns table (id uuid, organisation_id uuid, target_id uuid, party_id uuid)
language sql stable security definer set search_path = public, pg_temp as
$$ select id, organisation_id, target_id, party_id from secret_link
   where access_code_hash = code_hash and purpose = 'case_follow_up' and revoked_at is null
     and (expires_at is null or expires_at > now()) $$;
-- Opens a page for half an hour with the hash of a link's secret, or of its access code, which shows exchanges at once.
-- Nothing when the link is dead.
create function guichet.open_link(presented text, session_id uuid, session_hash text) returns setof uuid
language sql security definer set search_path = public, pg_temp as
$$ insert into link_session (id, secret_link_id, token_hash, code_verified, expires_at)
   select session_id, l.id, session_hash, l.token_hash <> presented, now() + interval '30 minutes' from secret_link l
   where (l.token_hash = presented or l.access_code_hash = presented) and l.purpose = 'case_follow_up'
     and l.revoked_at is null and (l.expires_at is null or l.expires_at > now())
   returning secret_link_id $$;
create function guichet.close_link() returns void
language sql security definer set search_path = public, pg_temp as
$$ update link_session set expires_at = now() where token_hash = guichet.presented_link() and expires_at > now() $$;
--> statement-breakpoint

-- Checks the code of the mail on the open page: the newest one, ten minutes, once, five wrong ones an hour whatever the
-- number of codes. `verdict` is right, wrong, expired or locked; `left_over` tries, `wait` seconds when locked.
create function guichet.check_link_code(typed_hash text, out verdict text, out left_over integer, out wait double precision)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  link uuid := (select link_id from guichet.open_page());
  newest link_code;
  tried integer;
  first_tried timestamptz;
begin
  wait := 0;
  -- Two codes at once wait for each other.
  perform from secret_link where id = link for update;
  select coalesce(sum(c.tries), 0), min(c.created_at) filter (where c.tries > 0) into tried, first_tried from link_code c
  where c.secret_link_id = link and c.used_at is null and c.created_at > now() - interval '1 hour';
  left_over := greatest(0, 5 - tried);
  select * into newest from link_code c where c.secret_link_id = link and c.used_at is null order by c.created_at desc limit 1;
  if left_over = 0 then
    verdict := 'locked';
    wait := extract(epoch from first_tried + interval '1 hour' - now());
  elsif newest.id is null then
    -- Its mail has not left yet, or it was used: there is nothing to guess, so no try is counted.
    verdict := 'wrong';
  elsif newest.expires_at <= now() then
    verdict := 'expired';
  elsif newest.code_hash <> typed_hash then
    verdict := 'wrong';
    left_over := left_over - 1;
    update link_code set tries = tries + 1 where id = newest.id;
  else
    verdict := 'right';
    update link_code set used_at = now() where id = newest.id;
    update link_session set code_verified = true where token_hash = guichet.presented_link();
  end if;
end $$;
--> statement-breakpoint

-- What the link alone shows (mediation.md §4.3), as one object.
create function guichet.link_face() returns jsonb language sql stable security definer set search_path = public, pg_temp as
$$ select jsonb_build_object('organisationId', c.organisation_id, 'year', c.year, 'seq', c.seq, 'receivedAt', c.received_at,
     'status', c.status, 'closedAt', c.closed_at, 'expiresAt', o.expires_at,
     'maskedEmail', left(p.email, 1) || '•••' || substring(p.email from '@[^@]*$'))
   from guichet.open_page() o join cases c on c.id = o.target_id join party p on p.id = o.party_id
   where o.purpose = 'case_follow_up' $$;
-- The name, and nothing else, of who handles the opened case or wrote on it.
create function guichet.name_on_page(person uuid) returns text language sql stable security definer set search_path = public, pg_temp as
$$ select u.first_name || ' ' || u.last_name from user_account u where u.id = person and (
     exists (select from cases c where c.id = guichet.opened_case() and c.assignee_id = person)
     or exists (select from case_entry e where e.case_id = guichet.opened_case() and e.author_user_id = person)) $$;
-- The opened case, kept as it is until the answer is written; then counted among what waits for an agent.
create function guichet.hold_opened_case() returns uuid language sql security definer set search_path = public, pg_temp as
$$ select id from cases where id = guichet.opened_case() for update $$;
create function guichet.count_answer(answered_at timestamptz) returns void
language sql security definer set search_path = public, pg_temp as
$$ update cases c set last_exchange_at = greatest(c.last_exchange_at, least(answered_at, now())), updated_at = now(),
     to_process_count = (select count(*) from case_entry e where e.case_id = c.id and e.to_process)
   where c.id = guichet.opened_case() $$;
--> statement-breakpoint

-- The next number of an organisation's year. Its row stays locked until the transaction ends: a rollback leaves no gap.
create function guichet.next_number(organisation uuid, registered_in integer) returns integer
language sql security definer set search_path = public, pg_temp as
$$ insert into case_counter as c (organisation_id, year, last)
   select o.id, registered_in, 1 from organisation o where o.id = next_number.organisation
   on conflict (organisation_id, year) do update set last = c.last + 1 returning c.last $$;
-- A case of the last 24 hours with the same words by the same people (`who`: what tells requester and representative
-- from others, see same-request.ts). Its id, for a job; the number is for its owner's mailbox.
create function guichet.same_request(organisation uuid, words text, who text) returns uuid
language sql stable security definer set search_path = public, pg_temp as
$$ select c.id from cases c
   join party r on r.case_id = c.id and r.role = 'REQUESTER'
   left join party a on a.case_id = c.id and a.role = 'REPRESENTATIVE'
   where c.organisation_id = same_request.organisation and c.received_at > now() - interval '24 hours' and c.description = words
     and coalesce(r.email_canonical, coalesce(r.phone_e_164, '') || r.search_text) || E'\n' ||
       coalesce(a.email_canonical, coalesce(a.phone_e_164, '') || a.search_text, '') = who
   order by c.received_at limit 1 $$;
-- The row of a kept file: one per organisation and content, whoever sent it first; agents keep files where they work.
create function guichet.remember_file(file uuid, organisation uuid, hash text, bytes bigint, kind text) returns uuid
language sql security definer set search_path = public, pg_temp as
$$ with made as (
     insert into stored_file (id, organisation_id, sha256, size, type, key, scan)
     select file, organisation, hash, bytes, kind, organisation || '/' || hash, 'clean'
     where session_user <> 'guichet_app' or organisation = any (guichet.workplaces())
     on conflict (organisation_id, sha256) do update set scan = stored_file.scan returning id)
   select id from made $$;
--> statement-breakpoint

-- Row-level security of guichet_public. Tables that are not named here show it nothing and take nothing from it.
create policy citizens on organisation for select to guichet_public using (true);
create policy citizens on intake_address for select to guichet_public using (true);

create policy filed on cases for select to guichet_public using (filing_key = (select guichet.filing_key()));
create policy filing on cases for insert to guichet_public with check (filing_key = (select guichet.filing_key())
  and organisation_id::text = current_setting('app.organisation', true) and channel = 'WEB' and status = 'TO_PROCESS'
  and assignee_id is null and closed_at is null and not restricted and merged_into_id is null);
create policy opened on cases for select to guichet_public using (id = (select guichet.opened_case()));

create policy filed on party for select to guichet_public using (case_id = (select guichet.filed_case()));
create policy filing on party for insert to guichet_public with check (case_id = (select guichet.filing_case()));
create policy opened on party for select to guichet_public using (id = (select guichet.opened_party()));

create policy filed on participant for select to guichet_public using (case_id = (select guichet.filing_case()));
create policy filing on participant for insert to guichet_public
  with check (case_id = (select guichet.filing_case()) and verification = 'unverified');
create policy filing_again on participant for update to guichet_public using (case_id = (select guichet.filing_case()))
  with check (case_id = (select guichet.filing_case()) and verification = 'unverified');
create policy opened on participant for select to guichet_public using (party_id = (select guichet.opened_party()));

create policy filed on secret_link for select to guichet_public using (target_id = (select guichet.filed_case()));
create policy filing on secret_link for insert to guichet_public with check (purpose = 'case_follow_up'
  and target_id = (select guichet.filing_case()));

create policy filed on case_entry for select to guichet_public
  using (case_id = (select guichet.filed_case()) and fact = 'case.received');
create policy filing on case_entry for insert to guichet_public with check (case_id = (select guichet.filing_case())
  and kind = 'fact' and fact = 'case.received' and direction = 'IN' and author_user_id is null);
create policy opened on case_entry for select to guichet_public using (case_id = (select guichet.opened_case())
  and ((kind = 'fact' and fact in ('case.received', 'case.status', 'case.closed'))
    or (kind = 'message' and side = 'REQUESTER' and (select guichet.reads_exchanges()))));
create policy answering on case_entry for insert to guichet_public with check (case_id = (select guichet.opened_case())
  and kind = 'message' and side = 'REQUESTER' and direction = 'IN' and medium = 'PORTAL' and author_user_id is null
  and outgoing_message_id is null and inbound_target_id is null and html is null);

create policy of_visible_entry on case_file for select to guichet_public
  using (case_id in ((select guichet.filed_case()), (select guichet.opened_case()))
    and visibility in ('SHARED', 'REQUESTER_ONLY') and exists (select from case_entry e where e.id = entry_id));
create policy sent on case_file for insert to guichet_public
  with check (case_id in ((select guichet.filing_case()), (select guichet.opened_case())) and source = 'REQUESTER');

create policy own_uploads on upload_ticket to guichet_public using (owner = (select guichet.upload_owner()))
  with check (owner = (select guichet.upload_owner()));
create policy own_files on stored_file for select to guichet_public
  using (id in (select t.stored_file_id from upload_ticket t where t.owner = (select guichet.upload_owner()))
    or id in (select f.stored_file_id from case_file f
      where f.case_id in ((select guichet.filed_case()), (select guichet.opened_case()))));

create policy citizens on audit_event for insert to guichet_public with check (
  (actor_kind = 'visitor' and action = 'case.file' and aggregate_id = (select guichet.filing_case()))
  or (actor_kind = 'link' and aggregate_id = (select guichet.linked_target())));
-- Letters are written by a job, which alone sees addresses.
create policy letters on outbox for insert to guichet_public with check (queue = 'case-letters');
--> statement-breakpoint

-- Grants -------------------------------------------------------------------------------------------------------------
grant usage on schema public, guichet to guichet_public;
grant select (id, slug, name, kind, time_zone, services, settings, closed_at) on organisation to guichet_public;
grant select on intake_address to guichet_public;
grant select, insert on cases, party, participant, case_entry, case_file, upload_ticket, secret_link to guichet_public;
grant update (party_id, display_name) on participant to guichet_public;
grant update (stored_file_id, refusal, bound_at), delete on upload_ticket to guichet_public;
grant select on stored_file to guichet_public;
grant insert on audit_event, outbox to guichet_public;
revoke all on function guichet.presented_link(), guichet.presented_draft(), guichet.filing_key(), guichet.open_page(),
  guichet.linked_target(), guichet.opened_case(), guichet.opened_party(), guichet.reads_exchanges(), guichet.filed_case(),
  guichet.filing_case(), guichet.upload_owner(), guichet.enter_link(text), guichet.open_link(text, uuid, text),
  guichet.link_by_access_code(text), guichet.close_link(), guichet.check_link_code(text), guichet.link_face(),
  guichet.name_on_page(uuid), guichet.hold_opened_case(), guichet.count_answer(timestamptz),
  guichet.next_number(uuid, integer), guichet.same_request(uuid, text, text),
  guichet.remember_file(uuid, uuid, text, bigint, text) from public;
grant execute on function guichet.presented_link(), guichet.presented_draft(), guichet.filing_key(), guichet.linked_target(),
  guichet.opened_case(), guichet.opened_party(), guichet.reads_exchanges(), guichet.filed_case(), guichet.filing_case(),
  guichet.upload_owner(), guichet.enter_link(text), guichet.open_link(text, uuid, text),
  guichet.link_by_access_code(text), guichet.close_link(), guichet.check_link_code(text), guichet.link_face(),
  guichet.name_on_page(uuid), guichet.hold_opened_case(), guichet.count_answer(timestamptz),
  guichet.same_request(uuid, text, text), guichet.cases_by_number(integer, integer),
  guichet.party_by_number_and_email(integer, integer, text), guichet.read_secret_link(text), guichet.mark_sent(uuid[]),
  guichet.take_token(text, integer, double precision), guichet.refill(text), guichet.spend(text, timestamptz),
  guichet.take_lump(text, text, text, integer, integer, double precision) to guichet_public;
grant execute on function guichet.next_number(uuid, integer) to guichet_public, guichet_worker;
grant execute on function guichet.remember_file(uuid, uuid, text, bigint, text) to guichet_app, guichet_public;
--> statement-breakpoint

-- What only citizens needed goes from guichet_app --------------------------------------------------------------------
do $$
declare
  name text;
begin
  foreach name in array array['cases', 'party', 'participant', 'case_entry', 'case_file', 'stored_file', 'secret_link'] loop
    execute format('drop policy own_link on %I', name);
  end loop;
end $$;
drop policy my_handler on user_account;
drop policy of_visible_link on link_session;
drop policy of_visible_link on link_code;
revoke all on link_session, link_code, case_counter from guichet_app;
revoke insert on cases, party, participant from guichet_app;
revoke execute on function guichet.cases_by_number(integer, integer),
  guichet.party_by_number_and_email(integer, integer, text) from guichet_app;
drop policy own_organisation on case_counter;
drop function guichet.secret_link_by_hash(text);
drop function guichet.secret_link_by_access_code(text);
drop function guichet.upload_organisation(uuid, text);
drop function guichet.enter(text, text, boolean);
drop function guichet.link_case();
--> statement-breakpoint

-- Resolves a session, and sets what the connection may see from now on: also to nothing. A membership counts while it
-- lives, in a live organisation, in a service that is on, with the second factor the organisation asks for. A session
-- ends by itself after the strictest idle time of its organisations; `active` says a person did something.
create function guichet.enter(session_hash text, active boolean) returns jsonb
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
        (select coalesce(jsonb_object_agg(b.service, b.ids), '{}'::jsonb)::text from (
          select e.service, jsonb_agg(e.organisation_id) as ids from every e where e.counts group by e.service) b) as by_service,
        (select min(e.idle_minutes) from every e) as idle) held
    where s.token_hash = session_hash and s.ended_at is null and s.expires_at > now() and not s.pending
      and s.last_seen_at > now() - make_interval(mins => coalesce(held.idle, 60));
    if found then
      perform set_config('app.user_id', found_user.id::text, false),
        set_config('app.memberships', found_user.by_service, false),
        set_config('app.platform', case when found_user.platform then 't' else '' end, false);
      if active and found_user.last_seen_at < now() - interval '1 minute' then
        update session set last_seen_at = now() where id = found_user.session_id;
      end if;
      return jsonb_build_object('user', jsonb_build_object('id', found_user.id, 'sessionId', found_user.session_id,
        'memberships', found_user.memberships, 'platformAdministrator', found_user.platform,
        'secondFactor', found_user.strong, 'idleMinutes', coalesce(found_user.idle, 60)));
    end if;
  end if;
  perform set_config('app.user_id', '', false), set_config('app.memberships', '{}', false),
    set_config('app.platform', '', false);
  return '{}'::jsonb;
end $$;
--> statement-breakpoint
revoke all on function guichet.enter(text, boolean) from public;
grant execute on function guichet.enter(text, boolean) to guichet_app;
