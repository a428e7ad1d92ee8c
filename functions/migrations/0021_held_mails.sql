ALTER TABLE "quarantine" ADD COLUMN "service" text;--> statement-breakpoint

-- What deciding about a held mail needs to know of it: `inbound_mail` belongs to the platform.
create function guichet.held_facts(held uuid)
returns table (class text, dmarc text, null_path boolean, message_id text, raw_key text, received_at timestamptz, has_original boolean)
language sql stable security definer set search_path = public, pg_temp as
$$ select m.class, m.verdicts ->> 'dmarc', m.envelope_from is null, m.message_id, m.raw_key, m.received_at,
     m.state <> 'purged' and m.purged_at is null
   from quarantine q
   join inbound_target t on t.id = q.inbound_target_id
   join inbound_mail m on m.id = t.inbound_mail_id
   where q.id = held and q.organisation_id = any ((select guichet.workplaces())::uuid[]) $$;
--> statement-breakpoint

-- Mails that no organisation can be told of: administrators of the platform see cause, date, domain and size of those
-- that wait, never a text, a subject or an address.
create function guichet.unplaced_mails(before timestamptz, before_id uuid, most integer)
returns table (id uuid, cause text, received_at timestamptz, sender_domain text, size bigint, expires_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as
$$ select q.id, q.cause, q.received_at, coalesce(q.from_domain, substring(q.from_address from '@([^@]*)$')), m.raw_size, q.expires_at
   from quarantine q
   join inbound_target t on t.id = q.inbound_target_id
   join inbound_mail m on m.id = t.inbound_mail_id
   where (select guichet.is_platform()) and q.organisation_id is null and q.state = 'waiting'
     and (before is null or (q.received_at, q.id) < (before, before_id))
   order by q.received_at desc, q.id desc limit most $$;
create function guichet.unplaced_count() returns integer
language sql stable security definer set search_path = public, pg_temp as
$$ select count(*)::int from quarantine where (select guichet.is_platform()) and organisation_id is null and state = 'waiting' $$;
-- Both answer false for a mail that does not wait there any more.
create function guichet.drop_unplaced(held uuid, at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update quarantine set state = 'deleted', decided_by = guichet.user_id(), decided_at = at, version = version + 1
  where id = held and organisation_id is null and state = 'waiting' and guichet.is_platform();
  return found;
end $$;
create function guichet.assign_unplaced(held uuid, organisation uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  target uuid;
begin
  update quarantine set organisation_id = organisation, version = version + 1
  where id = held and organisation_id is null and state = 'waiting' and guichet.is_platform()
    and exists (select from organisation o where o.id = assign_unplaced.organisation and o.closed_at is null)
  returning inbound_target_id into target;
  if target is null then return false; end if;
  update inbound_target t set organisation_id = organisation where t.id = target;
  update mail_attachment a set organisation_id = organisation where a.inbound_target_id = target;
  return true;
end $$;
--> statement-breakpoint
grant execute on function guichet.held_facts(uuid), guichet.unplaced_mails(timestamptz, uuid, integer),
  guichet.unplaced_count(), guichet.drop_unplaced(uuid, timestamptz), guichet.assign_unplaced(uuid, uuid) to guichet_app;
