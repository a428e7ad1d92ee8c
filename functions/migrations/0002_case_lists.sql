CREATE INDEX "case_open" ON "cases" USING btree ("organisation_id","assignee_id","received_at","id") WHERE status not in ('CLOSED', 'MERGED');
--> statement-breakpoint
CREATE INDEX "case_unassigned" ON "cases" USING btree ("organisation_id","received_at","id") WHERE assignee_id is null and status not in ('CLOSED', 'MERGED');
--> statement-breakpoint
CREATE INDEX "case_unread" ON "cases" USING btree ("organisation_id","received_at","id") WHERE to_process_count > 0;
--> statement-breakpoint
CREATE INDEX "case_failed_send" ON "cases" USING btree ("organisation_id","received_at","id") WHERE failed_send;
--> statement-breakpoint
CREATE INDEX "case_due" ON "cases" USING btree ("organisation_id","due_on") WHERE status not in ('CLOSED', 'MERGED') and due_on is not null;
--> statement-breakpoint

-- The organisation of an upload, for whoever knows both its id and the draft it belongs to.
create function guichet.upload_organisation(ticket uuid, known_owner text) returns uuid
language sql stable security definer set search_path = public, pg_temp as
$$ select organisation_id from upload_ticket where id = ticket and owner = known_owner $$;
--> statement-breakpoint

-- Numbers are unique within an organisation only: the cases that carry one, for people who know their access code.
create function guichet.cases_by_number(case_year integer, case_seq integer)
returns table (id uuid, organisation_id uuid)
language sql stable security definer set search_path = public, pg_temp as
$$ select id, organisation_id from cases where year = case_year and seq = case_seq $$;
--> statement-breakpoint
create index case_by_number on cases (year, seq);
--> statement-breakpoint

-- The party to whom a new link may be sent: its number and its own address, together or nothing.
create function guichet.party_by_number_and_email(case_year integer, case_seq integer, canonical_email text)
returns table (organisation_id uuid, case_id uuid, party_id uuid)
language sql stable security definer set search_path = public, pg_temp as
$$ select c.organisation_id, c.id, p.id from cases c join party p on p.case_id = c.id
   where c.year = case_year and c.seq = case_seq and p.email_canonical = canonical_email $$;
--> statement-breakpoint

-- The 1,000 newest cases that carry every word, or the one with this number, or this address. The planner walks the
-- newest cases for a common word and the trigram index for a rare one, so it must see the words: no generic plan.
-- The trigram index serves one pattern at a time, never `like all (...)`: the longest word leads, the others filter.
create or replace function guichet.search_cases(organisation uuid, words text[], email text, case_year integer, case_seq integer)
returns table (id uuid)
language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  patterns text[] := array(
    select '%' || replace(replace(replace(w, '\', '\\'), '%', '\%'), '_', '\_') || '%' from unnest(words) w order by length(w) desc);
  leading_pattern text := patterns[1];
  other_patterns text[] := patterns[2:];
begin
  if not organisation = any (guichet.organisations()) then return; end if;
  if case_seq is not null then
    return query select c.id from cases c
      where c.organisation_id = organisation and c.seq = case_seq and (case_year is null or c.year = case_year);
  elsif search_cases.email is not null then
    return query select p.case_id from party p
      where p.organisation_id = organisation and p.email_canonical = search_cases.email;
  elsif leading_pattern is not null then
    return query select c.id from cases c
      where c.organisation_id = organisation and exists (
        select from party p where p.case_id = c.id and p.organisation_id = organisation
          and p.search_text like leading_pattern and p.search_text like all (other_patterns))
      order by c.received_at desc, c.id desc limit 1000;
  end if;
end $$;
--> statement-breakpoint
grant execute on function guichet.upload_organisation(uuid, text), guichet.cases_by_number(integer, integer),
  guichet.party_by_number_and_email(integer, integer, text) to guichet_app;
revoke all on function guichet.upload_organisation(uuid, text), guichet.cases_by_number(integer, integer),
  guichet.party_by_number_and_email(integer, integer, text) from public;
