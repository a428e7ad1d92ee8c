-- The first organisation of a new deployment, its intake address and its administrator (docs/deploy.md, step 8).
-- Values come as named parameters, from a copy of first-organisation.example.json.
with organisation_made as (
  insert into organisation (id, slug, name, kind, services, settings)
  values (gen_random_uuid(), :slug, :name, :kind, '{mediation}', cast(:settings as jsonb))
  returning id
), person as (
  insert into user_account (id, email, first_name, last_name, password_hash)
  values (gen_random_uuid(), lower(trim(:email)), :first_name, :last_name, :password_hash)
  returning id
), address as (
  insert into intake_address (id, organisation_id, service, local_part, mode)
  select gen_random_uuid(), id, 'mediation', :slug, 'open' from organisation_made
), page as (
  -- Its public page: the sweep of the outbox hands this to publish-pages within a minute.
  insert into outbox (id, organisation_id, queue, body)
  select gen_random_uuid(), id, 'publish-pages', jsonb_build_object('organisationId', id) from organisation_made
)
insert into membership (id, organisation_id, user_id, service, roles)
select gen_random_uuid(), organisation_made.id, person.id, given.service, string_to_array(given.role, ',')
from organisation_made, person,
  (values ('administration', 'admin'), ('mediation', 'manager')) as given (service, role)
