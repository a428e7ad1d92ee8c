-- Keys between tables, functions that run above row-level security, policies and grants.
-- Reviewed by hand. Roles guichet_owner (owns everything here), guichet_app and guichet_worker exist before.

create extension if not exists pg_trgm;
--> statement-breakpoint
create schema guichet;
--> statement-breakpoint

-- Keys ---------------------------------------------------------------------------------------------------------------
alter table membership
  add foreign key (organisation_id) references organisation (id),
  add foreign key (user_id) references user_account (id);
alter table session add foreign key (user_id) references user_account (id);
alter table secret_link add foreign key (organisation_id) references organisation (id);
alter table link_session add foreign key (secret_link_id) references secret_link (id) on delete cascade;
alter table link_code add foreign key (secret_link_id) references secret_link (id) on delete cascade;
alter table intake_address add foreign key (organisation_id) references organisation (id);
alter table stored_file add foreign key (organisation_id) references organisation (id);
alter table upload_ticket
  add foreign key (organisation_id) references organisation (id),
  add foreign key (stored_file_id) references stored_file (id);
alter table cases
  add unique (organisation_id, id),
  add foreign key (organisation_id) references organisation (id),
  add foreign key (assignee_id) references user_account (id),
  add foreign key (closed_by) references user_account (id),
  add foreign key (organisation_id, merged_into_id) references cases (organisation_id, id);
-- A row of a case always belongs to the organisation of that case.
alter table party add foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete cascade;
alter table participant
  add foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete cascade,
  add foreign key (party_id) references party (id) on delete cascade;
alter table case_entry
  add foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete cascade,
  add foreign key (participant_id) references participant (id),
  add foreign key (author_user_id) references user_account (id);
alter table case_file
  add foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete cascade,
  add foreign key (entry_id) references case_entry (id) on delete cascade,
  add foreign key (stored_file_id) references stored_file (id);
alter table case_closing add foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete cascade;
alter table reply_address add foreign key (organisation_id) references organisation (id);
alter table inbound_target add foreign key (inbound_mail_id) references inbound_mail (id);
alter table quarantine add foreign key (inbound_target_id) references inbound_target (id);
alter table mail_attachment
  add foreign key (inbound_target_id) references inbound_target (id),
  add foreign key (stored_file_id) references stored_file (id);
alter table outgoing_recipient add foreign key (outgoing_message_id) references outgoing_message (id) on delete cascade;
alter table delivery_event add foreign key (outgoing_recipient_id) references outgoing_recipient (id) on delete cascade;
--> statement-breakpoint
create index party_by_name on party using gin (search_text gin_trgm_ops);
--> statement-breakpoint

-- Who asks, on this connection ---------------------------------------------------------------------------------------
create function guichet.organisations() returns uuid[] language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('app.organisations', true), ''), '{}')::uuid[] $$;
create function guichet.user_id() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('app.user_id', true), '')::uuid $$;
create function guichet.link_case() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('app.link_case', true), '')::uuid $$;
--> statement-breakpoint

