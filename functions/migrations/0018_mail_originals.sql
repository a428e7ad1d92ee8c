-- The mail an entry was read from. `inbound_mail` belongs to the platform: someone of the organisation reaches one
-- through the target that brought it there, and nothing else of it.
create function guichet.original_of(target uuid)
returns table (inbound_mail_id uuid, raw_key text, raw_size bigint, received_at timestamptz, subject text,
  virus text, state text)
language sql stable security definer set search_path = public, pg_temp as
$$ select m.id, m.raw_key, m.raw_size, m.received_at, m.subject, m.verdicts ->> 'virus',
     case when m.verdicts ->> 'virus' = 'FAIL' then 'none'
       when m.state = 'purged' or m.purged_at is not null then 'purged' else 'kept' end
   from inbound_target t join inbound_mail m on m.id = t.inbound_mail_id
   where t.id = target and t.organisation_id = any ((select guichet.workplaces())::uuid[]) $$;
-- Whether it can still be looked at: `kept`, `purged`, or `none` for what never was a mail.
create function guichet.original_state(target uuid) returns text
language sql stable security definer set search_path = public, pg_temp as
$$ select coalesce((select state from guichet.original_of(target)), 'none') $$;
grant execute on function guichet.original_of(uuid), guichet.original_state(uuid) to guichet_app;
