-- An item replaced by another is told in the history of each case it was on, and many cases move by batches: how many are
-- left is said, and whoever goes on is not whoever asked.
create function guichet.move_list_item(owner uuid, replaced uuid, by_item uuid, line jsonb, most integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  item_column text;
  moved integer;
begin
  select o.list || '_id' into item_column from list_item o join list_item n on n.id = by_item and n.list = o.list
  where o.id = replaced and o.organisation_id is not distinct from owner
    and (n.organisation_id is null or n.organisation_id = owner);
  if item_column is null then
    raise exception 'not an item of this list' using errcode = '42501';
  end if;
  execute format($move$
    with chosen as (
      select c.id from cases c where c.%1$I = $1 and ($2 is null or c.organisation_id = $2) limit $3 for update
    ), moved_case as (
      update cases c set %1$I = $4, updated_at = ($5 ->> 'at')::timestamptz, version = c.version + 1
      from chosen where c.id = chosen.id
      returning c.id, c.organisation_id
    )
    insert into audit_event (id, organisation_id, at, actor_kind, actor_id, action, target_kind, target_id, aggregate_id,
      before, after, request_id)
    select gen_random_uuid(), m.organisation_id, ($5 ->> 'at')::timestamptz, 'user', ($5 ->> 'by')::uuid,
      'case.list_replaced', 'case', m.id, m.id, $5 -> 'before', $5 -> 'after', $5 ->> 'requestId'
    from moved_case m $move$, item_column)
  using replaced, owner, most, by_item, line;
  get diagnostics moved = row_count;
  return moved;
end $$;
--> statement-breakpoint
drop function guichet.replace_list_item(uuid, uuid, uuid, timestamptz);
-- The first batch, by whoever may: which cases they are is said to nobody, only how many in all. What figures keep of
-- anonymised cases and of opinions moves at once.
create function guichet.replace_list_item(owner uuid, replaced uuid, by_item uuid, line jsonb, most integer)
returns table (cases integer, remaining integer)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  kind text;
  moved integer;
begin
  if not (case when owner is null then guichet.is_platform() else owner = any (guichet.organisations()) end) then
    raise exception 'not allowed' using errcode = '42501';
  end if;
  moved := guichet.move_list_item(owner, replaced, by_item, line, most);
  select i.list into kind from list_item i where i.id = replaced;
  if kind = 'domain' then
    update survey_answer set top_domain_id = by_item
    where top_domain_id = replaced and (owner is null or organisation_id = owner);
  end if;
  update anonymous_case
  set facts = jsonb_set(facts, array[case kind when 'domain' then 'domainId' else 'thirdPartyId' end], to_jsonb(by_item::text))
  where facts ->> (case kind when 'domain' then 'domainId' else 'thirdPartyId' end) = replaced::text
    and (owner is null or organisation_id = owner);
  select count(*) into remaining from public.cases c
  where case kind when 'domain' then c.domain_id else c.third_party_id end = replaced
    and (owner is null or c.organisation_id = owner);
  cases := moved + remaining;
  return next;
end $$;
revoke all on function guichet.move_list_item(uuid, uuid, uuid, jsonb, integer),
  guichet.replace_list_item(uuid, uuid, uuid, jsonb, integer) from public;
grant execute on function guichet.move_list_item(uuid, uuid, uuid, jsonb, integer) to guichet_worker;
grant execute on function guichet.replace_list_item(uuid, uuid, uuid, jsonb, integer) to guichet_app;
