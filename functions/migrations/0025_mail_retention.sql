CREATE INDEX "outbox_sent" ON "outbox" USING btree ("sent_at") WHERE sent_at is not null;--> statement-breakpoint
CREATE INDEX "delivery_event_by_time" ON "delivery_event" USING btree ("at");--> statement-breakpoint
CREATE INDEX "delivery_event_detailed" ON "delivery_event" USING btree ("at") WHERE diagnostic is not null or raw is not null;--> statement-breakpoint

-- Whether something refers to a kept file. THE LIST: a table that comes to refer to files has its line here.
create function guichet.is_file_used(file uuid) returns boolean language sql stable as
$$ select exists (select from mail_attachment where stored_file_id = file)
     or exists (select from case_file where stored_file_id = file)
     or exists (select from upload_ticket where stored_file_id = file)
     or exists (select from file_link where stored_file_id = file)
     or exists (select from outgoing_message where attachments @> jsonb_build_array(jsonb_build_object('storedFileId', file))) $$;
create index case_file_by_stored on case_file (stored_file_id);
create index upload_by_stored on upload_ticket (stored_file_id);
create index file_link_by_stored on file_link (stored_file_id);
create index outgoing_by_attachment on outgoing_message using gin (attachments jsonb_path_ops);
create or replace function guichet.unused_files(before timestamptz, most integer) returns setof uuid language sql stable as
$$ select s.id from stored_file s where s.created_at < before and not guichet.is_file_used(s.id) limit most $$;
revoke all on function guichet.is_file_used(uuid) from public;
grant execute on function guichet.is_file_used(uuid) to guichet_worker;
