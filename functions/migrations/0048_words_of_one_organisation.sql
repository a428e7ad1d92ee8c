-- Words are looked for within one organisation: the keys of these indexes begin with its own, so that a search walks
-- the postings of its organisation alone, however many others there are. A key is eight characters of its id: two
-- that have the same share their postings, and each question asks for the organisation beside.
create function guichet.own_words(organisation uuid, words text) returns tsvector
language sql immutable strict parallel safe cost 1000 as $$
  select pg_catalog.array_to_tsvector(array(
    select pg_catalog.right(organisation::text, 8) || ':' || pg_catalog.left(w, 255)
    from pg_catalog.unnest(pg_catalog.string_to_array(words, ' ')) w where w <> '')) $$;
-- 20,000 roots of 400 characters at most, as a vector has its bounds: a message is never refused for its length.
create function guichet.own_roots(organisation uuid, roots tsvector) returns tsvector
language sql immutable strict parallel safe cost 1000 as $$
  select pg_catalog.array_to_tsvector(array(
    select pg_catalog.right(organisation::text, 8) || ':' || pg_catalog.left(root, 400)
    from pg_catalog.unnest(pg_catalog.tsvector_to_array(roots)) root limit 20000)) $$;
-- The same keys as questions. Words are prefixes, each behind a space; roots are `'factur' & 'eau':*`.
create function guichet.own_question(organisation uuid, words text[]) returns tsquery
language sql immutable strict parallel safe as $$
  select string_agg(format('''%s:%s'':*', right(organisation::text, 8),
    replace(replace(left(ltrim(w), 255), '\', '\\'), '''', '''''')), ' & ')::tsquery
  from unnest(words) w $$;
create function guichet.own_question(organisation uuid, roots tsquery) returns tsquery
language sql immutable strict parallel safe as $$
  select regexp_replace(regexp_replace(roots::text, '<[-0-9]+>', '&', 'g'), '''([^'']+)''',
    '''' || right(organisation::text, 8) || ':\1''', 'g')::tsquery $$;
revoke all on function guichet.own_words(uuid, text), guichet.own_question(uuid, text[]),
  guichet.own_question(uuid, tsquery) from public;
-- Whoever writes a message or a file keeps its index.
grant execute on function guichet.own_roots(uuid, tsvector) to guichet_app, guichet_worker, guichet_public;
grant execute on function guichet.own_words(uuid, text) to guichet_worker;
drop index case_by_words, case_by_roots, entry_by_words, file_by_words;
create index case_by_words on case_search using gin (guichet.own_words(organisation_id, words)) with (fastupdate = off);
create index case_by_roots on case_search using gin (guichet.own_roots(organisation_id, roots)) with (fastupdate = off);
create index entry_by_words on case_entry using gin (guichet.own_roots(organisation_id, search)) with (fastupdate = off);
create index file_by_words on case_file using gin
  (guichet.own_roots(organisation_id, to_tsvector('guichet.french', translate(name, '._-', '   ')))) with (fastupdate = off);
--> statement-breakpoint

-- Cases of one organisation that answer what was typed, and how well: 0 = the number itself (a merged case leads to
-- the one that remains), 1 = every word begins one of its words, 2 = its texts say it, 3 = its messages or files do.
-- At most a thousand of each, newest first; `cut` says that there were more. Above row-level security, under which such
-- indexes serve no query: asks for the organisation, and leaves out what is hidden, itself. The planner must see the
-- words: no generic plan.
drop function guichet.find_cases(uuid, text[], text, integer, integer, boolean);
create function guichet.find_cases(organisation uuid, words text[], roots text, case_year integer, case_seq integer, in_messages boolean)
returns table (case_id uuid, rank integer, cut boolean)
language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  hidden constant uuid[] := guichet.hidden_cases();
  most constant integer := 1000;
  -- Also as one word: « le fevre » finds « Lefèvre ».
  named tsquery := guichet.own_question(organisation, words)
    || guichet.own_question(organisation, array[replace(array_to_string(words, ''), ' ', '')]);
  asked tsquery;
begin
  if not organisation = any (guichet.organisations('mediation')) then return; end if;
  asked := guichet.own_question(organisation, to_tsquery('guichet.french', roots));
  if case_seq is not null then
    return query
      with recursive numbered as (
        select c.id, c.merged_into_id from cases c
        where c.organisation_id = organisation and c.seq = case_seq and (case_year is null or c.year = case_year)
        union
        select c.id, c.merged_into_id from numbered n join cases c on c.id = n.merged_into_id)
      select n.id, 0, false from numbered n where n.id <> all (hidden);
    -- Few digits are a number and nothing else.
    if cardinality(words) = 0 then return; end if;
  end if;
  return query
    with by_name as materialized (
      select s.case_id from case_search s where named is not null and s.organisation_id = organisation
        and guichet.own_words(s.organisation_id, s.words) @@ named and s.case_id <> all (hidden)
    ), by_text as materialized (
      select s.case_id from case_search s where numnode(asked) > 0 and s.organisation_id = organisation
        and guichet.own_roots(s.organisation_id, s.roots) @@ asked and s.case_id <> all (hidden)
    )
    select answer.id, min(answer.rank), bool_or(bool_or(answer.cut)) over () from (
      (select c.id, 1 as rank, count(*) over () > most as cut from by_name found join cases c on c.id = found.case_id
        order by c.received_at desc, c.id desc limit most)
      union all
      (select c.id, 2, count(*) over () > most from by_text found join cases c on c.id = found.case_id
        order by c.received_at desc, c.id desc limit most)
      union all
      (select found.case_id, 3, found.cut from (
        (select e.case_id, count(*) over () > most as cut from case_entry e
          where in_messages and numnode(asked) > 0 and e.organisation_id = organisation
            and guichet.own_roots(e.organisation_id, e.search) @@ asked
            and e.deleted_at is null and e.case_id <> all (hidden)
          order by e.occurred_at desc, e.id desc limit most)
        union all
        (select f.case_id, count(*) over () > most from case_file f
          where in_messages and numnode(asked) > 0 and f.organisation_id = organisation and f.hidden_at is null
            and guichet.own_roots(f.organisation_id, to_tsvector('guichet.french', translate(f.name, '._-', '   '))) @@ asked
            and f.case_id <> all (hidden)
          order by f.created_at desc limit most)) found)
    ) answer group by answer.id;
end $$;
-- Entries and files that carry the words, newest first; a document that is of no message has no entry.
create or replace function guichet.find_entries(organisation uuid, words text, most integer)
returns table (case_id uuid, entry_id uuid, file_id uuid, at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  hidden constant uuid[] := guichet.hidden_cases();
  asked constant tsquery := guichet.own_question(organisation, to_tsquery('guichet.french', words));
begin
  if numnode(asked) = 0 or not organisation = any (guichet.organisations('mediation')) then return; end if;
  return query
    select * from (
      (select e.case_id, e.id, null::uuid, e.occurred_at from case_entry e
       where e.organisation_id = organisation and guichet.own_roots(e.organisation_id, e.search) @@ asked
         and e.deleted_at is null and e.case_id <> all (hidden)
       order by e.occurred_at desc, e.id desc limit most)
      union all
      (select f.case_id, f.entry_id, f.id, f.created_at from case_file f
       where f.organisation_id = organisation and f.hidden_at is null and f.case_id <> all (hidden)
         and guichet.own_roots(f.organisation_id, to_tsvector('guichet.french', translate(f.name, '._-', '   '))) @@ asked
       order by f.created_at desc limit most)) found
    order by 4 desc limit most;
end $$;
revoke all on function guichet.find_cases(uuid, text[], text, integer, integer, boolean) from public;
grant execute on function guichet.find_cases(uuid, text[], text, integer, integer, boolean) to guichet_app, guichet_worker;
