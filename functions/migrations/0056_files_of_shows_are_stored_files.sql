ALTER TABLE "show_file" DROP COLUMN "media_type";--> statement-breakpoint
ALTER TABLE "show_file" DROP COLUMN "size";--> statement-breakpoint
ALTER TABLE "show_file" DROP COLUMN "sha256";--> statement-breakpoint
ALTER TABLE "show_file" DROP COLUMN "file_key";--> statement-breakpoint
ALTER TABLE "show_file" DROP COLUMN "scan";--> statement-breakpoint

-- Whether something refers to a kept file. THE LIST: a table that comes to refer to files has its line here.
create or replace function guichet.is_file_used(file uuid) returns boolean language sql stable as
$$ select exists (select from mail_attachment where stored_file_id = file)
     or exists (select from case_file where stored_file_id = file)
     or exists (select from show_file where stored_file_id = file)
     or exists (select from upload_ticket where stored_file_id = file)
     or exists (select from file_link where stored_file_id = file)
     or exists (select from outgoing_message where attachments @> jsonb_build_array(jsonb_build_object('storedFileId', file))) $$;
