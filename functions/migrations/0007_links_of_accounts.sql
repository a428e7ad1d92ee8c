-- The address a link was sent to, for whoever holds it: they read it in that very mail.
create function guichet.link_address(hash text) returns text
language sql stable security definer set search_path = public, pg_temp as
$$ select m.address from secret_link l join account_mail m on m.secret_link_id = l.id
   where l.token_hash = hash order by m.created_at desc limit 1 $$;
-- The change of address behind a link, for whoever holds it.
create function guichet.email_change_of_link(hash text)
returns table (id uuid, user_id uuid, new_email text, done_at timestamptz, cancelled_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as
$$ select c.id, c.user_id, c.new_email, c.done_at, c.cancelled_at from secret_link l join email_change c on c.id = l.target_id
   where l.token_hash = hash and l.purpose in ('email_change_old', 'email_change_new') $$;
--> statement-breakpoint
grant execute on function guichet.link_address(text), guichet.email_change_of_link(text) to guichet_app;
