-- Links of cases and files are for those who work there: not for who administers the organisation, nor for the platform.
do $$
declare
  name text;
  of_a_case constant text := $q$purpose in ('case_follow_up', 'survey', 'document_upload')$q$;
begin
  drop policy own_organisation on secret_link;
  drop policy platform on secret_link;
  execute format('create policy own_organisation on secret_link to guichet_app
    using (organisation_id = any ((select guichet.organisations())::uuid[]) and not %1$s)
    with check (organisation_id = any ((select guichet.organisations())::uuid[]) and not %1$s)', of_a_case);
  execute format('create policy of_cases on secret_link to guichet_app
    using (organisation_id = any ((select guichet.workplaces())::uuid[]) and %1$s)
    with check (organisation_id = any ((select guichet.workplaces())::uuid[]) and %1$s)', of_a_case);
  execute format('create policy platform on secret_link to guichet_app using ((select guichet.is_platform()) and not %1$s)
    with check ((select guichet.is_platform()) and not %1$s)', of_a_case);
  foreach name in array array['stored_file', 'upload_ticket'] loop
    execute format('drop policy own_organisation on %I', name);
    execute format(
      'create policy own_organisation on %I to guichet_app
       using (organisation_id = any ((select guichet.workplaces())::uuid[]))
       with check (organisation_id = any ((select guichet.workplaces())::uuid[]))', name);
  end loop;
end $$;
--> statement-breakpoint
-- A new function runs for nobody until a grant names who: PostgreSQL's own default is everybody, citizens included.
revoke all on all functions in schema guichet from public;
alter default privileges revoke execute on functions from public;
--> statement-breakpoint
-- Links that serve once (surveys) are spent by whoever holds them.
grant execute on function guichet.use_secret_link(text, text) to guichet_public;
