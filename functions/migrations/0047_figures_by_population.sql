CREATE INDEX "closing_by_case" ON "case_closing" USING btree ("case_id","closed_at");--> statement-breakpoint
CREATE INDEX "closing_by_day" ON "case_closing" USING btree ("organisation_id","closed_at");
--> statement-breakpoint
-- The same figures, several times faster: each population is read by its own index with the columns it needs, days
-- become instants once, and counts come from grouping sets. What is counted of a case is said once, in *_facts.
drop function guichet.figure_rows(uuid, date, date, jsonb), guichet.is_wanted(guichet.counted_case, jsonb);
drop view guichet.counted_case, guichet.counted_closing;
-- One row per case that counts, and one per anonymised case, received at the start of its month, with its own days and
-- what it kept of its requester: who asked for the others is in their parties, and read by whoever counts them.
create view guichet.counted_case as
  select c.organisation_id, c.id, false as anonymous, c.received_at, c.registered_at, c.first_response_at, c.first_assigned_at,
    null::integer as registration_days, null::integer as response_days, null::integer as take_days,
    c.channel, c.originator, null::text as requester_type, null::text as kind, null::text as title,
    null::boolean as represented, null::text as department,
    c.domain_id, c.competent, c.third_party_id, c.admissibility, c.inadmissibility_reason, c.face_to_face,
    c.first_meeting_on is not null as met, c.parties_agreement, c.court_followup,
    case when c.recommendation is not null then coalesce(c.recommendation_followup, 'PENDING') end as recommendation
  from cases c
  where c.status <> 'MERGED' and c.deleted_at is null and not c.sample
union all
  select a.organisation_id, a.id, true, a.received_month::timestamp at time zone o.time_zone, null, null, null,
    (a.days ->> 'registration')::integer, (a.days ->> 'firstResponse')::integer, (a.days ->> 'take')::integer,
    f.channel, f."originator", f."requesterType", f.kind, f.title, f.represented, f.department,
    f."domainId", f.competent, f."thirdPartyId", f.admissibility, f."inadmissibilityReason", f."faceToFace", f.met,
    f."partiesAgreement", f."courtFollowup",
    case when f.recommended then coalesce(f."recommendationFollowup", 'PENDING') end
  from anonymous_case a
  join organisation o on o.id = a.organisation_id
  cross join lateral jsonb_to_record(a.facts) as f(channel text, "originator" text, "requesterType" text, kind text,
    title text, represented boolean, department text, "domainId" uuid, competent boolean, "thirdPartyId" uuid,
    admissibility text, "inadmissibilityReason" text, "faceToFace" boolean, met boolean, "partiesAgreement" text,
    "courtFollowup" text, recommended boolean, "recommendationFollowup" text);
-- One row per closing, and the reopening that ended it; of an anonymised case, at the start of their months.
create view guichet.counted_closing as
  select l.organisation_id, l.case_id, l.closed_at as at, l.reopened_at, l.outcome,
    null::integer as processing_days, null::integer as waiting_days
  from case_closing l
union all
  select a.organisation_id, a.id, e.month::timestamp at time zone o.time_zone + e.n * interval '1 second',
    e.reopened::timestamp at time zone o.time_zone + e.n * interval '1 second', e.outcome,
    case when e.latest then (a.days ->> 'processing')::integer end,
    case when e.latest then (a.days ->> 'waiting')::integer end
  from anonymous_case a
  join organisation o on o.id = a.organisation_id
  cross join lateral (
    select x.kind, x.month, x.outcome, x.n, lead(x.month) over (order by x.n) as reopened,
      not exists (select from jsonb_array_elements(a.events) with ordinality y(event, n)
        where y.n > x.n and y.event ->> 'kind' = 'closed') as latest
    from (select event ->> 'kind' as kind, (event ->> 'month')::date as month, event ->> 'outcome' as outcome, n
      from jsonb_array_elements(a.events) with ordinality as j(event, n)) x) e
  where e.kind = 'closed';
--> statement-breakpoint

