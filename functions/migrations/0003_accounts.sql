CREATE TABLE "spent" (
	"hash" text PRIMARY KEY NOT NULL,
	"until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "account_mail" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"organisation_id" uuid,
	"user_id" uuid,
	"address" text NOT NULL,
	"secret_link_id" uuid,
	"target_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "email_change" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"new_email" text NOT NULL,
	"old_confirmed_at" timestamp with time zone,
	"new_confirmed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone,
	"cancelled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "identity" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "identity_once" UNIQUE("issuer","subject")
);
--> statement-breakpoint
CREATE TABLE "invitation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid,
	"email" text NOT NULL,
	"email_canonical" text NOT NULL,
	"roles" jsonb NOT NULL,
	"invited_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"delivery_state" text,
	"delivery_cause" text,
	"accepted_at" timestamp with time zone,
	"accepted_by" uuid,
	"cancelled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "passkey" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"credential_id" text NOT NULL,
	"public_key" text NOT NULL,
	"counter" bigint NOT NULL,
	"transports" text[] DEFAULT '{}' NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "passkey_credentialId_unique" UNIQUE("credential_id")
);
--> statement-breakpoint
CREATE TABLE "platform_administrator" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"granted_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "recovery_code" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"code_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "recovery_code_once" UNIQUE("user_id","code_hash")
);
--> statement-breakpoint
CREATE TABLE "siret_claim" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"siret" text NOT NULL,
	"status" text NOT NULL,
	"method" text,
	"files" uuid[] DEFAULT '{}' NOT NULL,
	"reason" text,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "siret_claim_once" UNIQUE("organisation_id","siret")
);
--> statement-breakpoint
CREATE TABLE "totp_factor" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"secret" text NOT NULL,
	"confirmed_at" timestamp with time zone,
	"last_step" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "secret_link" ALTER COLUMN "organisation_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "secret_link" ALTER COLUMN "party_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_event" ADD COLUMN "personal" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_event" ADD COLUMN "blanked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "siret" text;--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "idle_minutes" integer DEFAULT 60 NOT NULL;--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "require_second_factor" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "secret_link" ADD COLUMN "used_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "method" text DEFAULT 'password' NOT NULL;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "second_factor_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "pending" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "device" text;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "challenge" text;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "id_token" text;--> statement-breakpoint
ALTER TABLE "user_account" ADD COLUMN "password_changed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "user_account" ADD COLUMN "time_zone" text DEFAULT 'Europe/Paris' NOT NULL;--> statement-breakpoint
CREATE INDEX "email_change_by_user" ON "email_change" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "identity_by_user" ON "identity" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "invitation_waiting" ON "invitation" USING btree ("organisation_id","email_canonical") WHERE accepted_at is null and cancelled_at is null;--> statement-breakpoint
CREATE INDEX "invitation_by_email" ON "invitation" USING btree ("email_canonical");--> statement-breakpoint
CREATE INDEX "passkey_by_user" ON "passkey" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "platform_administrator_live" ON "platform_administrator" USING btree ("user_id") WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "siret_claim_verified" ON "siret_claim" USING btree ("siret") WHERE status = 'verified';
--> statement-breakpoint
-- Reviewed by hand from here on: keys, who asks, policies and grants.
create unique index invitation_waiting_platform on invitation (email_canonical)
  where organisation_id is null and accepted_at is null and cancelled_at is null;
alter table organisation add check (idle_minutes between 10 and 480);
alter table invitation
  add foreign key (organisation_id) references organisation (id),
  add foreign key (invited_by) references user_account (id),
  add foreign key (accepted_by) references user_account (id);
alter table platform_administrator add foreign key (user_id) references user_account (id);
alter table email_change add foreign key (user_id) references user_account (id) on delete cascade;
alter table totp_factor add foreign key (user_id) references user_account (id) on delete cascade;
alter table passkey add foreign key (user_id) references user_account (id) on delete cascade;
alter table recovery_code add foreign key (user_id) references user_account (id) on delete cascade;
alter table identity add foreign key (user_id) references user_account (id) on delete cascade;
alter table siret_claim add foreign key (organisation_id) references organisation (id);
--> statement-breakpoint

