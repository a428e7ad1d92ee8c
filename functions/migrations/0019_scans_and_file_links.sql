CREATE TABLE "scan_verdict" (
	"key" text PRIMARY KEY NOT NULL,
	"scan" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "stored_file_unscanned" ON "stored_file" USING btree ("created_at") WHERE scan = 'pending';--> statement-breakpoint

-- What the scanner says of kept files -----------------------------------------------------------------------------
alter table scan_verdict enable row level security;
create policy worker_all on scan_verdict to guichet_worker using (true) with check (true);
grant select, insert, update, delete on scan_verdict to guichet_worker;
--> statement-breakpoint
-- Bytes are kept before the transaction that names them, so a verdict may be there first: the new row takes it. The
-- lock makes a row and a verdict that come at the same moment wait for each other (note-scan.ts takes the same).
create function guichet.take_scan_verdict() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  early text;
begin
  perform pg_advisory_xact_lock(hashtextextended('scan:' || new.key, 0));
  delete from scan_verdict v where v.key = new.key returning v.scan into early;
  if early is not null and new.scan = 'pending' then
    new.scan := early;
  end if;
  return new;
end $$;
create trigger take_scan_verdict before insert on stored_file for each row execute function guichet.take_scan_verdict();
-- A kept file waits for the scanner, whoever sent it.
create or replace function guichet.remember_file(file uuid, organisation uuid, hash text, bytes bigint, kind text) returns uuid
language sql security definer set search_path = public, pg_temp as
$$ with made as (
     insert into stored_file (id, organisation_id, sha256, size, type, key, scan)
     select file, organisation, hash, bytes, kind, organisation || '/' || hash, 'pending'
     where session_user <> 'guichet_app' or organisation = any (guichet.workplaces())
     on conflict (organisation_id, sha256) do update set scan = stored_file.scan returning id)
   select id from made $$;
--> statement-breakpoint

-- Files of a message behind a secret link (settled.md §3) ------------------------------------------------------------
-- Those who work on a case see and end the links of its messages, as they do its follow-up links.
do $$
declare
  of_a_case constant text := $q$purpose in ('case_follow_up', 'survey', 'document_upload', 'message_file')$q$;
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
-- Opens a page for half an hour: of a case, or of one file. Nothing when the link is dead.
create or replace function guichet.open_link(presented text, session_id uuid, session_hash text) returns setof uuid
language sql security definer set search_path = public, pg_temp as
$$ insert into link_session (id, secret_link_id, token_hash, code_verified, expires_at)
   select session_id, l.id, session_hash, l.token_hash <> presented, now() + interval '30 minutes' from secret_link l
   where (l.token_hash = presented or l.access_code_hash = presented) and l.purpose in ('case_follow_up', 'message_file')
     and l.revoked_at is null and (l.expires_at is null or l.expires_at > now())
   returning secret_link_id $$;
-- The page of a case is one thing, the page of a file another: neither session opens the other.
create or replace function guichet.enter_link(link_hash text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform set_config('app.link', coalesce(link_hash, ''), false), set_config('app.draft', '', false),
    set_config('app.organisation', '', false);
  return (select jsonb_build_object('secretLinkId', link_id, 'caseId', target_id, 'partyId', party_id,
    'organisationId', organisation_id, 'codeVerified', code_verified) from guichet.open_page()
    where purpose = 'case_follow_up');
end $$;
create function guichet.enter_file_link(link_hash text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform set_config('app.link', coalesce(link_hash, ''), false), set_config('app.draft', '', false),
    set_config('app.organisation', '', false);
  return (select jsonb_build_object('secretLinkId', link_id, 'targetId', target_id, 'organisationId', organisation_id,
    'codeVerified', code_verified) from guichet.open_page() where purpose = 'message_file');
end $$;
-- The file of the open page, as its holder may know it; where it is kept only once the code was given. `scan` is null
-- when the file was erased.
create function guichet.opened_file() returns jsonb language sql stable security definer set search_path = public, pg_temp as
$$ select jsonb_build_object('id', f.id, 'name', f.name, 'size', s.size, 'type', s.type, 'scan', s.scan,
     'key', case when o.code_verified then s.key end, 'sender', m.sender_name, 'organisation', g.name,
     'endsAt', l.expires_at, 'closesAt', o.expires_at, 'open', o.code_verified,
     'maskedEmail', left(r.address, 1) || '•••' || substring(r.address from '@[^@]*$'))
   from guichet.open_page() o
   join file_link f on f.secret_link_id = o.link_id
   join secret_link l on l.id = o.link_id
   join outgoing_recipient r on r.id = f.outgoing_recipient_id
   join outgoing_message m on m.id = r.outgoing_message_id
   join organisation g on g.id = f.organisation_id
   left join stored_file s on s.id = f.stored_file_id
   where o.purpose = 'message_file' $$;
create function guichet.note_file_opened() returns void
language sql security definer set search_path = public, pg_temp as
$$ update file_link f set opened_at = coalesce(f.opened_at, now()) from guichet.open_page() o
   where o.purpose = 'message_file' and o.code_verified and f.secret_link_id = o.link_id $$;
create policy recipients on audit_event for insert to guichet_public
  with check (actor_kind = 'recipient' and aggregate_id = (select guichet.linked_target()));
grant execute on function guichet.enter_file_link(text), guichet.opened_file(), guichet.note_file_opened() to guichet_public;
-- Whoever filed a case finds its follow-up links again, no other.
drop policy filed on secret_link;
create policy filed on secret_link for select to guichet_public
  using (target_id = (select guichet.filed_case()) and purpose = 'case_follow_up');
