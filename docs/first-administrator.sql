-- Gives the platform to an account that exists (docs/deploy.md, step 8). It counts in sessions with a second factor.
-- Doing it twice changes nothing; the journal says when it was done, by nobody of the application.
with made as (
  insert into platform_administrator (id, user_id)
  select gen_random_uuid(), id from user_account where email = lower(trim(:email)) and disabled_at is null
  on conflict do nothing
  returning user_id
)
insert into audit_event (id, at, actor_kind, action, target_kind, target_id, aggregate_id, request_id)
select gen_random_uuid(), now(), 'deployment', 'administrator.join', 'user_account', user_id, user_id, 'docs/first-administrator.sql'
from made