-- Cases that count and pass the filters of a page of figures; '{}' lets all pass. « UNSAID », « NONE » and
-- « undecided » are those of which nothing is said.
create function guichet.wanted_cases(organisation uuid, wanted jsonb) returns setof guichet.counted_case
language sql stable as $$
  select c.* from guichet.counted_case c
  where c.organisation_id = organisation and (wanted = '{}' or (
    (not wanted ? 'channel' or c.channel = wanted ->> 'channel')
    and (not wanted ? 'originator' or coalesce(c.originator, 'UNSAID') = wanted ->> 'originator')
    and (not wanted ? 'requesterType' or wanted ->> 'requesterType' = coalesce(c.requester_type,
      (select p.requester_type from party p where p.case_id = c.id and p.role = 'REQUESTER'), 'UNSAID'))
    and (not wanted ? 'admissibility' or c.admissibility = wanted ->> 'admissibility')
    and (not wanted ? 'competent' or coalesce(c.competent::text, 'undecided') = wanted ->> 'competent')
    and (not wanted ? 'department' or wanted ->> 'department' = coalesce(c.department,
      (select guichet.department_of(p.country, p.postal_code, p.insee_code) from party p
        where p.case_id = c.id and p.role = 'REQUESTER'), 'NONE'))
    and (not wanted ? 'domains' or wanted -> 'domains' ? coalesce(c.domain_id::text, 'NONE'))
    and (not wanted ? 'thirdParties' or wanted -> 'thirdParties' ? coalesce(c.third_party_id::text, 'NONE')))) $$;
-- What is counted of a case received from one instant until before another; days of the organisation's zone.
create function guichet.received_facts(organisation uuid, zone text, first_at timestamptz, end_at timestamptz, wanted jsonb)
returns table (id uuid, month text, channel text, originator text, requester_type text, kind text, title text,
  represented text, department text, domain text, competent text, third_party text, admissibility text, reason text,
  anonymous text, registration text, first_response text, take text)
language sql stable as $$
  select c.id, left(d.received_on::text, 7), c.channel, c.originator, coalesce(c.requester_type, p.requester_type),
    coalesce(c.kind, p.kind),
    case when coalesce(c.kind, p.kind) = 'NATURAL' then coalesce(c.title, p.title, 'UNSAID') else 'LEGAL' end,
    coalesce(c.represented, c.id in (select r.case_id from party r
      where r.organisation_id = organisation and r.role = 'REPRESENTATIVE'))::text,
    coalesce(c.department, guichet.department_of(p.country, p.postal_code, p.insee_code)),
    c.domain_id::text, c.competent::text,
    case when c.competent then 'COMPETENT' when c.competent is null then 'UNDECIDED' else c.third_party_id::text end,
    c.admissibility,
    case when c.admissibility = 'INADMISSIBLE' then coalesce(c.inadmissibility_reason, 'OTHER') else c.admissibility end,
    c.anonymous::text, case when n.registration >= 0 then n.registration::text end,
    case when n.first_response >= 0 then n.first_response::text end, case when n.take >= 0 then n.take::text end
  from guichet.wanted_cases(organisation, wanted) c
  left join party p on p.organisation_id = organisation and p.case_id = c.id and p.role = 'REQUESTER'
  cross join lateral (select (c.received_at at time zone zone)::date as received_on offset 0) d
  cross join lateral (select
    coalesce(c.registration_days, (c.registered_at at time zone zone)::date - d.received_on) as registration,
    coalesce(c.response_days, (c.first_response_at at time zone zone)::date - d.received_on) as first_response,
    coalesce(c.take_days, (c.first_assigned_at at time zone zone)::date - d.received_on) as take offset 0) n
  where c.received_at >= first_at and c.received_at < end_at $$;
-- What is counted of a case closed then, once, by its last closing. Waiting is what it had spent in WAITING_* by then.
create function guichet.closed_facts(organisation uuid, zone text, first_at timestamptz, end_at timestamptz, wanted jsonb)
returns table (id uuid, outcome text, face_to_face text, met text, agreement text, court text, recommendation text,
  processing text, waiting text, net text)
