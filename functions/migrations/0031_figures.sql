-- Figures of mediation (mediation.md §5.7 to 5.10). Cases are counted whoever may read them, restricted ones included:
-- what people get of it is sums, and ids of cases they may know of.

-- The département of an address, as shared/mediation/department.ts has it.
create function guichet.department_of(country text, postal_code text, insee_code text) returns text
language sql immutable parallel safe as $$
  select case
    when country <> 'FR' then null
    when upper(btrim(insee_code)) ~ '^(97|98)[0-9]{3}$' then left(btrim(insee_code), 3)
    when upper(btrim(insee_code)) ~ '^([0-9]{2}|2[AB])[0-9]{3}$' then left(upper(btrim(insee_code)), 2)
    when regexp_replace(postal_code, '\s', '', 'g') !~ '^[0-9]{5}$' then null
    when left(btrim(postal_code), 2) in ('97', '98') then left(regexp_replace(postal_code, '\s', '', 'g'), 3)
    when regexp_replace(postal_code, '\s', '', 'g') ~ '^20[01]' then '2A'
    when left(btrim(postal_code), 2) = '20' then '2B'
    when regexp_replace(postal_code, '\s', '', 'g') between '01000' and '95999' then left(btrim(postal_code), 2)
  end $$;
--> statement-breakpoint

-- One row per case that counts, with the days of its own organisation's calendar; and one per anonymised case, whose
-- days are the first of their months. Never merged, deleted nor sample ones.
create view guichet.counted_case as
  select c.organisation_id, c.id, false as anonymous,
    d.received_on, d.registered_on - d.received_on as registration_days,
    (c.first_response_at at time zone o.time_zone)::date - d.received_on as response_days,
    (c.first_assigned_at at time zone o.time_zone)::date - d.received_on as take_days,
    c.channel, c.originator, p.requester_type, p.kind, p.title,
    exists (select from party r where r.case_id = c.id and r.role = 'REPRESENTATIVE') as represented,
    p.country, p.postal_code, p.insee_code, null::text as department,
    c.domain_id, c.competent, c.third_party_id, c.admissibility, c.inadmissibility_reason, c.face_to_face,
    c.first_meeting_on is not null as met, c.parties_agreement, c.court_followup,
    case when c.recommendation is not null then coalesce(c.recommendation_followup, 'PENDING') end as recommendation
  from cases c
  join organisation o on o.id = c.organisation_id
  join party p on p.case_id = c.id and p.role = 'REQUESTER'
  cross join lateral (select (c.received_at at time zone o.time_zone)::date as received_on,
    (c.registered_at at time zone o.time_zone)::date as registered_on) d
  where c.status <> 'MERGED' and c.deleted_at is null and not c.sample
union all
  select a.organisation_id, a.id, true, a.received_month,
    (a.days ->> 'registration')::integer, (a.days ->> 'firstResponse')::integer, (a.days ->> 'take')::integer,
    f.channel, f."originator", f."requesterType", f.kind, f.title, f.represented, 'FR', null, null, f.department,
    f."domainId", f.competent, f."thirdPartyId", f.admissibility, f."inadmissibilityReason", f."faceToFace", f.met,
    f."partiesAgreement", f."courtFollowup",
    case when f.recommended then coalesce(f."recommendationFollowup", 'PENDING') end
  from anonymous_case a
  cross join lateral jsonb_to_record(a.facts) as f(channel text, "originator" text, "requesterType" text, kind text,
    title text, represented boolean, department text, "domainId" uuid, competent boolean, "thirdPartyId" uuid,
    admissibility text, "inadmissibilityReason" text, "faceToFace" boolean, met boolean, "partiesAgreement" text,
    "courtFollowup" text, recommended boolean, "recommendationFollowup" text);
