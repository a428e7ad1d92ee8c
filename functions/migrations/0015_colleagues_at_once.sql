-- Names of colleagues are read with every case: their accounts are looked up once per statement, and only when somebody
-- else than the asker is named, instead of preparing the policies of membership below those of accounts.
create function guichet.colleagues() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as
$$ select coalesce(array_agg(distinct user_id), array[]::uuid[]) from membership
   where organisation_id = any (guichet.organisations()) $$;
--> statement-breakpoint
alter policy colleagues on user_account using (id = any ((select guichet.colleagues())::uuid[]));
revoke all on function guichet.colleagues() from public;
grant execute on function guichet.colleagues() to guichet_app;