language sql stable as $$
  select c.id, l.outcome, c.face_to_face::text, c.met::text, c.parties_agreement, c.court_followup, c.recommendation,
    case when d.processing >= 0 then d.processing::text end, case when d.waiting >= 0 then d.waiting::text end,
    case when d.processing >= d.waiting then (d.processing - d.waiting)::text end
  from (select distinct on (x.case_id) x.* from guichet.counted_closing x
    where x.organisation_id = organisation and x.at >= first_at and x.at < end_at order by x.case_id, x.at desc) l
  join guichet.wanted_cases(organisation, wanted) c on c.id = l.case_id
  cross join lateral (select
    case when c.anonymous then l.processing_days
      else (l.at at time zone zone)::date - (c.received_at at time zone zone)::date end as processing,
    case when c.anonymous then l.waiting_days else (
      select coalesce(sum((least(s.until, l.at) at time zone zone)::date - (s.since at time zone zone)::date), 0)
      from case_status_span s where s.case_id = l.case_id and s.since < l.at
        and s.status in ('WAITING_FOR_REQUESTER', 'WAITING_FOR_ADMINISTRATION'))::integer end as waiting offset 0) d $$;
-- The stock before and after, and every closing and reopening between: a case closed twice counts twice.
create function guichet.stock_facts(organisation uuid, zone text, first_at timestamptz, end_at timestamptz, wanted jsonb)
returns table (figure text, value text, id uuid) language sql stable as $$
  with counted as materialized (
    select c.id, c.received_at from guichet.wanted_cases(organisation, wanted) c where c.received_at < end_at
  ), closing as materialized (
    select l.case_id as id, l.at, l.reopened_at from guichet.counted_closing l
    where l.organisation_id = organisation and l.at < end_at
  )
  select event.figure, left((event.at at time zone zone)::date::text, 7), c.id
    from closing l join counted c on c.id = l.id
    cross join lateral (values ('closings', l.at), ('reopenings', l.reopened_at)) as event(figure, at)
    where (l.at >= first_at or l.reopened_at >= first_at) and event.at >= first_at and event.at < end_at
  union all
  select 'opening', null, c.id from counted c
    where c.received_at < first_at and not exists (select from closing l where l.id = c.id and l.at < first_at
      and (l.reopened_at is null or l.reopened_at >= first_at))
  union all
  select 'open', case when age.days <= 30 then '0-30' when age.days <= 90 then '31-90' when age.days <= 180 then '91-180'
      else '181-' end, c.id
    from counted c
    cross join lateral (select (end_at at time zone zone)::date - 1 - (c.received_at at time zone zone)::date as days) age
    where not exists (select from closing l where l.id = c.id and (l.reopened_at is null or l.reopened_at >= end_at)) $$;
--> statement-breakpoint

-- Every figure of a period (both days included) as the cases in it: what lists show.
create function guichet.figure_rows(organisation uuid, first_day date, last_day date, wanted jsonb)
returns table (figure text, value text, case_id uuid)
language plpgsql stable set plan_cache_mode = force_custom_plan as $$
declare
  zone constant text := (select time_zone from public.organisation o where o.id = organisation);
  first_at constant timestamptz := first_day::timestamp at time zone zone;
  end_at constant timestamptz := (last_day + 1)::timestamp at time zone zone;
begin
  return query
    select unnest(array['received', 'received.month', 'received.channel', 'received.originator', 'received.requesterType',
        'received.kind', 'received.title', 'received.represented', 'received.department', 'received.domain',
        'received.competent', 'received.thirdParty', 'received.admissibility', 'received.inadmissibilityReason',
        'received.anonymous', 'days.registration', 'days.firstResponse', 'days.take']),
      unnest(array[null, f.month, f.channel, f.originator, f.requester_type, f.kind, f.title, f.represented, f.department,
        f.domain, f.competent, f.third_party, f.admissibility, f.reason, f.anonymous, f.registration, f.first_response,
        f.take]), f.id
    from guichet.received_facts(organisation, zone, first_at, end_at, wanted) f;
  return query
    select unnest(array['closed', 'closed.outcome', 'closed.faceToFace', 'closed.met', 'closed.agreement', 'closed.court',
        'closed.recommendation', 'days.processing', 'days.waiting', 'days.net']),
      unnest(array[null, f.outcome, f.face_to_face, f.met, f.agreement, f.court, f.recommendation, f.processing,
        f.waiting, f.net]), f.id
    from guichet.closed_facts(organisation, zone, first_at, end_at, wanted) f;
  return query
    select names.figure, case when names.figure <> f.figure then f.value end, f.id
    from guichet.stock_facts(organisation, zone, first_at, end_at, wanted) f
    cross join lateral unnest(array[f.figure, case f.figure when 'open' then 'open.age' when 'closings' then 'closings.month'
      when 'reopenings' then 'reopenings.month' end]) as names(figure)
    where names.figure is not null;
