-- Words of messages and names of files, found without accents and by their French root (mail.md §8). -------------------
create extension if not exists unaccent;
create extension if not exists btree_gin;
create text search configuration guichet.french (copy = pg_catalog.french);
alter text search configuration guichet.french
  alter mapping for hword, hword_part, word with unaccent, french_stem;
grant usage on schema guichet to guichet_app, guichet_worker, guichet_public;
--> statement-breakpoint
-- 200,000 characters: a vector holds at most a megabyte of words.
alter table case_entry add column search tsvector generated always as (case when kind = 'fact' then null else
  to_tsvector('guichet.french', coalesce(subject, '') || ' ' || coalesce(author_label, '') || ' ' || left(coalesce(text, ''), 200000))
  end) stored;
create index entry_by_words on case_entry using gin (organisation_id, search);
create index file_by_words on case_file using gin
  (organisation_id, to_tsvector('guichet.french', translate(name, '._-', '   ')));
--> statement-breakpoint

-- Entries and files of one organisation that carry the words, newest first. Above row-level security, under which such
-- an index serves no query; asks for the organisation itself. Whether the person may see each case is the caller's.
create function guichet.search_entries(organisation uuid, words text)
returns table (entry_id uuid, file_id uuid)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  asked tsquery := to_tsquery('guichet.french', words);
begin
  if numnode(asked) = 0 or not organisation = any (guichet.organisations('mediation')) then return; end if;
  return query
    (select e.id, null::uuid from case_entry e
     where e.organisation_id = organisation and e.search @@ asked
     order by e.occurred_at desc limit 200)
    union all
    (select f.entry_id, f.id from case_file f
     where f.organisation_id = organisation and f.entry_id is not null
       and to_tsvector('guichet.french', translate(f.name, '._-', '   ')) @@ asked
     order by f.created_at desc limit 50);
end $$;
revoke all on function guichet.search_entries(uuid, text) from public;
grant execute on function guichet.search_entries(uuid, text) to guichet_app;
