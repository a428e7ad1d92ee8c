ALTER TABLE "company_registration" ADD COLUMN "join_asked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "company_registration" ADD COLUMN "unanswered_told_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "network" text;--> statement-breakpoint
ALTER TABLE "user_account" ADD COLUMN "last_seen_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "audit_personal" ON "audit_event" USING btree ("aggregate_id") WHERE blanked_at is null and cardinality(personal) > 0;
--> statement-breakpoint
-- Whether an account signed in from this network before, in a session that was not left at its first step.
create function guichet.signs_in_from(canonical_email text, from_network text) returns boolean
language sql stable security definer set search_path = public, pg_temp as
$$ select exists (select from user_account u join session s on s.user_id = u.id
   where u.email = canonical_email and s.network = from_network and not s.pending) $$;
revoke all on function guichet.signs_in_from(text, text) from public;
grant execute on function guichet.signs_in_from(text, text) to guichet_app;
