CREATE TABLE "claim_file" (
	"id" uuid PRIMARY KEY NOT NULL,
	"claim_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"size" integer NOT NULL,
	"key" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "company_registration" (
	"id" uuid PRIMARY KEY NOT NULL,
	"siret" text NOT NULL,
	"official" boolean NOT NULL,
	"name" text NOT NULL,
	"address" text NOT NULL,
	"first_name" text NOT NULL,
	"last_name" text NOT NULL,
	"email" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp with time zone,
	"organisation_id" uuid
);
--> statement-breakpoint
CREATE INDEX "claim_file_by_claim" ON "claim_file" USING btree ("claim_id");--> statement-breakpoint
-- Reviewed by hand from here on: keys, policies, and what may be known before anyone is signed in.
alter table claim_file
  add foreign key (claim_id) references siret_claim (id) on delete cascade,
  add foreign key (organisation_id) references organisation (id);
alter table company_registration add foreign key (organisation_id) references organisation (id);
create index organisation_by_siren on organisation (left(siret, 9)) where siret is not null;
--> statement-breakpoint

-- The account that signed in before with an identity of this provider.
create function guichet.account_of_identity(asked_issuer text, asked_subject text) returns table (id uuid, disabled boolean)
language sql stable security definer set search_path = public, pg_temp as
$$ select u.id, u.disabled_at is not null from identity i join user_account u on u.id = i.user_id
   where i.issuer = asked_issuer and i.subject = asked_subject $$;
-- Invitations that wait for an address, for whoever proved to own it.
create function guichet.invitations_of_address(canonical_email text)
returns table (id uuid, organisation_id uuid, roles jsonb)
language sql stable security definer set search_path = public, pg_temp as
$$ select i.id, i.organisation_id, i.roles from invitation i left join organisation o on o.id = i.organisation_id
   where i.email_canonical = canonical_email and i.accepted_at is null and i.cancelled_at is null
     and i.expires_at > now() and o.closed_at is null
   order by i.organisation_id $$;
-- Whether another organisation is the proved owner of a SIRET.
create function guichet.verified_elsewhere(asked_siret text, organisation uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as
$$ select exists (select from siret_claim c where c.siret = asked_siret and c.status = 'verified'
     and c.organisation_id <> organisation) $$;
--> statement-breakpoint

-- The registration behind a link, for whoever holds it, and whether its address and its company are here already.
create function guichet.registration_of_link(hash text)
returns table (id uuid, siret text, official boolean, name text, address text, first_name text, last_name text, email text,
  settled_at timestamptz, account_id uuid, already_here boolean)
language sql stable security definer set search_path = public, pg_temp as
$$ select r.id, r.siret, r.official, r.name, r.address, r.first_name, r.last_name, r.email, r.settled_at, u.id,
     exists (select from organisation o where left(o.siret, 9) = left(r.siret, 9) and o.siret is not null
       and o.closed_at is null)
   from secret_link l join company_registration r on r.id = l.target_id
   left join user_account u on u.email = r.email
   where l.token_hash = hash and l.purpose = 'registration' $$;
-- Marks it settled, once.
create function guichet.settle_registration(registration uuid, organisation uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update company_registration set settled_at = now(), organisation_id = organisation
    where id = registration and settled_at is null;
  return found;
end $$;
-- Who may let somebody into a company that is here already: its administrators, by the first nine digits of its number.
create function guichet.administrators_of_siren(siren text)
returns table (organisation_id uuid, user_id uuid, email text)
language sql stable security definer set search_path = public, pg_temp as
$$ select o.id, u.id, u.email from organisation o
   join membership m on m.organisation_id = o.id and m.service = 'administration' and 'admin' = any (m.roles)
     and m.ended_at is null
   join user_account u on u.id = m.user_id and u.disabled_at is null
   where left(o.siret, 9) = siren and o.siret is not null and o.closed_at is null $$;
-- The first free public name like the one wished for.
create function guichet.free_slug(wanted text) returns text
language sql stable security definer set search_path = public, pg_temp as
$$ select case n when 1 then wanted else wanted || '-' || n end from generate_series(1, 10000) n
   where not exists (select from organisation o where o.slug = case n when 1 then wanted else wanted || '-' || n end)
   order by n limit 1 $$;
--> statement-breakpoint

alter table claim_file enable row level security;
alter table company_registration enable row level security;
create policy worker_all on claim_file to guichet_worker using (true) with check (true);
create policy worker_all on company_registration to guichet_worker using (true) with check (true);
create policy own_organisation on claim_file to guichet_app
  using (organisation_id = any ((select guichet.organisations('administration'))::uuid[]))
  with check (organisation_id = any ((select guichet.organisations('administration'))::uuid[]));
create policy platform on claim_file for select to guichet_app using ((select guichet.is_platform()));
-- Anyone may ask; what was asked is read by its link only (registration_of_link).
create policy asked on company_registration for insert to guichet_app with check (true);
-- A company is founded by who will administer it.
create policy founded on organisation for insert to guichet_app with check (kind = 'company' and siret is not null
  and id = any ((select guichet.organisations('administration'))::uuid[]));
grant select, insert, delete on claim_file to guichet_app;
grant insert on company_registration to guichet_app;
grant select, insert, update, delete on claim_file, company_registration to guichet_worker;
grant execute on function guichet.account_of_identity(text, text), guichet.invitations_of_address(text),
  guichet.verified_elsewhere(text, uuid), guichet.registration_of_link(text), guichet.settle_registration(uuid, uuid),
  guichet.administrators_of_siren(text), guichet.free_slug(text) to guichet_app;
revoke all on function guichet.account_of_identity(text, text), guichet.invitations_of_address(text),
  guichet.verified_elsewhere(text, uuid), guichet.registration_of_link(text), guichet.settle_registration(uuid, uuid),
  guichet.administrators_of_siren(text), guichet.free_slug(text) from public;