-- One row per closing, and the reopening that ended it. Waiting is what the case had spent in WAITING_* by then.
create view guichet.counted_closing as
  select l.organisation_id, l.case_id, l.closed_at as at, (l.closed_at at time zone o.time_zone)::date as closed_on,
    (l.reopened_at at time zone o.time_zone)::date as reopened_on, l.outcome,
    (l.closed_at at time zone o.time_zone)::date - (c.received_at at time zone o.time_zone)::date as processing_days,
    (select coalesce(sum((least(s.until, l.closed_at) at time zone o.time_zone)::date - (s.since at time zone o.time_zone)::date), 0)
      from case_status_span s where s.case_id = l.case_id and s.since < l.closed_at
        and s.status in ('WAITING_FOR_REQUESTER', 'WAITING_FOR_ADMINISTRATION'))::integer as waiting_days
  from case_closing l join organisation o on o.id = l.organisation_id join cases c on c.id = l.case_id
union all
  select a.organisation_id, a.id, e.month::timestamptz + e.n * interval '1 second', e.month, e.reopened, e.outcome,
    case when e.latest then (a.days ->> 'processing')::integer end,
    case when e.latest then (a.days ->> 'waiting')::integer end
  from anonymous_case a
  cross join lateral (
    select x.kind, x.month, x.outcome, x.n, lead(x.month) over (order by x.n) as reopened,
      not exists (select from jsonb_array_elements(a.events) with ordinality y(event, n)
        where y.n > x.n and y.event ->> 'kind' = 'closed') as latest
    from (select event ->> 'kind' as kind, (event ->> 'month')::date as month, event ->> 'outcome' as outcome, n
      from jsonb_array_elements(a.events) with ordinality as j(event, n)) x) e
  where e.kind = 'closed';
--> statement-breakpoint

-- What is counted of a case that was received, and of a case that was closed: one row per figure it is in.
create function guichet.facts_when_received(c guichet.counted_case) returns table (figure text, value text)
language sql stable as $$
  select f.figure, f.value from (values
    ('received', null), ('received.month', to_char(c.received_on, 'YYYY-MM')),
    ('received.channel', c.channel), ('received.originator', c.originator),
    ('received.requesterType', c.requester_type), ('received.kind', c.kind),
    ('received.title', case when c.kind = 'NATURAL' then coalesce(c.title, 'UNSAID') else 'LEGAL' end),
    ('received.represented', c.represented::text),
    ('received.department', coalesce(c.department, guichet.department_of(c.country, c.postal_code, c.insee_code))),
    ('received.domain', c.domain_id::text), ('received.competent', c.competent::text),
    ('received.thirdParty', case when c.competent then 'COMPETENT' when c.competent is null then 'UNDECIDED'
      else c.third_party_id::text end),
    ('received.admissibility', c.admissibility),
    ('received.inadmissibilityReason', case when c.admissibility = 'INADMISSIBLE'
      then coalesce(c.inadmissibility_reason, 'OTHER') else c.admissibility end),
    ('received.anonymous', c.anonymous::text),
    ('days.registration', case when c.registration_days >= 0 then c.registration_days::text end),
    ('days.firstResponse', case when c.response_days >= 0 then c.response_days::text end),
    ('days.take', case when c.take_days >= 0 then c.take_days::text end)) as f(figure, value) $$;
create function guichet.facts_when_closed(c guichet.counted_case, l guichet.counted_closing)
returns table (figure text, value text) language sql stable as $$
  select f.figure, f.value from (values
    ('closed', null), ('closed.outcome', l.outcome), ('closed.faceToFace', c.face_to_face::text),
    ('closed.met', c.met::text), ('closed.agreement', c.parties_agreement), ('closed.court', c.court_followup),
    ('closed.recommendation', c.recommendation),
    ('days.processing', case when l.processing_days >= 0 then l.processing_days::text end),
    ('days.waiting', case when l.waiting_days >= 0 then l.waiting_days::text end),
    ('days.net', case when l.processing_days >= l.waiting_days then (l.processing_days - l.waiting_days)::text end))
    as f(figure, value) $$;
