-- Custom SQL migration file, put your code below! --
-- Links of copies are opened where accounts are, by people with or without one.
revoke execute on function guichet.unblock_by_link(uuid, uuid, timestamptz),
  guichet.refuse_digests(uuid, boolean, timestamptz) from guichet_public;
grant execute on function guichet.unblock_by_link(uuid, uuid, timestamptz),
  guichet.refuse_digests(uuid, boolean, timestamptz) to guichet_app;
