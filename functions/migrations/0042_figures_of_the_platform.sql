-- Figures of the whole platform: sums over the organisations that share theirs, for administrators of the platform, who
-- see no case. A cell counts three organisations at least; those that do not are put together, with the smallest of the
-- others until they do, so that no total gives one organisation back.
create function guichet.platform_figures(first_day date, last_day date)
returns table (figure text, value text, organisations integer, cases integer)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not guichet.is_platform() then return; end if;
  return query
    with cells as (
      select r.figure, r.value, array_agg(distinct o.id) as orgs, count(*)::integer as n
      from organisation o
      join mediation_settings s on s.organisation_id = o.id and s.settings ->> 'sharesFigures' = 'true'
      cross join lateral (
        select f.figure, case
          when f.figure not in ('received.domain', 'received.thirdParty') or f.value is null or f.value !~ '-' then f.value
          else coalesce((select coalesce(p.parent_id, p.id)::text from list_item i
            join list_item p on p.id = case when i.organisation_id is null then i.id else i.maps_to end
            where i.id = f.value::uuid), 'OWN') end as value
        from guichet.figure_rows(o.id, first_day, last_day, '{}') f
        where f.figure in ('received', 'closed', 'open', 'received.channel', 'received.originator', 'received.requesterType',
          'received.domain', 'received.thirdParty', 'received.admissibility', 'closed.outcome', 'open.age')) r
      where o.closed_at is null
      group by r.figure, r.value
    ), ranked as (
      select c.*, cardinality(c.orgs) < 3 as few,
        row_number() over (partition by c.figure order by cardinality(c.orgs) >= 3, c.n, c.value) as rank
      from cells c
    ), prefixes as (
      select r.*, (select count(distinct x.id) from ranked p cross join lateral unnest(p.orgs) x(id)
        where p.figure = r.figure and p.rank <= r.rank) as together
      from ranked r
    ), cuts as (
      select p.figure, case when bool_or(p.few)
        then min(p.rank) filter (where p.together >= 3 and p.rank >= (select count(*) from ranked q where q.figure = p.figure and q.few))
        else 0 end as last
      from prefixes p group by p.figure
    )
    select p.figure, p.value, cardinality(p.orgs), p.n from prefixes p join cuts c on c.figure = p.figure and p.rank > c.last
    union all
    select p.figure, 'GROUPED', (max(p.together))::integer, sum(p.n)::integer
      from prefixes p join cuts c on c.figure = p.figure and p.rank <= c.last group by p.figure;
end $$;
-- How many share: said even when they are too few for any figure.
create function guichet.sharing_organisations() returns integer
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::integer from mediation_settings s join organisation o on o.id = s.organisation_id
  where guichet.is_platform() and o.closed_at is null and s.settings ->> 'sharesFigures' = 'true' $$;
revoke all on function guichet.platform_figures(date, date), guichet.sharing_organisations() from public;
grant execute on function guichet.platform_figures(date, date), guichet.sharing_organisations() to guichet_app;
