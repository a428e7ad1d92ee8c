-- The first response is the first message sent, or contact logged, by a person, to whomever (mediation.md §5.7): said here
-- alone, for rows of any origin.
drop trigger note_first_response on case_entry;
create trigger note_first_response after insert on case_entry for each row
  when (new.kind = 'message' and new.author_user_id is not null and new.medium <> 'NOTICE'
    and (new.direction = 'OUT' or new.medium in ('PHONE', 'LETTER', 'MEETING')))
  execute function guichet.note_first_response();
