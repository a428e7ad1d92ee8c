ALTER TABLE "dead_letter" ADD COLUMN "requeued_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "job_run" ADD COLUMN "previous_started_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "audit_by_actor" ON "audit_event" USING btree ("organisation_id","actor_id","at");
--> statement-breakpoint
-- Reviewed by hand from here on: reading and erasing the journal, limits in lumps, replays.

-- Notes that whoever asks on this connection read an item, once per person, item and ten minutes. The caller's own
-- query decides that the item was visible; this only refuses organisations that are not theirs.
create function guichet.note_read(event uuid, instant timestamptz, read_action text, kind text, target uuid,
  organisation uuid, aggregate uuid, request text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if guichet.user_id() is null or not organisation = any (guichet.organisations()) then return false; end if;
  if exists (select from audit_event a where a.organisation_id = organisation and a.actor_id = guichet.user_id()
    and a.at > instant - interval '10 minutes' and a.action = read_action and a.target_id = target)
  then return false; end if;
  insert into audit_event (id, organisation_id, at, actor_kind, actor_id, action, target_kind, target_id, aggregate_id,
    request_id)
  values (event, organisation, instant, 'user', guichet.user_id(), read_action, kind, target, aggregate, request);
  return true;
end $$;
--> statement-breakpoint

-- What lines of the journal are about, as people call it: each service adds its records here. The number of a case is
-- all that administrators of an organisation see of it.
create function guichet.audit_about(ids uuid[]) returns table (id uuid, label text)
language sql stable security definer set search_path = public, pg_temp as
$$ select c.id, 'Dossier ' || c.year || '-' || lpad(c.seq::text, 5, '0') from cases c
   where c.id = any (ids) and c.organisation_id = any (guichet.organisations()) $$;
--> statement-breakpoint

-- Erasure: the personal values of an item's history go, and nothing else of it changes. Answers the lines blanked.
create function guichet.blank_audit(aggregate uuid) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  blanked integer;
begin
  update audit_event e set blanked_at = now(),
    before = coalesce((select jsonb_object_agg(f.key, case when f.key = any (e.personal) then 'null'::jsonb else f.value end)
      from jsonb_each(e.before) f), e.before),
    after = coalesce((select jsonb_object_agg(f.key, case when f.key = any (e.personal) then 'null'::jsonb else f.value end)
      from jsonb_each(e.after) f), e.after)
  where e.aggregate_id = aggregate and e.blanked_at is null and cardinality(e.personal) > 0;
  get diagnostics blanked = row_count;
  return blanked;
end $$;
--> statement-breakpoint

-- Takes up to `lump` tokens of a class at once, for the account of a live session (`by_account`), else one token for
-- the address. Counters are shared by all containers; `wait` is 0 when something was given, else seconds.
create function guichet.take_lump(session_hash text, class text, address_hash text, lump integer, burst integer,
  per_second double precision, out wait double precision, out given integer, out by_account boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  account uuid;
  bucket text := address_hash;
  available double precision;
begin
  if session_hash is not null then
    select s.user_id into account from session s
    where s.token_hash = session_hash and s.ended_at is null and s.expires_at > now();
  end if;
  by_account := account is not null;
  if by_account then
    bucket := encode(sha256(convert_to(class || ':' || account, 'UTF8')), 'hex');
  elsif session_hash is not null then
    lump := 1;
  end if;
  insert into rate_bucket (key_hash, tokens, refilled_at) values (bucket, burst, now()) on conflict do nothing;
  select least(burst, b.tokens + extract(epoch from now() - b.refilled_at) * per_second) into available
  from rate_bucket b where b.key_hash = bucket for update;
  given := least(lump, floor(available));
  update rate_bucket b set tokens = available - given, refilled_at = now() where b.key_hash = bucket;
  wait := case when given > 0 then 0 else greatest(0.001, (1 - available) / per_second) end;
end $$;
--> statement-breakpoint

-- A failed request may be asked again by an administrator; the sweep, a worker, reads its body.
grant select (requeued_at) on dead_letter to guichet_app;
create index dead_letter_asked on dead_letter (replayed_at) where replayed_at is not null and requeued_at is null;
revoke all on function guichet.note_read(uuid, timestamptz, text, text, uuid, uuid, uuid, text), guichet.audit_about(uuid[]),
  guichet.blank_audit(uuid), guichet.take_lump(text, text, text, integer, integer, double precision) from public;
grant execute on function guichet.note_read(uuid, timestamptz, text, text, uuid, uuid, uuid, text), guichet.audit_about(uuid[])
  to guichet_app;
grant execute on function guichet.blank_audit(uuid) to guichet_worker;
grant execute on function guichet.take_lump(text, text, text, integer, integer, double precision) to guichet_app;
do $$
begin
  if exists (select from pg_roles where rolname = 'guichet_public') then
    grant execute on function guichet.take_lump(text, text, text, integer, integer, double precision) to guichet_public;
  end if;
end $$;
