-- Figures of mail: counts for administrators of the platform and for organisations, never a mail.
create index inbound_target_by_time on inbound_target (organisation_id, created_at);
create index quarantine_by_time on quarantine (organisation_id, received_at);
create index outgoing_recipient_by_time on outgoing_recipient (organisation_id, created_at);
--> statement-breakpoint

-- How mail fares on the whole platform since an instant: counts by outcome and cause, what is in work, what is left.
create function guichet.mail_operations(since timestamptz) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not guichet.is_platform() then return null; end if;
  return jsonb_build_object(
    'received', (select coalesce(jsonb_object_agg(outcome, n), '{}') from (
      select t.outcome, count(*)::integer as n from inbound_mail m join inbound_target t on t.inbound_mail_id = m.id
      where m.state = 'done' and m.received_at >= since group by t.outcome) as x),
    'held', (select coalesce(jsonb_object_agg(cause, n), '{}') from (
      select q.cause, count(*)::integer as n from inbound_mail m join inbound_target t on t.inbound_mail_id = m.id
        join quarantine q on q.inbound_target_id = t.id
      where m.state = 'done' and m.received_at >= since and q.cause <> 'own_mail' group by q.cause) as x),
    'unfinished', (select count(*)::integer from inbound_mail where state in ('received', 'processing')),
    'oldestUnfinishedAt', (select min(received_at) from inbound_mail where state in ('received', 'processing')),
    'sent', (select coalesce(jsonb_object_agg(state, n), '{}') from (
      select r.state, count(*)::integer as n from outgoing_recipient r join outgoing_message m on m.id = r.outgoing_message_id
      -- Ids begin with their instant: the primary key finds a day without another index.
      where r.id >= (lpad(to_hex((extract(epoch from since) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
        and m.service <> 'canary' group by r.state) as x),
    'uncertain', (select count(*)::integer from outgoing_recipient where state = 'uncertain'),
    'due', (select count(*)::integer from outgoing_recipient where state = 'queued' and next_attempt_at <= now()),
    'scanPending', (select count(*)::integer from stored_file where scan = 'pending'));
end $$;
--> statement-breakpoint

-- Whether a mail with this technical id was received, for an administrator who asks for it to be read again.
create function guichet.mail_exists(mail uuid) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return guichet.is_platform() and exists (select from inbound_mail m where m.id = mail_exists.mail);
end $$;
--> statement-breakpoint

-- Mails received by an organisation, by month of its own calendar, class and outcome; for whoever works there.
create function guichet.received_mails(organisation uuid, since timestamptz, until timestamptz, zone text)
returns table (month text, class text, outcome text, mails integer)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not organisation = any (guichet.workplaces()) then return; end if;
  return query
    select to_char(t.created_at at time zone zone, 'YYYY-MM'), coalesce(m.class, 'unread'), t.outcome, count(*)::integer
    from inbound_target t join inbound_mail m on m.id = t.inbound_mail_id
    where t.organisation_id = received_mails.organisation and t.created_at >= since and t.created_at < until
    group by 1, 2, 3;
end $$;
--> statement-breakpoint
revoke all on function guichet.mail_operations(timestamptz), guichet.mail_exists(uuid),
  guichet.received_mails(uuid, timestamptz, timestamptz, text) from public;
grant execute on function guichet.mail_operations(timestamptz), guichet.mail_exists(uuid),
  guichet.received_mails(uuid, timestamptz, timestamptz, text) to guichet_app;
