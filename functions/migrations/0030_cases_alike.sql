CREATE INDEX "case_by_contested_decision" ON "cases" USING btree ("organisation_id","contested_decision_on") WHERE contested_decision_on is not null;--> statement-breakpoint
CREATE INDEX "case_merged_into" ON "cases" USING btree ("merged_into_id") WHERE merged_into_id is not null;--> statement-breakpoint
CREATE INDEX "party_by_phone" ON "party" USING btree ("organisation_id","phone_e_164") WHERE phone_e_164 is not null;--> statement-breakpoint

-- Names are looked for within one organisation: its rows and the name's trigrams meet in one index.
create extension if not exists btree_gin;
create index party_name_of_organisation on party using gin (organisation_id, search_text gin_trgm_ops) where role = 'REQUESTER';
--> statement-breakpoint

-- The case a merged one leads to now; itself when it was not merged.
create function guichet.survivor_of(merged uuid) returns uuid
language sql stable security definer set search_path = public, pg_temp as
$$ with recursive way(id, into_id, hops) as (
     select id, merged_into_id, 0 from cases where id = merged
     union all
     select c.id, c.merged_into_id, hops + 1 from way join cases c on c.id = way.into_id where hops < 20)
   select id from way where into_id is null $$;
-- Cases that may be alike (mediation.md §5.3): the newest 100 at most by each way, merged ones as what they became.
-- Which of them may be known, and how alike they are, is for whoever asks. Above row-level security, which a trigram
-- index cannot serve; asks for the organisation itself.
create function guichet.similar_candidates(organisation uuid, email text, phone text, name_text text, decided_on date)
returns setof uuid language plpgsql stable security definer set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan set pg_trgm.similarity_threshold = 0.5 as $$
begin
  if not organisation = any (guichet.organisations('mediation')) then return; end if;
  return query select distinct guichet.survivor_of(found.case_id) from (
    (select p.case_id from party p where email is not null and p.organisation_id = organisation
      and p.email_canonical = email and p.role = 'REQUESTER' order by p.id desc limit 100)
    union all
    (select p.case_id from party p where phone is not null and p.organisation_id = organisation
      and p.phone_e_164 = phone and p.role = 'REQUESTER' order by p.id desc limit 100)
    union all
    (select p.case_id from party p where name_text <> '' and p.organisation_id = organisation
      and p.search_text % name_text and p.role = 'REQUESTER' order by similarity(p.search_text, name_text) desc, p.id desc limit 100)
    union all
    (select c.id from cases c where decided_on is not null and c.organisation_id = organisation
      and c.contested_decision_on = decided_on order by c.received_at desc limit 100)) found;
