CREATE TABLE "annual_report" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"year" integer NOT NULL,
	"chapters" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"figures" jsonb,
	"frozen_at" timestamp with time zone,
	"frozen_by" uuid,
	"sent_to_assembly_on" date,
	"sent_to_defender_on" date,
	"updated_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "annual_report_once" UNIQUE("organisation_id","year")
);
--> statement-breakpoint
CREATE TABLE "anonymous_case" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"year" integer NOT NULL,
	"seq" integer NOT NULL,
	"received_month" date NOT NULL,
	"registered_month" date NOT NULL,
	"events" jsonb NOT NULL,
	"facts" jsonb NOT NULL,
	"days" jsonb NOT NULL,
	"anonymised_at" timestamp with time zone NOT NULL,
	CONSTRAINT "anonymous_case_once" UNIQUE("organisation_id","year","seq")
);
--> statement-breakpoint
CREATE TABLE "background_job" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"case_id" uuid,
	"input" jsonb NOT NULL,
	"state" text NOT NULL,
	"made" integer DEFAULT 0 NOT NULL,
	"total" integer DEFAULT 0 NOT NULL,
	"result" jsonb,
	"file_key" text,
	"file_name" text,
	"file_size" bigint,
	"error_code" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"expires_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "erasure" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"scope" text NOT NULL,
	"target_id" uuid NOT NULL,
	"cause" text NOT NULL,
	"reason" text,
	"state" text NOT NULL,
	"asked_by" uuid,
	"at" timestamp with time zone NOT NULL,
	"proof" jsonb,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "form_config" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"number" integer,
	"config" jsonb NOT NULL,
	"published_at" timestamp with time zone,
	"published_by" uuid,
	"updated_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "form_config_number" UNIQUE("organisation_id","number")
);
--> statement-breakpoint
CREATE TABLE "list_item" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid,
	"list" text NOT NULL,
	"code" text NOT NULL,
	"label" text NOT NULL,
	"label_key" text NOT NULL,
	"parent_id" uuid,
	"position" integer DEFAULT 0 NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"valid_from" date,
	"valid_to" date,
	"maps_to" uuid,
	"guidance" text,
	"address" text,
	"web" text,
	"phone" text,
	"updated_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "list_item_once" UNIQUE NULLS NOT DISTINCT("organisation_id","list","parent_id","label_key"),
	CONSTRAINT "list_item_code" UNIQUE NULLS NOT DISTINCT("organisation_id","list","code")
);
--> statement-breakpoint
CREATE TABLE "mediation_settings" (
	"organisation_id" uuid PRIMARY KEY NOT NULL,
	"settings" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "saved_view" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"shared" boolean DEFAULT false NOT NULL,
	"title" text NOT NULL,
	"filters" jsonb NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "survey" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"send_on" date NOT NULL,
	"sent_at" timestamp with time zone,
	"reminded_at" timestamp with time zone,
	"ends_at" timestamp with time zone,
	"secret_link_id" uuid,
	CONSTRAINT "survey_caseId_unique" UNIQUE("case_id")
);
--> statement-breakpoint
CREATE TABLE "survey_answer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"quarter" text NOT NULL,
	"top_domain_id" uuid,
	"outcome" text,
	"answers" jsonb NOT NULL,
	"recommends" boolean,
	"comment" text
);
--> statement-breakpoint
CREATE TABLE "user_signature" (
	"organisation_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"text" text NOT NULL,
	CONSTRAINT "user_signature_organisation_id_user_id_pk" PRIMARY KEY("organisation_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "absence" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"from_on" date NOT NULL,
	"to_on" date NOT NULL,
	"replacement_id" uuid,
	"muted" boolean DEFAULT false NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "absence_ends_after" CHECK (to_on >= from_on)
);
--> statement-breakpoint
CREATE TABLE "case_link" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"other_id" uuid NOT NULL,
	"from_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "case_link_once" UNIQUE("case_id","other_id"),
	CONSTRAINT "case_link_ordered" CHECK (case_id < other_id)
);
--> statement-breakpoint
CREATE TABLE "case_merge" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"survivor_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"merged_by" uuid NOT NULL,
	"moved" jsonb NOT NULL,
	"undone_at" timestamp with time zone,
	"undone_by" uuid
);
--> statement-breakpoint
CREATE TABLE "case_status_span" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"status" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "case_tag" (
	"organisation_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"tag_id" uuid NOT NULL,
	CONSTRAINT "case_tag_case_id_tag_id_pk" PRIMARY KEY("case_id","tag_id")
);
--> statement-breakpoint
CREATE TABLE "case_task" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"title" text NOT NULL,
	"due_on" date,
	"assignee_id" uuid,
	"origin" text NOT NULL,
	"kind" text,
	"once_key" text,
	"done_at" timestamp with time zone,
	"done_by" uuid,
	"reminded_on" date,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "case_task_onceKey_unique" UNIQUE("once_key")
);
--> statement-breakpoint
CREATE TABLE "contact" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"name" text NOT NULL,
	"department" text,
	"function" text,
	"side" text NOT NULL,
	"email" text,
	"email_canonical" text,
	"phone" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "contact_once" UNIQUE("organisation_id","email_canonical")
);
--> statement-breakpoint
CREATE TABLE "inactivity_step" (
	"organisation_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"started_on" date NOT NULL,
	"step" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "inactivity_step_case_id_started_on_step_pk" PRIMARY KEY("case_id","started_on","step")
);
--> statement-breakpoint
CREATE TABLE "independence" (
	"organisation_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"declared_at" timestamp with time zone NOT NULL,
	CONSTRAINT "independence_organisation_id_user_id_pk" PRIMARY KEY("organisation_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "note_revision" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"entry_id" uuid NOT NULL,
	"text" text NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" uuid NOT NULL,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "notification" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"case_id" uuid,
	"kind" text NOT NULL,
	"actor_id" uuid,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"read_at" timestamp with time zone,
	"once_key" text,
	CONSTRAINT "notification_onceKey_unique" UNIQUE("once_key")
);
--> statement-breakpoint
CREATE TABLE "notification_choice" (
	"organisation_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"way" text NOT NULL,
	CONSTRAINT "notification_choice_organisation_id_user_id_kind_pk" PRIMARY KEY("organisation_id","user_id","kind")
);
--> statement-breakpoint
CREATE TABLE "person" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"names" text[] NOT NULL,
	"emails" text[] DEFAULT '{}' NOT NULL,
	"phones" text[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "person_answer" (
	"organisation_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"other_id" uuid NOT NULL,
	"same" boolean NOT NULL,
	"answered_by" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "person_answer_case_id_other_id_pk" PRIMARY KEY("case_id","other_id")
);
--> statement-breakpoint
CREATE TABLE "registration_draft" (
	"organisation_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"key" uuid NOT NULL,
	"input" jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "registration_draft_organisation_id_user_id_pk" PRIMARY KEY("organisation_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "tag" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"label" text NOT NULL,
	"colour" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "case_entry" ADD COLUMN "mentions" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "case_entry" ADD COLUMN "pinned" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "case_entry" ADD COLUMN "edited_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "case_entry" ADD COLUMN "deleted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "case_entry" ADD COLUMN "received_on_number" text;--> statement-breakpoint
ALTER TABLE "case_file" ADD COLUMN "category" text;--> statement-breakpoint
ALTER TABLE "case_file" ADD COLUMN "replaces_id" uuid;--> statement-breakpoint
ALTER TABLE "case_file" ADD COLUMN "hidden_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "case_file" ADD COLUMN "hidden_by" uuid;--> statement-breakpoint
ALTER TABLE "case_file" ADD COLUMN "added_by" uuid;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "priority_reason" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "originator" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "co_handler_ids" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "watchers" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "legal_hold" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "legal_hold_reason" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "legal_hold_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "admissibility" text DEFAULT 'PENDING' NOT NULL;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "inadmissibility_reason" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "competent" boolean;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "domain_id" uuid;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "third_party_id" uuid;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "mediation_agreed_on" date;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "first_meeting_on" date;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "face_to_face" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "withdrawn_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "withdrawal_reason" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "parties_informed_on" date;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "parties_agreement" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "court_followup" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "final_conclusion" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "recommendation" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "recommendation_followup" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "reopen_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "first_response_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "first_assigned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "person_id" uuid;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "form_version" integer;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "custom_answers" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "deleted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "deleted_by" uuid;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "deletion_reason" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "sample" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "party" ADD COLUMN "requester_type" text;--> statement-breakpoint
ALTER TABLE "party" ADD COLUMN "insee_code" text;--> statement-breakpoint
ALTER TABLE "party" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "party" ADD COLUMN "accessibility_needs" text;--> statement-breakpoint
ALTER TABLE "party" ADD COLUMN "deceased" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "party" ADD COLUMN "organisation_name" text;--> statement-breakpoint
ALTER TABLE "party" ADD COLUMN "mandate_file_id" uuid;--> statement-breakpoint
ALTER TABLE "party" ADD COLUMN "mandate_decided_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "party" ADD COLUMN "correspondence" text;--> statement-breakpoint
ALTER TABLE "party" ADD COLUMN "objected_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "background_job_by_user" ON "background_job" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE INDEX "background_job_ending" ON "background_job" USING btree ("expires_at") WHERE file_key is not null;--> statement-breakpoint
CREATE INDEX "erasure_by_organisation" ON "erasure" USING btree ("organisation_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "form_config_draft" ON "form_config" USING btree ("organisation_id") WHERE number is null;--> statement-breakpoint
CREATE INDEX "list_item_by_parent" ON "list_item" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "saved_view_by_organisation" ON "saved_view" USING btree ("organisation_id","user_id");--> statement-breakpoint
CREATE INDEX "survey_waiting" ON "survey" USING btree ("send_on") WHERE sent_at is null;--> statement-breakpoint
CREATE INDEX "survey_answer_by_quarter" ON "survey_answer" USING btree ("organisation_id","quarter");--> statement-breakpoint
CREATE INDEX "absence_by_user" ON "absence" USING btree ("organisation_id","user_id","from_on");--> statement-breakpoint
CREATE INDEX "absence_by_replacement" ON "absence" USING btree ("replacement_id","from_on");--> statement-breakpoint
CREATE INDEX "case_link_other" ON "case_link" USING btree ("other_id");--> statement-breakpoint
CREATE UNIQUE INDEX "case_merge_live" ON "case_merge" USING btree ("case_id") WHERE undone_at is null;--> statement-breakpoint
CREATE INDEX "case_merge_by_survivor" ON "case_merge" USING btree ("survivor_id");--> statement-breakpoint
CREATE INDEX "status_span_by_case" ON "case_status_span" USING btree ("case_id","since");--> statement-breakpoint
CREATE INDEX "status_span_waiting" ON "case_status_span" USING btree ("organisation_id") WHERE until is null and status = 'WAITING_FOR_REQUESTER';--> statement-breakpoint
CREATE INDEX "case_tag_by_tag" ON "case_tag" USING btree ("organisation_id","tag_id");--> statement-breakpoint
CREATE INDEX "task_by_case" ON "case_task" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "task_open" ON "case_task" USING btree ("organisation_id","assignee_id","due_on") WHERE done_at is null;--> statement-breakpoint
CREATE INDEX "contact_by_name" ON "contact" USING btree ("organisation_id","name");--> statement-breakpoint
CREATE INDEX "note_revision_by_entry" ON "note_revision" USING btree ("entry_id","changed_at");--> statement-breakpoint
CREATE INDEX "notification_by_user" ON "notification" USING btree ("user_id","at");--> statement-breakpoint
CREATE INDEX "notification_unread" ON "notification" USING btree ("user_id","organisation_id") WHERE read_at is null;--> statement-breakpoint
CREATE INDEX "person_by_organisation" ON "person" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "person_answer_other" ON "person_answer" USING btree ("other_id");--> statement-breakpoint
CREATE UNIQUE INDEX "tag_once" ON "tag" USING btree ("organisation_id",lower("label"));--> statement-breakpoint
CREATE INDEX "case_by_domain" ON "cases" USING btree ("organisation_id","domain_id");--> statement-breakpoint
CREATE INDEX "case_by_third_party" ON "cases" USING btree ("organisation_id","third_party_id");--> statement-breakpoint
CREATE INDEX "case_by_person" ON "cases" USING btree ("person_id") WHERE person_id is not null;--> statement-breakpoint
CREATE INDEX "case_deleted" ON "cases" USING btree ("deleted_at") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "case_reserved" ON "cases" USING btree ("organisation_id") WHERE restricted or deleted_at is not null;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "case_third_party_not_competent" CHECK (third_party_id is null or competent is false);--> statement-breakpoint

-- Cases somebody must not know of ------------------------------------------------------------------------------------
-- Colleagues who are away today, in the organisation's zone, and for whom this person acts.
create function guichet.replaced_by(person uuid) returns table (organisation_id uuid, user_id uuid)
language sql stable security definer set search_path = public, pg_temp as
$$ select a.organisation_id, a.user_id from absence a join organisation o on o.id = a.organisation_id
   where a.replacement_id = person and (now() at time zone o.time_zone)::date between a.from_on and a.to_on $$;
create function guichet.hidden_cases() returns uuid[] language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('app.hidden_cases', true), ''), '{}')::uuid[] $$;
-- Restricted cases that are not theirs, and the recycle bin unless they manage: found once per request, since policies
-- ask for each row. After `hold` and the user's id.
create function guichet.hide_cases(for_transaction boolean) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  me uuid := guichet.user_id();
  here uuid[] := guichet.organisations('mediation');
  hidden uuid[];
begin
  if me is not null and cardinality(here) > 0 then
    select array_agg(c.id) into hidden
    from cases c
    join lateral (select coalesce(array_agg(r), '{}') as roles from membership m, unnest(m.roles) r
      where m.user_id = me and m.organisation_id = c.organisation_id and m.service = 'mediation' and m.ended_at is null) held on true
    where c.organisation_id = any (here) and (c.restricted or c.deleted_at is not null)
      and not 'manager' = any (held.roles)
      and (c.deleted_at is not null or not (
        c.watchers ? me::text
        or ('mediator' = any (held.roles) and (
          c.assignee_id is not distinct from me or me = any (c.co_handler_ids)
          or exists (select from guichet.replaced_by(me) r
            where r.organisation_id = c.organisation_id and r.user_id = c.assignee_id)))));
  end if;
  perform set_config('app.hidden_cases', coalesce(hidden::text, ''), for_transaction);
end $$;
--> statement-breakpoint
create or replace function guichet.hold(by_service jsonb, for_transaction boolean) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  service text;
  held text[];
  every text[] := '{}';
  at_work text[] := '{}';
begin
  foreach service in array array['administration', 'mediation', 'declarations', 'appointments', 'resources', 'followup'] loop
    held := '{}';
    if by_service ? service then
      held := array(select jsonb_array_elements_text(by_service -> service));
      every := every || held;
      if service <> 'administration' then at_work := at_work || held; end if;
    end if;
    perform set_config('app.in_' || service, held::text, for_transaction);
  end loop;
  perform set_config('app.memberships', by_service::text, for_transaction),
    set_config('app.organisations', every::text, for_transaction), set_config('app.workplaces', at_work::text, for_transaction),
    set_config('app.hidden_cases', '', for_transaction);
end $$;
create or replace function guichet.enter(session_hash text, active boolean) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found_user record;
begin
  if session_hash is not null then
    select u.id, s.id as session_id, s.last_seen_at, s.second_factor_at is not null as strong, held.memberships,
      held.by_service, held.idle, s.second_factor_at is not null and exists (
        select from platform_administrator p where p.user_id = u.id and p.ended_at is null) as platform
    into found_user
    from session s
    join user_account u on u.id = s.user_id and u.disabled_at is null
    cross join lateral (
      with every as (
        select m.organisation_id, m.service, m.roles, o.idle_minutes,
          (m.service = 'administration' or m.service = any (o.services))
            and (s.second_factor_at is not null or not o.require_second_factor) as counts
        from membership m join organisation o on o.id = m.organisation_id and o.closed_at is null
        where m.user_id = u.id and m.ended_at is null)
      select
        (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('organisationId', e.organisation_id, 'service', e.service,
          'roles', e.roles, 'replaces', case when e.service = 'mediation' then (
            select jsonb_agg(r.user_id) from guichet.replaced_by(u.id) r where r.organisation_id = e.organisation_id) end))),
          '[]'::jsonb) from every e where e.counts) as memberships,
        (select coalesce(jsonb_object_agg(b.service, b.ids), '{}'::jsonb) from (
          select e.service, jsonb_agg(e.organisation_id) as ids from every e where e.counts group by e.service) b) as by_service,
        (select min(e.idle_minutes) from every e) as idle) held
    where s.token_hash = session_hash and s.ended_at is null and s.expires_at > now() and not s.pending
      and s.last_seen_at > now() - make_interval(mins => coalesce(held.idle, 60));
    if found then
      perform set_config('app.user_id', found_user.id::text, false), guichet.hold(found_user.by_service, false),
        guichet.hide_cases(false),
        set_config('app.platform', case when found_user.platform then 't' else '' end, false);
      if active and found_user.last_seen_at < now() - interval '1 minute' then
        update session set last_seen_at = now() where id = found_user.session_id;
      end if;
      return jsonb_build_object('user', jsonb_build_object('id', found_user.id, 'sessionId', found_user.session_id,
        'memberships', found_user.memberships, 'platformAdministrator', found_user.platform,
        'secondFactor', found_user.strong, 'idleMinutes', coalesce(found_user.idle, 60)));
    end if;
  end if;
  perform set_config('app.user_id', '', false), guichet.hold('{}', false), set_config('app.platform', '', false);
  return '{}'::jsonb;