-- Whether a case passes the filters of a page of figures; '{}' lets all pass.
create function guichet.is_wanted(c guichet.counted_case, wanted jsonb) returns boolean
language sql stable as $$
  select wanted = '{}' or (
    (not wanted ? 'channel' or c.channel = wanted ->> 'channel')
    and (not wanted ? 'originator' or coalesce(c.originator, 'UNSAID') = wanted ->> 'originator')
    and (not wanted ? 'requesterType' or coalesce(c.requester_type, 'UNSAID') = wanted ->> 'requesterType')
    and (not wanted ? 'admissibility' or c.admissibility = wanted ->> 'admissibility')
    and (not wanted ? 'competent' or coalesce(c.competent::text, 'undecided') = wanted ->> 'competent')
    and (not wanted ? 'department'
      or coalesce(c.department, guichet.department_of(c.country, c.postal_code, c.insee_code)) = wanted ->> 'department')
    and (not wanted ? 'domains' or wanted -> 'domains' ? coalesce(c.domain_id::text, 'NONE'))) $$;
--> statement-breakpoint

-- Every figure of a period (both days included) as the cases in it: figures count these rows, lists show these cases.
create function guichet.figure_rows(organisation uuid, first_day date, last_day date, wanted jsonb)
returns table (figure text, value text, case_id uuid) language sql stable as $$
  with counted as materialized (
    select c as a_case, c.id, c.received_on from guichet.counted_case c
    where c.organisation_id = organisation and c.received_on <= last_day and guichet.is_wanted(c, wanted)
  ), closing as materialized (
    select l.case_id as id, l.at, l.closed_on, l.reopened_on from guichet.counted_closing l
    where l.organisation_id = organisation and l.closed_on <= last_day
  ), last_closing as (
    select distinct on (l.case_id) l as a_closing, l.case_id as id from guichet.counted_closing l
    where l.organisation_id = organisation and l.closed_on between first_day and last_day
    order by l.case_id, l.at desc
  )
  select f.figure, f.value, c.id from counted c cross join lateral guichet.facts_when_received(c.a_case) f
    where c.received_on >= first_day
  union all
  select f.figure, f.value, c.id from counted c join last_closing l on l.id = c.id
    cross join lateral guichet.facts_when_closed(c.a_case, l.a_closing) f
  union all
  select f.figure, f.value, c.id from counted c join closing l on l.id = c.id
    cross join lateral (values ('closings', null), ('closings.month', to_char(l.closed_on, 'YYYY-MM'))) as f(figure, value)
    where l.closed_on >= first_day
  union all
  select f.figure, f.value, c.id from counted c join closing l on l.id = c.id
    cross join lateral (values ('reopenings', null), ('reopenings.month', to_char(l.reopened_on, 'YYYY-MM'))) as f(figure, value)
    where l.reopened_on between first_day and last_day
  union all
  select 'opening', null, c.id from counted c
    where c.received_on < first_day and not exists (select from closing l where l.id = c.id
      and l.closed_on < first_day and (l.reopened_on is null or l.reopened_on >= first_day))
  union all
  select f.figure, f.value, c.id from counted c
    cross join lateral (values ('open', null), ('open.age', case
      when last_day - c.received_on <= 30 then '0-30' when last_day - c.received_on <= 90 then '31-90'
      when last_day - c.received_on <= 180 then '91-180' else '181-' end)) as f(figure, value)
    where not exists (select from closing l where l.id = c.id and (l.reopened_on is null or l.reopened_on > last_day)) $$;
--> statement-breakpoint

-- The figures of one organisation's mediation, for whoever works in it: sums.
create function guichet.figures(organisation uuid, first_day date, last_day date, wanted jsonb)
returns table (figure text, value text, cases integer)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not organisation = any (guichet.organisations('mediation')) then return; end if;
  return query select r.figure, r.value, count(*)::integer
    from guichet.figure_rows(organisation, first_day, last_day, wanted) r group by r.figure, r.value;