end $$;
-- Two records of one human being become the kept one, on cases one may not know of too.
create function guichet.join_persons(kept uuid, gone uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from person k join person g on g.organisation_id = k.organisation_id
    where k.id = kept and g.id = gone and k.id <> g.id and k.organisation_id = any (guichet.organisations('mediation'));
  if not found then return; end if;
  update cases set person_id = kept where person_id = gone;
  update person k set names = array(select distinct unnest(k.names || g.names)),
    emails = array(select distinct unnest(k.emails || g.emails)), phones = array(select distinct unnest(k.phones || g.phones))
  from person g where k.id = kept and g.id = gone;
  delete from person where id = gone;
end $$;
--> statement-breakpoint

-- Mail and links of a merged case go to the one that stays (mediation.md §5.4): ids of what moved, by table, so that
-- it can come back. `participants` maps those both cases had to the one kept. Reply addresses stay where they lead
-- from: mail follows merges. What the other case has already (the same mail, the same person's draft) stays.
create function guichet.move_target(from_case uuid, to_case uuid, participants jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  moved jsonb := '{}';
  ids uuid[];
begin
  perform from cases a join cases b on b.organisation_id = a.organisation_id
    where a.id = from_case and b.id = to_case and a.organisation_id = any (guichet.organisations('mediation'));
  if not found then raise exception 'no such cases' using errcode = 'insufficient_privilege'; end if;

  with gone as (update inbound_target t set case_id = to_case where t.case_id = from_case and not (t.outcome = 'entry' and exists (
      select from inbound_target o where o.case_id = to_case and o.outcome = 'entry' and o.message_id = t.message_id
        and o.body_hash = t.body_hash)) returning t.id)
  select coalesce(array_agg(id), '{}') into ids from gone;
  moved := moved || jsonb_build_object('inbound_target', ids);
  with gone as (update quarantine set case_id = to_case where case_id = from_case returning id)
  select coalesce(array_agg(id), '{}') into ids from gone;
  moved := moved || jsonb_build_object('quarantine', ids);
  with gone as (update outgoing_message set target_id = to_case where target_id = from_case and service = 'mediation' returning id)
  select coalesce(array_agg(id), '{}') into ids from gone;
  moved := moved || jsonb_build_object('outgoing_message', ids);
  with gone as (update message_draft d set target_id = to_case where d.target_id = from_case and not exists (
      select from message_draft o where o.target_id = to_case and o.user_id = d.user_id and o.kind = d.kind) returning d.id)
  select coalesce(array_agg(id), '{}') into ids from gone;
  moved := moved || jsonb_build_object('message_draft', ids);
  with gone as (update secret_link set target_id = to_case where target_id = from_case
      and purpose in ('case_follow_up', 'address_confirmation', 'document_upload') returning id)
  select coalesce(array_agg(id), '{}') into ids from gone;
  moved := moved || jsonb_build_object('secret_link', ids);

  with gone as (update outgoing_recipient r set participant_id = (participants ->> r.participant_id::text)::uuid
      from cases c where c.id = to_case and r.organisation_id = c.organisation_id and participants ? r.participant_id::text
      returning r.id, r.participant_id)
  select moved || jsonb_build_object('recipients', coalesce(jsonb_object_agg(id, participant_id), '{}')) into moved from gone;
  return moved;
end $$;
-- Gives back what `move_target` moved; what came since stays. Ids are taken for this organisation's alone.
create function guichet.give_back_target(from_case uuid, moved jsonb, participants jsonb) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  here uuid := (select c.organisation_id from cases c
    where c.id = from_case and c.organisation_id = any (guichet.organisations('mediation')));
begin
  if here is null then raise exception 'no such case' using errcode = 'insufficient_privilege'; end if;
  update inbound_target set case_id = from_case where organisation_id = here
    and id in (select jsonb_array_elements_text(moved -> 'inbound_target')::uuid);
  update quarantine set case_id = from_case where organisation_id = here
    and id in (select jsonb_array_elements_text(moved -> 'quarantine')::uuid);
  update outgoing_message set target_id = from_case where organisation_id = here
    and id in (select jsonb_array_elements_text(moved -> 'outgoing_message')::uuid);
  update message_draft d set target_id = from_case where d.organisation_id = here
    and d.id in (select jsonb_array_elements_text(moved -> 'message_draft')::uuid)
    and not exists (select from message_draft o where o.target_id = from_case and o.user_id = d.user_id and o.kind = d.kind);
  update secret_link set target_id = from_case where organisation_id = here
    and id in (select jsonb_array_elements_text(moved -> 'secret_link')::uuid);
  update outgoing_recipient r set participant_id = was.key::uuid from jsonb_each_text(participants) was
    where r.organisation_id = here and r.participant_id = was.value::uuid and moved -> 'recipients' ? r.id::text;
end $$;
revoke all on function guichet.survivor_of(uuid), guichet.similar_candidates(uuid, text, text, text, date),
  guichet.join_persons(uuid, uuid), guichet.move_target(uuid, uuid, jsonb),
  guichet.give_back_target(uuid, jsonb, jsonb) from public;
grant execute on function guichet.survivor_of(uuid), guichet.similar_candidates(uuid, text, text, text, date),
  guichet.join_persons(uuid, uuid), guichet.move_target(uuid, uuid, jsonb),
  guichet.give_back_target(uuid, jsonb, jsonb) to guichet_app, guichet_worker;
