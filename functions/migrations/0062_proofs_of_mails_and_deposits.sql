ALTER TABLE "transmission" ADD COLUMN "mail_key" text;--> statement-breakpoint
ALTER TABLE "transmission" ADD COLUMN "deposit_file_id" uuid;--> statement-breakpoint
ALTER TABLE "transmission" ADD COLUMN "deposit_file_name" text;--> statement-breakpoint

-- Whether something refers to a kept file. THE LIST: a table that comes to refer to files has its line here.
create or replace function guichet.is_file_used(file uuid) returns boolean language sql stable as
$$ select exists (select from mail_attachment where stored_file_id = file)
     or exists (select from case_file where stored_file_id = file)
     or exists (select from show_file where stored_file_id = file)
     or exists (select from transmission where deposit_file_id = file)
     or exists (select from upload_ticket where stored_file_id = file)
     or exists (select from file_link where stored_file_id = file)
     or exists (select from outgoing_message where attachments @> jsonb_build_array(jsonb_build_object('storedFileId', file))) $$;
