ALTER TABLE "party" ADD COLUMN "ended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "party" ADD COLUMN "pending_email" text;--> statement-breakpoint
ALTER TABLE "party" ADD COLUMN "pending_email_link_id" uuid;--> statement-breakpoint

-- Links of a case, also those by which an address is confirmed or a filing objected to ---------------------------------
do $$
declare
  of_a_case constant text := $q$purpose in ('case_follow_up', 'survey', 'document_upload', 'message_file',
    'address_confirmation', 'contact_email', 'objection')$q$;
begin
  drop policy own_organisation on secret_link;
  drop policy of_cases on secret_link;
  drop policy platform on secret_link;
  execute format('create policy own_organisation on secret_link to guichet_app
    using (organisation_id = any ((select guichet.organisations())::uuid[]) and not %1$s)
    with check (organisation_id = any ((select guichet.organisations())::uuid[]) and not %1$s)', of_a_case);
  execute format('create policy of_cases on secret_link to guichet_app
    using (organisation_id = any ((select guichet.workplaces())::uuid[]) and %1$s)
    with check (organisation_id = any ((select guichet.workplaces())::uuid[]) and %1$s)', of_a_case);
  execute format('create policy platform on secret_link to guichet_app using ((select guichet.is_platform()) and not %1$s)
    with check ((select guichet.is_platform()) and not %1$s)', of_a_case);
end $$;
--> statement-breakpoint

-- What the holder of an opened page sees ------------------------------------------------------------------------------
-- The requester; a representative whose mandate was verified, or a lawyer where the organisation asks them for none;
-- nobody who acts no more.
create or replace function guichet.reads_exchanges() returns boolean language sql stable security definer set search_path = public, pg_temp as
$$ select coalesce((select p.role = 'REQUESTER' or p.mandate_state = 'VERIFIED'
       or (p.rep_kind = 'LAWYER' and coalesce((s.settings ->> 'lawyersNeedNoMandate')::boolean, false))
     from party p left join mediation_settings s on s.organisation_id = p.organisation_id
     where p.id = guichet.opened_party() and p.ended_at is null), false) $$;
create or replace function guichet.link_face() returns jsonb language sql stable security definer set search_path = public, pg_temp as
$$ select jsonb_build_object('organisationId', c.organisation_id, 'year', c.year, 'seq', c.seq, 'receivedAt', c.received_at,
     'status', c.status, 'closedAt', c.closed_at, 'expiresAt', o.expires_at, 'withdrawnAt', c.withdrawn_at,
     'reopenedAt', case when c.closed_at is null then (select max(g.reopened_at) from case_closing g where g.case_id = c.id) end,
     'readableUntil', case when c.closed_at is not null then l.expires_at end,
     'maskedEmail', left(p.email, 1) || '•••' || substring(p.email from '@[^@]*$'))
   from guichet.open_page() o join cases c on c.id = o.target_id join party p on p.id = o.party_id
     join secret_link l on l.id = o.link_id
   where o.purpose = 'case_follow_up' and c.deleted_at is null $$;
-- A party who acts no more gets no new link.
create or replace function guichet.party_by_number_and_email(case_year integer, case_seq integer, canonical_email text)
returns table (organisation_id uuid, case_id uuid, party_id uuid)
language sql stable security definer set search_path = public, pg_temp as
$$ select c.organisation_id, c.id, p.id from cases c join party p on p.case_id = c.id
   where c.year = case_year and c.seq = case_seq and p.email_canonical = canonical_email
     and p.ended_at is null and c.deleted_at is null $$;
drop policy opened on case_entry;
create policy opened on case_entry for select to guichet_public using (case_id = (select guichet.opened_case())
  and ((kind = 'fact' and fact in ('case.received', 'case.status', 'case.closed', 'case.reopened', 'case.withdrawn', 'case.kept'))
    or (kind = 'message' and side = 'REQUESTER' and ((select guichet.reads_exchanges())
      -- What they wrote themselves, whatever their mandate.
      or (direction = 'IN' and participant_id in (select o.id from participant o
        where o.party_id = (select guichet.opened_party())))))));
--> statement-breakpoint

-- What they may do besides writing -----------------------------------------------------------------------------------
-- Gives the request up, once, while the case is open; `at` is never later than now.
create function guichet.withdraw_opened_case(at timestamptz, reason text, entry uuid, author text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  changed cases;
  happened timestamptz := least(at, now());
begin
  if not guichet.reads_exchanges() then return false; end if;
  update cases c set withdrawn_at = happened, withdrawal_reason = reason, status = 'ABOUT_TO_CLOSE',
    status_since = case c.status when 'ABOUT_TO_CLOSE' then c.status_since else happened end,
    last_exchange_at = greatest(c.last_exchange_at, happened), updated_at = happened, version = c.version + 1
  where c.id = guichet.opened_case() and c.status not in ('CLOSED', 'MERGED') and c.deleted_at is null
    and c.withdrawn_at is null
  returning c.* into changed;
  if changed.id is null then return false; end if;
  insert into case_entry (id, organisation_id, case_id, kind, fact, direction, medium, side, occurred_at, author_label)
  values (entry, changed.organisation_id, changed.id, 'fact', 'case.withdrawn', 'IN', 'PORTAL', 'REQUESTER', happened, author);
  return true;
end $$;
-- Own telephone and address; the case is another version, so that an agent's older form does not undo it.
create function guichet.change_own_contact(given jsonb) returns void
language sql security definer set search_path = public, pg_temp as
$$ with changed as (
     update party p set phone = given ->> 'phone', phone_e_164 = given ->> 'phoneE164', line1 = given ->> 'line1',
       line2 = given ->> 'line2', postal_code = given ->> 'postalCode', city = given ->> 'city',
       country = given ->> 'country', preferred_contact = given ->> 'preferredContact'
     where p.id = guichet.opened_party() and p.ended_at is null returning p.case_id)
   update cases c set version = c.version + 1, updated_at = now() from changed where c.id = changed.case_id $$;
-- The address they want from now on: nothing changes before it is confirmed from there.
create function guichet.ask_own_email(wanted text) returns void
language sql security definer set search_path = public, pg_temp as
$$ update party set pending_email = wanted, pending_email_link_id = null
   where id = guichet.opened_party() and ended_at is null $$;
-- A representative shows one of the files they sent as their mandate.
create function guichet.provide_own_mandate(file uuid) returns void
language sql security definer set search_path = public, pg_temp as
$$ with changed as (
     update party p set mandate_file_id = file,
       mandate_state = case p.mandate_state when 'VERIFIED' then 'VERIFIED' else 'PROVIDED' end
     where p.id = guichet.opened_party() and p.role = 'REPRESENTATIVE' and p.ended_at is null
       and exists (select from case_file f where f.id = file and f.case_id = p.case_id) returning p.case_id)
   update cases c set version = c.version + 1, updated_at = now() from changed where c.id = changed.case_id $$;
-- The requester says, by the link of the notice, that they did not ask for this: once. Nothing is deleted.
create function guichet.object_to_filing(presented text, at timestamptz, said text, entry uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  used secret_link;
  who party;
  happened timestamptz := least(at, now());
begin
  update secret_link l set used_at = now() where l.token_hash = presented and l.purpose = 'objection'
    and l.used_at is null and l.revoked_at is null and (l.expires_at is null or l.expires_at > now())
  returning l.* into used;
  if used.id is null then return null; end if;
  update party p set objected_at = happened where p.id = used.party_id and p.case_id = used.target_id
    and p.role = 'REQUESTER' returning p.* into who;
  if who.id is null then return null; end if;
  insert into case_entry (id, organisation_id, case_id, kind, fact, direction, medium, occurred_at, author_label, text)
  values (entry, who.organisation_id, who.case_id, 'fact', 'case.objected', 'IN', 'PORTAL', happened,
    concat_ws(' ', who.first_name, who.last_name), said);
  update cases c set version = c.version + 1, updated_at = happened where c.id = who.case_id;
  return jsonb_build_object('organisationId', who.organisation_id, 'caseId', who.case_id, 'partyId', who.id);
end $$;
-- Keeps an answer to a survey and forgets whose it was, in one act: no case, no person, no hour, and an id that tells no
-- time either. False when the link does not live.
create function guichet.answer_survey(presented text, given jsonb, says_yes boolean, said text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  burned secret_link;
begin
  select * into burned from secret_link l where l.token_hash = presented and l.purpose = 'survey' and l.used_at is null
    and l.revoked_at is null and (l.expires_at is null or l.expires_at > now()) for update;
  if burned.id is null then return false; end if;
  insert into survey_answer (id, organisation_id, quarter, top_domain_id, outcome, answers, recommends, comment)
  select gen_random_uuid(), c.organisation_id, to_char(now() at time zone o.time_zone, 'YYYY"-Q"Q'),
    coalesce(d.parent_id, d.id), c.outcome, given, says_yes, said
  from survey s join cases c on c.id = s.case_id join organisation o on o.id = c.organisation_id
    left join list_item d on d.id = c.domain_id
  where s.secret_link_id = burned.id and c.deleted_at is null;
  if not found then return false; end if;
  delete from survey where secret_link_id = burned.id;
  delete from secret_link where id = burned.id;
  return true;
end $$;
--> statement-breakpoint
revoke all on function guichet.withdraw_opened_case(timestamptz, text, uuid, text), guichet.change_own_contact(jsonb),
  guichet.ask_own_email(text), guichet.provide_own_mandate(uuid),
  guichet.object_to_filing(text, timestamptz, text, uuid), guichet.answer_survey(text, jsonb, boolean, text) from public;
grant execute on function guichet.withdraw_opened_case(timestamptz, text, uuid, text), guichet.change_own_contact(jsonb),
  guichet.ask_own_email(text), guichet.provide_own_mandate(uuid),
  guichet.object_to_filing(text, timestamptz, text, uuid), guichet.answer_survey(text, jsonb, boolean, text) to guichet_public;
