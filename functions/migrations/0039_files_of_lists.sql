-- Files of lists are made by a job that acts as its asker: it looks for cases as the list did, and sees no more.
grant execute on function guichet.find_cases(uuid, text[], text, integer, integer, boolean) to guichet_worker;
grant execute on function guichet.organisations(text), guichet.hidden_cases(), guichet.user_id() to guichet_worker;
grant execute on function guichet.original_of(uuid), guichet.original_state(uuid) to guichet_worker;
grant execute on function guichet.audit_about(uuid[]) to guichet_worker;
