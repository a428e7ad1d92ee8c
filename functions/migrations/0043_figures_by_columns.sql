-- The same figures, several times faster: columns are read as they are, never as whole rows, and each address once.
create or replace function guichet.department_of(country text, postal_code text, insee_code text) returns text
language sql immutable parallel safe as $$
  select case
    when country <> 'FR' then null
    when insee_code is not null and upper(btrim(insee_code)) ~ '^([0-9]{2}|2[AB])[0-9]{3}$'
      then left(upper(btrim(insee_code)), case when left(btrim(insee_code), 2) in ('97', '98') then 3 else 2 end)
    -- Five digits and nothing else, by means that cost less than a pattern: this runs for every address.
    when length(replace(postal_code, ' ', '')) <> 5 or translate(postal_code, ' 0123456789', '') <> '' then null
    when left(ltrim(postal_code), 2) in ('97', '98') then left(replace(postal_code, ' ', ''), 3)
    when left(ltrim(postal_code), 2) = '20' then case when substr(replace(postal_code, ' ', ''), 3, 1) in ('0', '1') then '2A' else '2B' end
    when left(ltrim(postal_code), 2) between '01' and '95' then left(ltrim(postal_code), 2)
  end $$;
create or replace function guichet.figure_rows(organisation uuid, first_day date, last_day date, wanted jsonb)
returns table (figure text, value text, case_id uuid) language sql stable as $$
  with counted as materialized (
    select c.* from guichet.counted_case c
    where c.organisation_id = organisation and c.received_on <= last_day and guichet.is_wanted(c, wanted)
  ), closing as materialized (
    select l.case_id as id, l.at, l.closed_on, l.reopened_on from guichet.counted_closing l
    where l.organisation_id = organisation and l.closed_on <= last_day
  ), last_closing as (
    select distinct on (l.case_id) l.case_id as id, l.outcome, l.processing_days, l.waiting_days
    from guichet.counted_closing l
    where l.organisation_id = organisation and l.closed_on between first_day and last_day
    order by l.case_id, l.at desc
  )
  select unnest(array['received', 'received.month', 'received.channel', 'received.originator', 'received.requesterType',
      'received.kind', 'received.title', 'received.represented', 'received.department', 'received.domain',
      'received.competent', 'received.thirdParty', 'received.admissibility', 'received.inadmissibilityReason',
      'received.anonymous', 'days.registration', 'days.firstResponse', 'days.take']),
    unnest(array[null, left(c.received_on::text, 7), c.channel, c.originator, c.requester_type, c.kind,
      case when c.kind = 'NATURAL' then coalesce(c.title, 'UNSAID') else 'LEGAL' end, c.represented::text,
      coalesce(c.department, guichet.department_of(c.country, c.postal_code, c.insee_code)), c.domain_id::text,
      c.competent::text,
      case when c.competent then 'COMPETENT' when c.competent is null then 'UNDECIDED' else c.third_party_id::text end,
      c.admissibility,
      case when c.admissibility = 'INADMISSIBLE' then coalesce(c.inadmissibility_reason, 'OTHER') else c.admissibility end,
      c.anonymous::text, case when c.registration_days >= 0 then c.registration_days::text end,
      case when c.response_days >= 0 then c.response_days::text end,
      case when c.take_days >= 0 then c.take_days::text end]), c.id
    from counted c where c.received_on >= first_day
  union all
  select unnest(array['closed', 'closed.outcome', 'closed.faceToFace', 'closed.met', 'closed.agreement', 'closed.court',
      'closed.recommendation', 'days.processing', 'days.waiting', 'days.net']),
    unnest(array[null, l.outcome, c.face_to_face::text, c.met::text, c.parties_agreement, c.court_followup,
      c.recommendation, case when l.processing_days >= 0 then l.processing_days::text end,
      case when l.waiting_days >= 0 then l.waiting_days::text end,
      case when l.processing_days >= l.waiting_days then (l.processing_days - l.waiting_days)::text end]), c.id
    from counted c join last_closing l on l.id = c.id
  union all
  select unnest(array['closings', 'closings.month']), unnest(array[null, left(l.closed_on::text, 7)]), c.id
    from counted c join closing l on l.id = c.id where l.closed_on >= first_day
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
drop function guichet.facts_when_received(guichet.counted_case);
drop function guichet.facts_when_closed(guichet.counted_case, guichet.counted_closing);
