CREATE TABLE "doomed_object" (
	"bucket" text NOT NULL,
	"key" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "doomed_object_bucket_key_pk" PRIMARY KEY("bucket","key")
);
--> statement-breakpoint
ALTER TABLE "reply_address" ALTER COLUMN "target_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "inbound_target" ADD COLUMN "loop_hash" text;--> statement-breakpoint
CREATE INDEX "inbound_target_by_loop" ON "inbound_target" USING btree ("loop_hash");--> statement-breakpoint
CREATE INDEX "outgoing_by_answered" ON "outgoing_message" USING btree ("in_reply_to") WHERE in_reply_to is not null;--> statement-breakpoint

alter table doomed_object enable row level security;
create policy worker_all on doomed_object to guichet_worker using (true) with check (true);
grant select, insert, update, delete on doomed_object to guichet_worker;
--> statement-breakpoint

-- Who still needs a kept file --------------------------------------------------------------------------------------
-- THE LIST of what refers to the bucket of files. A table that comes to refer to it has its line here, or what it names
-- is deleted one day.

-- Which of these keys of the bucket are named by something.
create function guichet.named_keys(keys text[]) returns setof text language sql stable as
$$ select key from stored_file where key = any (keys)
   union select key from claim_file where key = any (keys)
   union select substring(settings ->> 'logo' from '^/logos/([0-9a-f-]{36}/[0-9a-f]{64})\.') from organisation
     where settings ->> 'logo' like '/logos/%' $$;

-- Rows of `stored_file` made before an instant that nothing refers to, `most` at the most.
create function guichet.unused_files(before timestamptz, most integer) returns setof uuid language sql stable as
$$ select s.id from stored_file s
   where s.created_at < before
     and not exists (select from mail_attachment a where a.stored_file_id = s.id)
     and not exists (select from case_file f where f.stored_file_id = s.id)
     and not exists (select from upload_ticket u where u.stored_file_id = s.id)
     and not exists (select from file_link l where l.stored_file_id = s.id)
     and not exists (select from outgoing_message m cross join jsonb_array_elements(m.attachments) a
       where m.attachments <> '[]' and (a ->> 'storedFileId')::uuid = s.id)
   limit most $$;
revoke all on function guichet.named_keys(text[]), guichet.unused_files(timestamptz, integer) from public;
grant execute on function guichet.named_keys(text[]), guichet.unused_files(timestamptz, integer) to guichet_worker;