end $$;
-- The cases behind one of them that this person may know of.
create function guichet.figure_cases(organisation uuid, first_day date, last_day date, wanted jsonb, figure text, value text)
returns setof uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not organisation = any (guichet.organisations('mediation')) then return; end if;
  return query select distinct r.case_id
    from guichet.figure_rows(organisation, first_day, last_day, wanted) r
    where r.figure = figure_cases.figure and r.value is not distinct from figure_cases.value
      and r.case_id <> all ((select guichet.hidden_cases())::uuid[]);
end $$;
-- Since an instant, what changed a period's past: cases of it registered since, and merged or deleted since.
create function guichet.figures_changed(organisation uuid, first_day date, last_day date, since timestamptz)
returns table (cause text, cases integer)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not organisation = any (guichet.organisations('mediation')) then return; end if;
  return query
    with year_cases as (
      select c.* from public.cases c join organisation o on o.id = c.organisation_id
      where c.organisation_id = organisation and not c.sample
        and (c.received_at at time zone o.time_zone)::date between first_day and last_day)
    select 'registered', count(*)::integer from year_cases c where c.registered_at > since and c.status <> 'MERGED' and c.deleted_at is null
    union all select 'deleted', count(*)::integer from year_cases c where c.deleted_at > since
    union all select 'merged', count(*)::integer from year_cases c where c.status = 'MERGED' and c.status_since > since
    union all select 'changed', count(*)::integer from year_cases c
      where c.updated_at > since and c.registered_at <= since and c.status <> 'MERGED' and c.deleted_at is null;
end $$;
revoke all on guichet.counted_case, guichet.counted_closing from public;
revoke all on function guichet.department_of(text, text, text), guichet.facts_when_received(guichet.counted_case),
  guichet.facts_when_closed(guichet.counted_case, guichet.counted_closing), guichet.is_wanted(guichet.counted_case, jsonb),
  guichet.figure_rows(uuid, date, date, jsonb), guichet.figures(uuid, date, date, jsonb),
  guichet.figure_cases(uuid, date, date, jsonb, text, text), guichet.figures_changed(uuid, date, date, timestamptz) from public;
grant execute on function guichet.figures(uuid, date, date, jsonb),
  guichet.figure_cases(uuid, date, date, jsonb, text, text),
  guichet.figures_changed(uuid, date, date, timestamptz) to guichet_app, guichet_worker;
--> statement-breakpoint

-- When somebody was first put in charge, and first wrote or spoke to the requester's side, whoever wrote the rows.
create function guichet.note_first_assignment() returns trigger language plpgsql as $$
begin
  new.first_assigned_at := coalesce(new.first_assigned_at, new.updated_at);
  return new;
end $$;
create trigger note_first_assignment before insert or update of assignee_id on cases for each row
  when (new.assignee_id is not null and new.first_assigned_at is null) execute function guichet.note_first_assignment();
create function guichet.note_first_response() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update cases set first_response_at = new.occurred_at
  where id = new.case_id and (first_response_at is null or first_response_at > new.occurred_at);
  return null;
end $$;
create trigger note_first_response after insert on case_entry for each row
  when (new.kind = 'message' and new.author_user_id is not null and new.medium <> 'NOTICE'
    and (new.direction = 'OUT' or new.medium in ('PHONE', 'MEETING')) and new.side is distinct from 'ADMINISTRATION'
    and new.side is distinct from 'THIRD_PARTY')
  execute function guichet.note_first_response();
update cases c set
  first_response_at = (select min(e.occurred_at) from case_entry e where e.case_id = c.id and e.kind = 'message'
    and e.author_user_id is not null and e.medium <> 'NOTICE' and e.direction = 'OUT'
    and coalesce(e.side, 'REQUESTER') not in ('ADMINISTRATION', 'THIRD_PARTY')),
  first_assigned_at = (select min(e.occurred_at) from case_entry e where e.case_id = c.id and e.fact = 'case.taken');
