-- The form of an organisation, for whoever fills it: the latest published version, or the very one asked for, and how
-- large a file may be. `number` is null when that version was never published. Nothing else of the settings is told.
create function guichet.public_form(organisation uuid, version integer) returns jsonb
language sql stable security definer set search_path = public, pg_temp as
$$ select jsonb_build_object('number', f.number, 'config', f.config, 'megabytes', s.settings -> 'fileMegabytes')
   from (select 1) one
   left join lateral (select c.number, c.config from form_config c where c.organisation_id = public_form.organisation
     and c.number is not null and c.number = coalesce(public_form.version, c.number) order by c.number desc limit 1) f on true
   left join mediation_settings s on s.organisation_id = public_form.organisation $$;
revoke all on function guichet.public_form(uuid, integer) from public;
grant execute on function guichet.public_form(uuid, integer) to guichet_public, guichet_worker, guichet_app;
