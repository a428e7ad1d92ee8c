-- Agents who register a case take a number too, of an organisation whose mediation they work in.
create or replace function guichet.next_number(organisation uuid, registered_in integer) returns integer
language sql security definer set search_path = public, pg_temp as
$$ insert into case_counter as c (organisation_id, year, last)
   select o.id, registered_in, 1 from organisation o where o.id = next_number.organisation
     and (session_user <> 'guichet_app' or o.id = any (guichet.organisations('mediation')))
   on conflict (organisation_id, year) do update set last = c.last + 1 returning c.last $$;
grant execute on function guichet.next_number(uuid, integer) to guichet_app;
--> statement-breakpoint
grant insert on cases, party, participant, secret_link to guichet_app;
