-- Writes every organisation's public pages again, after a new version of the front (docs/deploy.md, step 11).
insert into outbox (id, organisation_id, queue, body)
select gen_random_uuid(), id, 'publish-pages', jsonb_build_object('organisationId', id)
from organisation where closed_at is null