-- Who asks, on this connection: memberships by service, `{"mediation": ["<organisation>"]}`. -------------------------
create or replace function guichet.organisations() returns uuid[] language sql stable parallel safe as
$$ select coalesce(array_agg(distinct o::uuid), '{}') from jsonb_each(
     coalesce(nullif(current_setting('app.memberships', true), ''), '{}')::jsonb) as held(service, ids),
   jsonb_array_elements_text(held.ids) o $$;
create function guichet.organisations(variadic asked text[]) returns uuid[] language sql stable parallel safe as
$$ select coalesce(array_agg(distinct o::uuid), '{}') from jsonb_each(
     coalesce(nullif(current_setting('app.memberships', true), ''), '{}')::jsonb) as held(service, ids),
   jsonb_array_elements_text(held.ids) o where held.service = any (asked) $$;
-- Organisations in which somebody works, beyond administering them.
create function guichet.workplaces() returns uuid[] language sql stable parallel safe as
$$ select coalesce(array_agg(distinct o::uuid), '{}') from jsonb_each(
     coalesce(nullif(current_setting('app.memberships', true), ''), '{}')::jsonb) as held(service, ids),
   jsonb_array_elements_text(held.ids) o where held.service <> 'administration' $$;
create function guichet.is_platform() returns boolean language sql stable parallel safe as
$$ select coalesce(current_setting('app.platform', true), '') = 't' $$;
--> statement-breakpoint

-- Resolves a session or a link, and sets what the connection may see from now on: also to nothing. A membership counts
-- while it lives, in a live organisation, in a service that is on, with the second factor the organisation asks for. A
-- session ends by itself after the strictest idle time of its organisations; `active` says a person did something.
drop function guichet.enter(text, text);
create function guichet.enter(session_hash text, link_hash text, active boolean) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found_user record;
  found_link record;
begin
  if session_hash is not null then
    select u.id, s.id as session_id, s.last_seen_at, s.second_factor_at is not null as strong, held.memberships,
      held.by_service, held.idle, s.second_factor_at is not null and exists (
        select from platform_administrator p where p.user_id = u.id and p.ended_at is null) as platform
    into found_user
    from session s
    join user_account u on u.id = s.user_id and u.disabled_at is null
    cross join lateral (
      with every as (
        select m.organisation_id, m.service, m.roles, o.idle_minutes,
          (m.service = 'administration' or m.service = any (o.services))
            and (s.second_factor_at is not null or not o.require_second_factor) as counts
        from membership m join organisation o on o.id = m.organisation_id and o.closed_at is null
        where m.user_id = u.id and m.ended_at is null)
      select
        (select coalesce(jsonb_agg(jsonb_build_object('organisationId', e.organisation_id, 'service', e.service,
          'roles', e.roles)), '[]'::jsonb) from every e where e.counts) as memberships,
        (select coalesce(jsonb_object_agg(b.service, b.ids), '{}'::jsonb)::text from (
          select e.service, jsonb_agg(e.organisation_id) as ids from every e where e.counts group by e.service) b) as by_service,
        (select min(e.idle_minutes) from every e) as idle) held
    where s.token_hash = session_hash and s.ended_at is null and s.expires_at > now() and not s.pending
      and s.last_seen_at > now() - make_interval(mins => coalesce(held.idle, 60));
    if found then
      perform set_config('app.user_id', found_user.id::text, false), set_config('app.link_case', '', false),
        set_config('app.memberships', found_user.by_service, false),
        set_config('app.platform', case when found_user.platform then 't' else '' end, false);
      if active and found_user.last_seen_at < now() - interval '1 minute' then
        update session set last_seen_at = now() where id = found_user.session_id;
      end if;
      return jsonb_build_object('user', jsonb_build_object('id', found_user.id, 'sessionId', found_user.session_id,
        'memberships', found_user.memberships, 'platformAdministrator', found_user.platform,
        'secondFactor', found_user.strong, 'idleMinutes', coalesce(found_user.idle, 60)));
    end if;
  end if;

  if link_hash is not null then
    select l.id, l.target_id, l.party_id, l.organisation_id, ls.code_verified into found_link
    from link_session ls join secret_link l on l.id = ls.secret_link_id
    where ls.token_hash = link_hash and ls.expires_at > now()
      and l.revoked_at is null and (l.expires_at is null or l.expires_at > now());
    if found then
      perform set_config('app.user_id', '', false), set_config('app.memberships', '{}', false),
        set_config('app.platform', '', false), set_config('app.link_case', found_link.target_id::text, false);
      return jsonb_build_object('link', jsonb_build_object(
        'secretLinkId', found_link.id, 'caseId', found_link.target_id, 'partyId', found_link.party_id,
        'organisationId', found_link.organisation_id, 'codeVerified', found_link.code_verified));
    end if;
  end if;

  perform set_config('app.user_id', '', false), set_config('app.memberships', '{}', false),
    set_config('app.platform', '', false), set_config('app.link_case', '', false);
  return '{}'::jsonb;
