-- Where any of these words still is among the rows an organisation has, in every table but those of agents' accounts:
-- place by place, the ids that say whose the row is, never its content. The proof of an erasure (mediation.md §9).
create function guichet.remains(organisation uuid, words text[], most integer) returns table (place text, ids jsonb)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  searched record;
  patterns text[] := array(select '%' || replace(replace(replace(lower(w), '\', '\\'), '%', '\%'), '_', '\_') || '%' from unnest(words) w);
begin
  if cardinality(patterns) = 0 then return; end if;
  for searched in
    select c.relname::text as name,
      bool_or(a.attname = 'organisation_id') as owned
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and c.relname not in ('schema_migration', 'user_account', 'identity', 'session', 'email_change', 'invitation',
        'account_mail', 'organisation', 'list_item', 'passkey', 'company_registration')
    group by 1 order by 1
  loop
    return query execute format(
      $q$select %L::text, (select jsonb_object_agg(k, t.row -> k) from unnest(array['id', 'case_id', 'target_id', 'aggregate_id',
          'inbound_mail_id', 'outgoing_message_id', 'outgoing_recipient_id', 'inbound_target_id']) k where t.row ? k)
        from (select to_jsonb(s) as row from %I s where %s) t where lower(t.row::text) like any ($1) limit $3$q$,
      searched.name, searched.name,
      case when searched.owned then 's.organisation_id = $2 or s.organisation_id is null' else 'true' end)
    using patterns, organisation, most;
  end loop;
end $$;
-- What the journal says of people goes after three years, whatever happened to the case.
create function guichet.forget_journal(until timestamptz, most integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  forgotten integer;
begin
  delete from audit_event where id in (select id from audit_event where at < until order by at limit most);
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;
create index if not exists audit_by_time on audit_event (at);
revoke all on function guichet.remains(uuid, text[], integer), guichet.forget_journal(timestamptz, integer) from public;
grant execute on function guichet.remains(uuid, text[], integer), guichet.forget_journal(timestamptz, integer) to guichet_worker;
