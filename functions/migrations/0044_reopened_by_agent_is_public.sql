-- The citizen also reads that a mediator opened the case again, not only a mail.
alter policy opened on case_entry using (case_id = (select guichet.opened_case())
  and ((kind = 'fact' and fact in ('case.received', 'case.status', 'case.closed', 'case.reopened',
      'case.reopened_by_agent', 'case.withdrawn', 'case.kept'))
    or (kind = 'message' and side = 'REQUESTER' and ((select guichet.reads_exchanges())
      or (direction = 'IN' and participant_id in (select o.id from participant o
        where o.party_id = (select guichet.opened_party())))))));