end $$;
--> statement-breakpoint

-- A session between its two steps: the account it is about, and nothing else.
create function guichet.pending_session(hash text) returns table (session_id uuid, user_id uuid, email text, challenge text)
language sql stable security definer set search_path = public, pg_temp as
$$ select s.id, u.id, u.email, s.challenge from session s join user_account u on u.id = s.user_id and u.disabled_at is null
   where s.token_hash = hash and s.pending and s.ended_at is null and s.expires_at > now()
     and s.created_at > now() - interval '10 minutes' $$;
--> statement-breakpoint

-- The account of an address, for whoever is about to write to it or to give it a role.
create function guichet.account_id(canonical_email text) returns uuid
language sql stable security definer set search_path = public, pg_temp as
$$ select id from user_account where email = canonical_email $$;
--> statement-breakpoint

-- Follow-up links only: the other purposes have functions of their own.
create or replace function guichet.secret_link_by_hash(hash text)
returns table (id uuid, organisation_id uuid, purpose text, target_id uuid, party_id uuid)
language sql stable security definer set search_path = public, pg_temp as
$$ select id, organisation_id, purpose, target_id, party_id from secret_link
   where token_hash = hash and purpose = 'case_follow_up' and revoked_at is null
     and (expires_at is null or expires_at > now()) $$;