end $$;
revoke all on function guichet.replaced_by(uuid), guichet.hidden_cases(), guichet.hide_cases(boolean) from public;
grant execute on function guichet.hidden_cases() to guichet_app, guichet_worker;
grant execute on function guichet.hide_cases(boolean) to guichet_app, guichet_worker, guichet_public;
--> statement-breakpoint

-- From when to when a case had each status: durations and waiting times need it, whoever changes the status. ----------
create function guichet.note_status() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'UPDATE' then
    update case_status_span set until = new.status_since where case_id = new.id and until is null;
  end if;
  insert into case_status_span (id, organisation_id, case_id, status, since)
  values (gen_random_uuid(), new.organisation_id, new.id, new.status, new.status_since);
  return null;
end $$;
create trigger note_first_status after insert on cases for each row execute function guichet.note_status();
create trigger note_status after update of status on cases for each row when (old.status <> new.status)
  execute function guichet.note_status();
insert into case_status_span (id, organisation_id, case_id, status, since)
select gen_random_uuid(), organisation_id, id, status, status_since from cases;
--> statement-breakpoint

-- Keys, and who may see and write them --------------------------------------------------------------------------------
do $$
declare
  name text;
  of_a_case constant text[] := array['case_status_span', 'case_task', 'note_revision', 'case_tag', 'case_link', 'case_merge',
    'person_answer', 'inactivity_step', 'survey'];
  of_mediation constant text[] := of_a_case || array['tag', 'person', 'contact', 'absence', 'independence', 'annual_report',
    'survey_answer', 'anonymous_case', 'erasure'];
  of_somebody constant text[] := array['registration_draft', 'notification_choice', 'user_signature', 'background_job'];
  settings constant text[] := array['mediation_settings', 'form_config'];
