-- The same as in 0030, its parameters told from columns by their function's name.
create or replace function guichet.similar_candidates(organisation uuid, email text, phone text, name_text text, decided_on date)
returns setof uuid language plpgsql stable security definer set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan set pg_trgm.similarity_threshold = 0.5 as $$
begin
  if not organisation = any (guichet.organisations('mediation')) then return; end if;
  return query select distinct guichet.survivor_of(found.case_id) from (
    (select p.case_id from party p where similar_candidates.email is not null and p.organisation_id = organisation
      and p.email_canonical = similar_candidates.email and p.role = 'REQUESTER' order by p.id desc limit 100)
    union all
    (select p.case_id from party p where similar_candidates.phone is not null and p.organisation_id = organisation
      and p.phone_e_164 = similar_candidates.phone and p.role = 'REQUESTER' order by p.id desc limit 100)
    union all
    (select p.case_id from party p where name_text <> '' and p.organisation_id = organisation
      and p.search_text % name_text and p.role = 'REQUESTER' order by similarity(p.search_text, name_text) desc, p.id desc limit 100)
    union all
    (select c.id from cases c where decided_on is not null and c.organisation_id = organisation
      and c.contested_decision_on = decided_on order by c.received_at desc limit 100)) found;
end $$;
