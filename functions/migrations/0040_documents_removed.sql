-- A document that an agent added by mistake is deleted; what came or left with a message is only hidden (documents.ts).
grant delete on case_file to guichet_app;
create policy added_by_agents on case_file as restrictive for delete to guichet_app using (entry_id is null);