begin
  foreach name in array of_a_case loop
    execute format('alter table %I add foreign key (organisation_id, case_id) references cases (organisation_id, id)
      on delete cascade', name);
  end loop;
  foreach name in array of_mediation || of_somebody || settings || array['notification', 'list_item', 'saved_view'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy worker_all on %I to guichet_worker using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to guichet_worker, guichet_app', name);
  end loop;
  foreach name in array of_mediation loop
    execute format('create policy own_organisation on %I to guichet_app
      using (organisation_id = any ((select guichet.organisations(''mediation''))::uuid[]))
      with check (organisation_id = any ((select guichet.organisations(''mediation''))::uuid[]))', name);
  end loop;
  foreach name in array of_somebody loop
    execute format('create policy own_rows on %I to guichet_app
      using (user_id = (select guichet.user_id()) and organisation_id = any ((select guichet.organisations(''mediation''))::uuid[]))
      with check (user_id = (select guichet.user_id()) and organisation_id = any ((select guichet.organisations(''mediation''))::uuid[]))', name);
  end loop;
  foreach name in array settings loop
    execute format('create policy own_organisation on %I to guichet_app
      using (organisation_id = any ((select guichet.organisations())::uuid[]))
      with check (organisation_id = any ((select guichet.organisations())::uuid[]))', name);
  end loop;
  -- Whatever is of a case that somebody must not know of is hidden with it.
  foreach name in array of_a_case || array['party', 'participant', 'case_entry', 'case_file', 'case_closing'] loop
    execute format('create policy not_hidden on %I as restrictive to guichet_app
      using (case_id <> all ((select guichet.hidden_cases())::uuid[]))', name);
  end loop;
end $$;
create policy not_hidden on cases as restrictive to guichet_app using (id <> all ((select guichet.hidden_cases())::uuid[]))
  with check (true);
create policy not_hidden_either on case_link as restrictive to guichet_app
  using (other_id <> all ((select guichet.hidden_cases())::uuid[]));
create policy not_hidden on quarantine as restrictive to guichet_app
  using (case_id is null or case_id <> all ((select guichet.hidden_cases())::uuid[]));
--> statement-breakpoint
-- News is written by whoever acts, read by whom it is for.
create policy told_here on notification for insert to guichet_app
  with check (organisation_id = any ((select guichet.organisations('mediation'))::uuid[]));
create policy own_rows on notification for select to guichet_app using (user_id = (select guichet.user_id())
  and organisation_id = any ((select guichet.organisations('mediation'))::uuid[]));
create policy own_reading on notification for update to guichet_app using (user_id = (select guichet.user_id())
  and organisation_id = any ((select guichet.organisations('mediation'))::uuid[]));
revoke delete on notification from guichet_app;
-- The platform's lists are everybody's to read.
create policy all_read on list_item for select to guichet_app
  using (organisation_id is null or organisation_id = any ((select guichet.organisations())::uuid[]));
create policy own_organisation on list_item to guichet_app
  using (organisation_id = any ((select guichet.organisations())::uuid[]))
  with check (organisation_id = any ((select guichet.organisations())::uuid[]));
create policy platform on list_item to guichet_app using (organisation_id is null and (select guichet.is_platform()))
  with check (organisation_id is null and (select guichet.is_platform()));
create policy shared_and_own on saved_view to guichet_app
  using (organisation_id = any ((select guichet.organisations('mediation'))::uuid[])
    and (shared or user_id = (select guichet.user_id())))
  with check (organisation_id = any ((select guichet.organisations('mediation'))::uuid[])
    and (shared or user_id = (select guichet.user_id())));
-- Rows the database writes, or that only jobs write.
revoke insert, update, delete on case_status_span, survey_answer, anonymous_case, inactivity_step from guichet_app;