-- A secret link in whatever state it is, for whoever holds it: its holder deserves to know why it does not open.
create function guichet.read_secret_link(hash text)
returns table (id uuid, organisation_id uuid, purpose text, target_id uuid, party_id uuid, expires_at timestamptz,
  used_at timestamptz, revoked_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as
$$ select id, organisation_id, purpose, target_id, party_id, expires_at, used_at, revoked_at
   from secret_link where token_hash = hash $$;
-- Uses a link once: of two uses at the same instant one gets the row.
create function guichet.use_secret_link(hash text, asked_purpose text) returns setof secret_link
language sql security definer set search_path = public, pg_temp as
$$ update secret_link set used_at = now() where token_hash = hash and purpose = asked_purpose and used_at is null
     and revoked_at is null and (expires_at is null or expires_at > now()) returning * $$;
--> statement-breakpoint

-- Ends every open session of an account, for its owner, for who administers an organisation of theirs, and for the
-- platform; `except_session` stays open.
create function guichet.end_sessions(account uuid, except_session uuid) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  ended integer;
begin
  if account is distinct from guichet.user_id() and not guichet.is_platform() and not exists (
    select from membership m where m.user_id = account and m.organisation_id = any (guichet.organisations()))
  then return 0; end if;
  update session set ended_at = now() where user_id = account and ended_at is null and id is distinct from except_session;
  get diagnostics ended = row_count;
  return ended;
end $$;
--> statement-breakpoint

-- Marks something as used once, until it would have expired anyway. False when it was used before.
create function guichet.spend(hash text, until timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into spent as s (hash, until) values (spend.hash, spend.until) on conflict do nothing;
  return found;
end $$;
--> statement-breakpoint

-- Row-level security -------------------------------------------------------------------------------------------------
do $$
declare
  name text;
begin
  foreach name in array array['spent', 'account_mail', 'email_change', 'identity', 'invitation', 'passkey',
    'platform_administrator', 'recovery_code', 'siret_claim', 'totp_factor'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy worker_all on %I to guichet_worker using (true) with check (true)', name);
  end loop;
  -- Mediation: its own members only, not those who merely administer the organisation.
  foreach name in array array['cases', 'case_counter', 'party', 'participant', 'case_entry', 'case_file', 'case_closing'] loop
    execute format('drop policy own_organisation on %I', name);
    execute format(
      'create policy own_organisation on %I to guichet_app
       using (organisation_id = any ((select guichet.organisations(''mediation''))::uuid[]))
       with check (organisation_id = any ((select guichet.organisations(''mediation''))::uuid[]))', name);
  end loop;
  -- Letters: whoever works in the organisation.
  foreach name in array array['reply_address', 'quarantine', 'mail_attachment', 'inbound_target', 'outgoing_message',
    'outgoing_recipient', 'delivery_event'] loop
    execute format('drop policy own_organisation on %I', name);
    execute format(
      'create policy own_organisation on %I to guichet_app
       using (organisation_id = any ((select guichet.workplaces())::uuid[]))
       with check (organisation_id = any ((select guichet.workplaces())::uuid[]))', name);
  end loop;
  -- What is an account's own.
  foreach name in array array['email_change', 'identity', 'passkey', 'recovery_code', 'totp_factor'] loop
    execute format('create policy own_account on %I to guichet_app using (user_id = (select guichet.user_id()))
      with check (user_id = (select guichet.user_id()))', name);
  end loop;
  -- Organisations and their accounts: their members, and the platform.
  foreach name in array array['invitation', 'siret_claim'] loop
    execute format('create policy own_organisation on %I to guichet_app
      using (organisation_id = any ((select guichet.organisations())::uuid[]))
      with check (organisation_id = any ((select guichet.organisations())::uuid[]))', name);
  end loop;
  foreach name in array array['organisation', 'user_account', 'membership', 'invitation', 'siret_claim',
    'platform_administrator', 'totp_factor', 'passkey', 'recovery_code', 'identity', 'session', 'job_run', 'dead_letter',
    'suppression', 'secret_link'] loop
    execute format('create policy platform on %I to guichet_app using ((select guichet.is_platform()))
      with check ((select guichet.is_platform()))', name);
  end loop;
end $$;
--> statement-breakpoint
create policy own_organisation on organisation for update to guichet_app
  using (id = any ((select guichet.organisations())::uuid[])) with check (id = any ((select guichet.organisations())::uuid[]));
create policy own_account on platform_administrator for select to guichet_app using (user_id = (select guichet.user_id()));
-- Links of accounts are made by whoever asks for one; they are read by their token only (read_secret_link).
create policy of_accounts on secret_link for insert to guichet_app with check (organisation_id is null
  and purpose in ('invitation', 'password_reset', 'magic_link', 'email_change_old', 'email_change_new', 'registration'));
create policy asked on account_mail for insert to guichet_app with check (true);
drop policy written_here on outbox;
create policy written_here on outbox for insert to guichet_app with check (organisation_id is null
  or organisation_id = any ((select guichet.organisations())::uuid[]) or (select guichet.is_platform()));
create policy platform on outbox for select to guichet_app using ((select guichet.is_platform()));
drop policy written_here on audit_event;
create policy written_here on audit_event for insert to guichet_app with check (organisation_id is null
  or organisation_id = any ((select guichet.organisations())::uuid[]) or (select guichet.is_platform()));
--> statement-breakpoint

-- Grants -------------------------------------------------------------------------------------------------------------
revoke all on all functions in schema guichet from public;
grant execute on function guichet.organisations(text[]), guichet.workplaces(), guichet.is_platform(),
  guichet.spend(text, timestamptz) to guichet_app, guichet_worker;
grant execute on function guichet.enter(text, text, boolean), guichet.pending_session(text), guichet.account_id(text),
  guichet.read_secret_link(text), guichet.use_secret_link(text, text), guichet.end_sessions(uuid, uuid) to guichet_app;
grant insert, update on organisation, membership to guichet_app;
grant select, insert, update on invitation, platform_administrator, siret_claim, email_change, identity to guichet_app;
grant select, insert, update, delete on totp_factor, passkey, recovery_code to guichet_app;
grant delete on identity to guichet_app;
grant insert on account_mail to guichet_app;
grant select on job_run, outbox to guichet_app;
-- A dead letter's body is for machines: administrators see that it exists, where, and replay it.
grant select (id, queue, message_id, at, replayed_at, replayed_by), update (replayed_at, replayed_by) on dead_letter to guichet_app;
grant select, delete on suppression to guichet_app;
grant select, insert, update, delete on spent, account_mail, email_change, identity, invitation, passkey,
  platform_administrator, recovery_code, siret_claim, totp_factor to guichet_worker;