end $$;
-- The figures of one organisation's mediation, for whoever works in it: sums of the same facts.
create or replace function guichet.figures(organisation uuid, first_day date, last_day date, wanted jsonb)
returns table (figure text, value text, cases integer)
language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  zone constant text := (select o.time_zone from organisation o where o.id = organisation);
  first_at constant timestamptz := first_day::timestamp at time zone zone;
  end_at constant timestamptz := (last_day + 1)::timestamp at time zone zone;
begin
  if not organisation = any (guichet.organisations('mediation')) then return; end if;
  -- One column of each set is kept, the others are null.
  return query
    select case 0 when grouping(f.month) then 'received.month' when grouping(f.channel) then 'received.channel'
        when grouping(f.originator) then 'received.originator' when grouping(f.requester_type) then 'received.requesterType'
        when grouping(f.kind) then 'received.kind' when grouping(f.title) then 'received.title'
        when grouping(f.represented) then 'received.represented' when grouping(f.department) then 'received.department'
        when grouping(f.domain) then 'received.domain' when grouping(f.competent) then 'received.competent'
        when grouping(f.third_party) then 'received.thirdParty' when grouping(f.admissibility) then 'received.admissibility'
        when grouping(f.reason) then 'received.inadmissibilityReason' when grouping(f.anonymous) then 'received.anonymous'
        when grouping(f.registration) then 'days.registration' when grouping(f.first_response) then 'days.firstResponse'
        when grouping(f.take) then 'days.take' else 'received' end,
      coalesce(f.month, f.channel, f.originator, f.requester_type, f.kind, f.title, f.represented, f.department, f.domain,
        f.competent, f.third_party, f.admissibility, f.reason, f.anonymous, f.registration, f.first_response, f.take),
      count(*)::integer
    from guichet.received_facts(organisation, zone, first_at, end_at, wanted) f
    group by grouping sets ((), f.month, f.channel, f.originator, f.requester_type, f.kind, f.title, f.represented,
      f.department, f.domain, f.competent, f.third_party, f.admissibility, f.reason, f.anonymous, f.registration,
      f.first_response, f.take);
  return query
    select case 0 when grouping(f.outcome) then 'closed.outcome' when grouping(f.face_to_face) then 'closed.faceToFace'
        when grouping(f.met) then 'closed.met' when grouping(f.agreement) then 'closed.agreement'
        when grouping(f.court) then 'closed.court' when grouping(f.recommendation) then 'closed.recommendation'
        when grouping(f.processing) then 'days.processing' when grouping(f.waiting) then 'days.waiting'
        when grouping(f.net) then 'days.net' else 'closed' end,
      coalesce(f.outcome, f.face_to_face, f.met, f.agreement, f.court, f.recommendation, f.processing, f.waiting, f.net),
      count(*)::integer
    from guichet.closed_facts(organisation, zone, first_at, end_at, wanted) f
    group by grouping sets ((), f.outcome, f.face_to_face, f.met, f.agreement, f.court, f.recommendation, f.processing,
      f.waiting, f.net);
  return query
    select case when grouping(f.value) = 1 then f.figure when f.figure = 'open' then 'open.age' else f.figure || '.month' end,
      f.value, count(*)::integer
    from guichet.stock_facts(organisation, zone, first_at, end_at, wanted) f
    group by grouping sets (f.figure, (f.figure, f.value))
    having grouping(f.value) = 1 or f.figure <> 'opening';
end $$;
revoke all on guichet.counted_case, guichet.counted_closing from public;
revoke all on function guichet.wanted_cases(uuid, jsonb),
  guichet.received_facts(uuid, text, timestamptz, timestamptz, jsonb),
  guichet.closed_facts(uuid, text, timestamptz, timestamptz, jsonb),
  guichet.stock_facts(uuid, text, timestamptz, timestamptz, jsonb),
  guichet.figure_rows(uuid, date, date, jsonb) from public;
-- Lists are filtered by département too.
grant execute on function guichet.department_of(text, text, text) to guichet_app, guichet_worker;
