CREATE INDEX "entry_by_time" ON "case_entry" USING btree ("organisation_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "case_by_exchange" ON "cases" USING btree ("organisation_id","last_exchange_at","id");--> statement-breakpoint
CREATE INDEX "case_by_due" ON "cases" USING btree ("organisation_id",coalesce(due_on, 'infinity'::date),"id");--> statement-breakpoint
CREATE INDEX "case_by_step" ON "cases" USING btree ("organisation_id",array_position('{TO_PROCESS,CONTACT_REQUESTER,WAITING_FOR_REQUESTER,CONTACT_ADMINISTRATION,WAITING_FOR_ADMINISTRATION,ABOUT_TO_CLOSE,CLOSED,MERGED}'::text[], status),"received_at","id");--> statement-breakpoint
CREATE INDEX "case_helped" ON "cases" USING btree ("organisation_id") WHERE co_handler_ids <> '{}';--> statement-breakpoint
CREATE INDEX "case_watched" ON "cases" USING btree ("organisation_id") WHERE watchers <> '{}';--> statement-breakpoint
CREATE INDEX "case_withdrawn" ON "cases" USING btree ("organisation_id","received_at","id") WHERE withdrawn_at is not null;
--> statement-breakpoint

-- What a case is found by (mediation.md §8): words of its people, its place and its subject, and the roots of its texts.
-- Kept by the database whoever writes, in a table that no role of ours reads: it goes with the case.
create table case_search (
  case_id uuid primary key references cases (id) on delete cascade,
  organisation_id uuid not null,
  words text not null,
  roots tsvector not null
);
alter table case_search enable row level security;
create policy worker_all on case_search to guichet_worker using (true) with check (true);
grant select, insert, update, delete on case_search to guichet_worker;

-- Words behind a space, in lower case and without accents; those of one name also glued, so that « lefevre » finds
-- « Le Fèvre ». The same rules as shared/mediation/search-text.ts.
create function guichet.search_words(texts text[], glue boolean) returns text
language sql stable parallel safe set search_path = public, pg_temp as $$
  select coalesce(string_agg(' ' || found.word, ''), '')
  from unnest(texts) given (text)
  cross join lateral (select regexp_split_to_array(
    trim(regexp_replace(lower(unaccent(normalize(given.text, nfkc))), '[^[:alnum:]]+', ' ', 'g')), ' ') as words) split
  cross join lateral (
    select word from unnest(split.words) as each (word) where word <> ''
    union all
    select array_to_string(split.words, '') where glue and cardinality(split.words) > 1) found
$$;
-- Addresses and phones as they are: « +33611223344 » is looked for as 33611223344 and as 0611223344.
create function guichet.search_contact(email text, phone text, e164 text) returns text
language sql immutable parallel safe as $$
  select concat_ws(' ', '', lower(email), nullif(regexp_replace(phone, '\D', '', 'g'), ''), substr(e164, 2),
    '0' || substring(e164 from '^\+(?:33|262|508|590|594|596|681|687|689)(\d+)$'))
$$;
create function guichet.keep_search(found uuid[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into case_search as kept (case_id, organisation_id, words, roots)
  select c.id, c.organisation_id,
    guichet.search_words(array[c.subject], false) || coalesce((
      select string_agg(guichet.search_words(array[p.first_name, p.last_name, p.legal_name, p.organisation_name, p.city], true)
        || guichet.search_words(array[p.postal_code], true)
        || guichet.search_contact(p.email, p.phone, p.phone_e_164), '' order by p.id)
      from party p where p.case_id = c.id), '')
      || coalesce((select string_agg(guichet.search_words(array[a.display_name], true)
        || guichet.search_contact(a.email, null, null), '' order by a.id)
      from participant a where a.case_id = c.id), ''),
    to_tsvector('guichet.french', concat_ws(' ', c.subject, c.description, c.expectation))
  from cases c where c.id = any (found)
  on conflict (case_id) do update set words = excluded.words, roots = excluded.roots, organisation_id = excluded.organisation_id
  where (kept.words, kept.roots) is distinct from (excluded.words, excluded.roots)
$$;
create function guichet.keep_search_of_case() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform guichet.keep_search(array[new.id]);
  return null;
end $$;
create function guichet.keep_search_of_people() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform guichet.keep_search(case tg_op when 'INSERT' then array[new.case_id] when 'DELETE' then array[old.case_id]
    else array[old.case_id, new.case_id] end);
  return null;
end $$;
create trigger keep_search after insert or update of subject, description, expectation on cases
  for each row execute function guichet.keep_search_of_case();
create trigger keep_search after insert or delete or update of case_id, first_name, last_name, legal_name,
  organisation_name, city, postal_code, email, phone, phone_e_164 on party
  for each row execute function guichet.keep_search_of_people();
create trigger keep_search after insert or delete or update of case_id, display_name, email on participant
  for each row execute function guichet.keep_search_of_people();
select guichet.keep_search(array_agg(id)) from cases;
-- Read far more often than written: the flat cost of a read is worth the slower write.
create index case_by_words on case_search using gin (organisation_id, words gin_trgm_ops) with (fastupdate = off);
create index case_by_roots on case_search using gin (organisation_id, roots) with (fastupdate = off);
alter index entry_by_words set (fastupdate = off);
alter index file_by_words set (fastupdate = off);
create index case_by_seq on cases (organisation_id, seq);
--> statement-breakpoint

-- Cases of one organisation that answer what was typed, and how well: 0 = the number itself (a merged case leads to
-- the one that remains), 1 = every word begins one of its words, 2 = its texts say it, 3 = its messages or files do.
-- At most a thousand of each, newest first. Above row-level security, under which such indexes serve no query: asks
-- for the organisation, and leaves out what is hidden, itself. The planner must see the words: no generic plan.
create function guichet.find_cases(organisation uuid, words text[], roots text, case_year integer, case_seq integer, in_messages boolean)
returns table (case_id uuid, rank integer)
language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  hidden constant uuid[] := guichet.hidden_cases();
  patterns text[] := array(
    select '%' || replace(replace(replace(w, '\', '\\'), '%', '\%'), '_', '\_') || '%' from unnest(words) w order by length(w) desc);
  leading_pattern text := patterns[1];
  other_patterns text[] := patterns[2:];
  glued text := '% ' || replace(array_to_string(words, ''), ' ', '') || '%';
  asked tsquery;
begin
  if not organisation = any (guichet.organisations('mediation')) then return; end if;
  asked := to_tsquery('guichet.french', roots);
  if case_seq is not null then
    return query
      with recursive named as (
        select c.id, c.merged_into_id from cases c
        where c.organisation_id = organisation and c.seq = case_seq and (case_year is null or c.year = case_year)
        union
        select c.id, c.merged_into_id from named n join cases c on c.id = n.merged_into_id)
      select n.id, 0 from named n where n.id <> all (hidden);
    -- Few digits are a number and nothing else.
    if leading_pattern is null then return; end if;
  end if;
  return query
    select answer.id, min(answer.rank) from (
      (select c.id, 1 as rank from cases c
        where leading_pattern is not null and c.organisation_id = organisation and c.id <> all (hidden) and exists (
          select from case_search s where s.case_id = c.id and s.organisation_id = organisation
            and s.words like leading_pattern and s.words like all (other_patterns))
        order by c.received_at desc, c.id desc limit 1000)
      union all
      (select s.case_id, 1 from case_search s
        where cardinality(patterns) > 1 and s.organisation_id = organisation and s.words like glued
          and s.case_id <> all (hidden) limit 200)
      union all
      (select c.id, 2 from cases c
        where numnode(asked) > 0 and c.organisation_id = organisation and c.id <> all (hidden) and exists (
          select from case_search s where s.case_id = c.id and s.organisation_id = organisation and s.roots @@ asked)
        order by c.received_at desc, c.id desc limit 1000)
      union all
      (select distinct found.case_id, 3 from (
        (select e.case_id from case_entry e
          where in_messages and numnode(asked) > 0 and e.organisation_id = organisation and e.search @@ asked
            and e.deleted_at is null and e.case_id <> all (hidden)
          order by e.occurred_at desc, e.id desc limit 1000)
        union all
        (select f.case_id from case_file f
          where in_messages and numnode(asked) > 0 and f.organisation_id = organisation and f.hidden_at is null
            and to_tsvector('guichet.french', translate(f.name, '._-', '   ')) @@ asked
            and f.case_id <> all (hidden)
          order by f.created_at desc limit 1000)) found)
    ) answer group by answer.id;
end $$;
--> statement-breakpoint

-- Entries and files that carry the words, newest first; a document that is of no message has no entry.
drop function guichet.search_entries(uuid, text);
create function guichet.find_entries(organisation uuid, words text, most integer)
returns table (case_id uuid, entry_id uuid, file_id uuid, at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  hidden constant uuid[] := guichet.hidden_cases();
  asked constant tsquery := to_tsquery('guichet.french', words);
begin
  if numnode(asked) = 0 or not organisation = any (guichet.organisations('mediation')) then return; end if;
  return query
    select * from (
      (select e.case_id, e.id, null::uuid, e.occurred_at from case_entry e
       where e.organisation_id = organisation and e.search @@ asked and e.deleted_at is null and e.case_id <> all (hidden)
       order by e.occurred_at desc, e.id desc limit most)
      union all
      (select f.case_id, f.entry_id, f.id, f.created_at from case_file f
       where f.organisation_id = organisation and f.hidden_at is null and f.case_id <> all (hidden)
         and to_tsvector('guichet.french', translate(f.name, '._-', '   ')) @@ asked
       order by f.created_at desc limit most)) found
    order by 4 desc limit most;
end $$;
drop function guichet.search_cases(uuid, text[], text, integer, integer);
revoke all on function guichet.search_words(text[], boolean), guichet.search_contact(text, text, text),
  guichet.keep_search(uuid[]), guichet.keep_search_of_case(), guichet.keep_search_of_people(),
  guichet.find_cases(uuid, text[], text, integer, integer, boolean), guichet.find_entries(uuid, text, integer) from public;
grant execute on function guichet.find_cases(uuid, text[], text, integer, integer, boolean),
  guichet.find_entries(uuid, text, integer) to guichet_app;
