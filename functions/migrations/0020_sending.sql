CREATE TABLE "digest_refusal" (
	"address_hash" text PRIMARY KEY NOT NULL,
	"since" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "suppression_lift" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid,
	"sealed_address" text,
	"outgoing_recipient_id" uuid,
	"asked_at" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone,
	"last_error" text
);
--> statement-breakpoint
ALTER TABLE "outgoing_recipient" ADD COLUMN "late_told_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "suppression_lift_undone" ON "suppression_lift" USING btree ("asked_at") WHERE done_at is null;--> statement-breakpoint
CREATE INDEX "suppression_lift_by_organisation" ON "suppression_lift" USING btree ("organisation_id","asked_at");--> statement-breakpoint

-- Who may see and write them -----------------------------------------------------------------------------------------
alter table suppression_lift enable row level security;
alter table digest_refusal enable row level security;
create policy worker_all on suppression_lift to guichet_worker using (true) with check (true);
create policy worker_all on digest_refusal to guichet_worker using (true) with check (true);
create policy platform on suppression_lift to guichet_app using ((select guichet.is_platform()))
  with check ((select guichet.is_platform()));
-- Whoever works where the copy was sent from sees whether its address was let go of everywhere.
create policy own_organisation on suppression_lift for select to guichet_app
  using (organisation_id = any ((select guichet.workplaces())::uuid[]));
grant select, insert on suppression_lift to guichet_app;
grant select, insert, update, delete on suppression_lift, digest_refusal to guichet_worker;
--> statement-breakpoint

-- The list of blocked addresses is nobody's to read: these answer and change one address, that of a copy of ours.
create function guichet.address_hash(address text) returns text
language sql immutable as $$ select encode(sha256(convert_to(address, 'UTF8')), 'hex') $$;

-- Why the address of a copy is blocked; null when it is not.
create function guichet.why_blocked(recipient uuid) returns text
language sql stable security definer set search_path = public, pg_temp as
$$ select s.reason from outgoing_recipient r join suppression s on s.address_hash = guichet.address_hash(r.address)
   where r.id = recipient and r.organisation_id = any (guichet.workplaces()) $$;

-- Of these hashes of addresses, those that letters do not reach.
create function guichet.undeliverable(hashes text[]) returns setof text
language sql stable security definer set search_path = public, pg_temp as
$$ select s.address_hash from suppression s where s.address_hash = any (hashes) and s.reason <> 'complaint' $$;

create function guichet.let_address_go(recipient uuid, organisation uuid, lift uuid, at timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  lifted suppression%rowtype;
begin
  delete from suppression s using outgoing_recipient r
  where r.id = recipient and s.address_hash = guichet.address_hash(r.address) returning s.* into lifted;
  if not found then return null; end if;
  insert into suppression_lift (id, organisation_id, sealed_address, outgoing_recipient_id, asked_at)
  values (lift, organisation, lifted.sealed_address, recipient, at);
  return lifted.reason;
end $$;

-- For whoever works where the copy was sent from. Answers why it was blocked, null when it was not.
create function guichet.unblock_recipient(recipient uuid, lift uuid, at timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  organisation uuid;
begin
  select r.organisation_id into organisation from outgoing_recipient r where r.id = recipient;
  if not coalesce(organisation = any (guichet.workplaces()), false) then return null; end if;
  return guichet.let_address_go(recipient, organisation, lift, at);
end $$;

-- For whoever holds the link of a copy, which the caller checked: a complaint is theirs to take back, nothing else is.
create function guichet.unblock_by_link(recipient uuid, lift uuid, at timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from outgoing_recipient r join suppression s on s.address_hash = guichet.address_hash(r.address)
                 where r.id = recipient and s.reason = 'complaint' and r.created_at > at - interval '7 days') then
    return null;
  end if;
  return guichet.let_address_go(recipient, null, lift, at);
end $$;

-- For whoever holds the link of a digest, which the caller checked. Answers whether there was such a copy.
create function guichet.refuse_digests(recipient uuid, refused boolean, at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  hash text;
begin
  select guichet.address_hash(r.address) into hash from outgoing_recipient r
  join outgoing_message m on m.id = r.outgoing_message_id where r.id = recipient and m.class = 'digest';
  if hash is null then return false; end if;
  if refused then
    insert into digest_refusal (address_hash, since) values (hash, at) on conflict do nothing;
  else
    delete from digest_refusal where address_hash = hash;
  end if;
  return true;
end $$;

revoke all on function guichet.address_hash(text), guichet.why_blocked(uuid), guichet.undeliverable(text[]),
  guichet.let_address_go(uuid, uuid, uuid, timestamptz), guichet.unblock_recipient(uuid, uuid, timestamptz),
  guichet.unblock_by_link(uuid, uuid, timestamptz), guichet.refuse_digests(uuid, boolean, timestamptz) from public;
grant execute on function guichet.why_blocked(uuid), guichet.undeliverable(text[]),
  guichet.unblock_recipient(uuid, uuid, timestamptz) to guichet_app;
grant execute on function guichet.unblock_by_link(uuid, uuid, timestamptz),
  guichet.refuse_digests(uuid, boolean, timestamptz) to guichet_public;