-- Resolves a session or a link, and sets what the connection may see from now on: also to nothing.
create function guichet.enter(session_hash text, link_hash text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found_user record;
  found_link record;
begin
  if session_hash is not null then
    select u.id, s.id as session_id, s.last_seen_at, held.memberships, held.organisations
    into found_user
    from session s
    join user_account u on u.id = s.user_id and u.disabled_at is null
    cross join lateral (
      select
        coalesce(jsonb_agg(jsonb_build_object(
          'organisationId', m.organisation_id, 'service', m.service, 'roles', m.roles)), '[]'::jsonb) as memberships,
        coalesce(array_agg(m.organisation_id), '{}')::text as organisations
      from membership m join organisation o on o.id = m.organisation_id and o.closed_at is null
      where m.user_id = u.id and m.ended_at is null) held
    where s.token_hash = session_hash and s.ended_at is null and s.expires_at > now();
    if found then
      perform set_config('app.user_id', found_user.id::text, false), set_config('app.link_case', '', false),
        set_config('app.organisations', found_user.organisations, false);
      if found_user.last_seen_at < now() - interval '5 minutes' then
        update session set last_seen_at = now() where id = found_user.session_id;
      end if;
      return jsonb_build_object('user', jsonb_build_object('id', found_user.id, 'memberships', found_user.memberships));
    end if;
  end if;

  if link_hash is not null then
    select l.id, l.target_id, l.party_id, l.organisation_id, ls.code_verified into found_link
    from link_session ls join secret_link l on l.id = ls.secret_link_id
    where ls.token_hash = link_hash and ls.expires_at > now()
      and l.revoked_at is null and (l.expires_at is null or l.expires_at > now());
    if found then
      perform set_config('app.user_id', '', false), set_config('app.organisations', '{}', false),
        set_config('app.link_case', found_link.target_id::text, false);
      return jsonb_build_object('link', jsonb_build_object(
        'secretLinkId', found_link.id, 'caseId', found_link.target_id, 'partyId', found_link.party_id,
        'organisationId', found_link.organisation_id, 'codeVerified', found_link.code_verified));
    end if;
  end if;

  perform set_config('app.user_id', '', false), set_config('app.organisations', '{}', false),
    set_config('app.link_case', '', false);
  return '{}'::jsonb;
end $$;
--> statement-breakpoint

-- What signing in needs before anyone is known.
create function guichet.account_for_sign_in(canonical_email text)
returns table (id uuid, password_hash text, disabled boolean)
language sql stable security definer set search_path = public, pg_temp as
$$ select id, password_hash, disabled_at is not null from user_account where email = canonical_email $$;
--> statement-breakpoint

-- What opening a secret link needs before anyone is known.
create function guichet.secret_link_by_hash(hash text)
returns table (id uuid, organisation_id uuid, purpose text, target_id uuid, party_id uuid)
language sql stable security definer set search_path = public, pg_temp as
$$ select id, organisation_id, purpose, target_id, party_id from secret_link
   where token_hash = hash and revoked_at is null and (expires_at is null or expires_at > now()) $$;
create function guichet.secret_link_by_access_code(hash text)
returns table (id uuid, organisation_id uuid, purpose text, target_id uuid, party_id uuid)
language sql stable security definer set search_path = public, pg_temp as
$$ select id, organisation_id, purpose, target_id, party_id from secret_link
   where access_code_hash = hash and revoked_at is null and (expires_at is null or expires_at > now()) $$;
--> statement-breakpoint

-- Marks outbox rows that left, whoever wrote them.
create function guichet.mark_sent(ids uuid[]) returns void
language sql security definer set search_path = public, pg_temp as
$$ update outbox set sent_at = now() where id = any (ids) and sent_at is null $$;
--> statement-breakpoint

-- Takes one token of a shared bucket: `wait` is 0 when it was given, else the seconds until the next one.
create function guichet.take_token(hash text, burst integer, per_second double precision,
  out wait double precision, out left_over integer)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  wait := 0;
  insert into rate_bucket as b (key_hash, tokens, refilled_at) values (hash, burst - 1, now())
  on conflict (key_hash) do update set
    tokens = least(burst, b.tokens + extract(epoch from now() - b.refilled_at) * per_second) - 1,
    refilled_at = now()
  where least(burst, b.tokens + extract(epoch from now() - b.refilled_at) * per_second) >= 1
  returning floor(b.tokens) into left_over;
  if not found then
    left_over := 0;
    select greatest(0.001, (1 - (b.tokens + extract(epoch from now() - b.refilled_at) * per_second)) / per_second)
    into wait from rate_bucket b where b.key_hash = hash;
  end if;
end $$;
-- Fills a bucket again: the right answer was given.
create function guichet.refill(hash text) returns void
language sql security definer set search_path = public, pg_temp as
$$ delete from rate_bucket where key_hash = hash $$;
--> statement-breakpoint

-- Cases of one organisation whose parties carry every given word, or whose number or e-mail is the given one. Runs
-- above row-level security because a trigram index cannot serve a query below it; asks for the organisation itself.
create function guichet.search_cases(organisation uuid, words text[], email text, case_year integer, case_seq integer)
returns table (id uuid)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not organisation = any (guichet.organisations()) then return; end if;
  return query
    select c.id from cases c
    where c.organisation_id = organisation and c.seq = case_seq and (case_year is null or c.year = case_year)
    union
    select p.case_id from party p
    where p.organisation_id = organisation and p.email_canonical = email
    union
    select p.case_id from party p
    where cardinality(words) > 0 and p.organisation_id = organisation
      and p.search_text like all (select '%' || replace(replace(replace(w, '\', '\\'), '%', '\%'), '_', '\_') || '%' from unnest(words) w);
end $$;
--> statement-breakpoint

-- Row-level security -------------------------------------------------------------------------------------------------
do $$
declare
  name text;
begin
  for name in select tablename from pg_tables where schemaname = 'public' loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy worker_all on %I to guichet_worker using (true) with check (true)', name);
  end loop;
  -- Tables that carry their organisation: its members see and write its rows.
  foreach name in array array[
    'membership', 'secret_link', 'intake_address', 'stored_file', 'upload_ticket', 'case_counter', 'party',
    'participant', 'case_entry', 'case_file', 'case_closing', 'reply_address', 'quarantine', 'mail_attachment',
    'inbound_target', 'outgoing_message', 'outgoing_recipient', 'delivery_event'] loop
    execute format(
      'create policy own_organisation on %I to guichet_app using (organisation_id = any ((select guichet.organisations())::uuid[]))
       with check (organisation_id = any ((select guichet.organisations())::uuid[]))', name);
  end loop;
  -- The holder of a case's link reads that case and nothing else.
  foreach name in array array['party', 'participant', 'case_entry', 'case_file'] loop
    execute format('create policy own_link on %I for select to guichet_app using (case_id = (select guichet.link_case()))', name);
  end loop;
end $$;
--> statement-breakpoint
create policy own_organisation on cases to guichet_app
  using (organisation_id = any ((select guichet.organisations())::uuid[]))
  with check (organisation_id = any ((select guichet.organisations())::uuid[]));
create policy own_link on cases for select to guichet_app using (id = (select guichet.link_case()));
create policy own_link on stored_file for select to guichet_app
  using (id in (select f.stored_file_id from case_file f where f.case_id = (select guichet.link_case())));
create policy own_link on secret_link for select to guichet_app using (target_id = (select guichet.link_case()));
-- What an organisation says of itself is public.
create policy public_face on organisation for select to guichet_app using (true);
create policy public_address on intake_address for select to guichet_app using (true);
create policy own_account on user_account to guichet_app using (id = (select guichet.user_id()));
create policy colleagues on user_account for select to guichet_app
  using (id in (select m.user_id from membership m where m.organisation_id = any ((select guichet.organisations())::uuid[])));
create policy my_handler on user_account for select to guichet_app
  using (id in (select c.assignee_id from cases c where c.id = (select guichet.link_case())
    union select e.author_user_id from case_entry e where e.case_id = (select guichet.link_case())));
create policy own_memberships on membership for select to guichet_app using (user_id = (select guichet.user_id()));
create policy own_sessions on session to guichet_app using (user_id = (select guichet.user_id()));
create policy of_visible_link on link_session to guichet_app
  using (secret_link_id in (select l.id from secret_link l)) with check (secret_link_id in (select l.id from secret_link l));
create policy of_visible_link on link_code to guichet_app
  using (secret_link_id in (select l.id from secret_link l)) with check (secret_link_id in (select l.id from secret_link l));
create policy written_here on outbox for insert to guichet_app
  with check (organisation_id is null or organisation_id = any ((select guichet.organisations())::uuid[]));
create policy written_here on audit_event for insert to guichet_app
  with check (organisation_id is null or organisation_id = any ((select guichet.organisations())::uuid[]));
create policy own_organisation on audit_event for select to guichet_app
  using (organisation_id = any ((select guichet.organisations())::uuid[]));
--> statement-breakpoint

-- Grants: the least each role needs ----------------------------------------------------------------------------------
grant usage on schema public, guichet to guichet_app, guichet_worker;
revoke all on all functions in schema guichet from public;
grant execute on function guichet.organisations(), guichet.user_id(), guichet.link_case(), guichet.mark_sent(uuid[]),
  guichet.take_token(text, integer, double precision), guichet.refill(text) to guichet_app, guichet_worker;
grant execute on function guichet.enter(text, text), guichet.account_for_sign_in(text), guichet.secret_link_by_hash(text),
  guichet.secret_link_by_access_code(text), guichet.search_cases(uuid, text[], text, integer, integer) to guichet_app;
grant select on organisation, membership, intake_address, quarantine, mail_attachment, inbound_target, delivery_event to guichet_app;
grant select, insert on audit_event, case_closing, stored_file, outgoing_message, link_code to guichet_app;
grant insert on outbox to guichet_app;
grant select, insert, update on user_account, session, secret_link, link_session, case_counter, cases, party, participant,
  case_entry, case_file, reply_address, outgoing_recipient, upload_ticket to guichet_app;
grant update on link_code, case_closing to guichet_app;
grant delete on upload_ticket to guichet_app;
grant select, insert, update, delete on all tables in schema public to guichet_worker;
revoke update, delete on audit_event from guichet_worker;
