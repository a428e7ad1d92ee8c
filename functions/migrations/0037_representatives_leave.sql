-- A representative who acts no more goes from the case; the requester never does.
grant delete on party to guichet_app;
create policy representatives_leave on party as restrictive for delete to guichet_app using (role = 'REPRESENTATIVE');
