import type postgres from "postgres";
import type { Expected, SoakMail } from "./kinds.ts";

/** A mail that SMTP took, by the id SES gave it. */
export interface Accepted {
  id: string;
  mail: SoakMail;
}

export interface Evidence {
  accepted: readonly Accepted[];
  known: { cases: ReadonlySet<string> };
  /** Copies the provider accepted, by recipient. */
  sent: ReadonlyMap<string, number>;
}

export interface Verdict {
  counts: Record<string, number>;
  faults: string[];
}

/** A connection, or one in a transaction. */
type Queries = postgres.Sql | postgres.TransactionSql;

interface Target {
  outcome: string;
  organisationId: string | null;
  caseId: string | null;
  authorship: string | null;
  cause: string | null;
  recipientId: string | null;
  /** Rows of each kind that this target made. */
  entries: number;
  held: number;
}

/** Compares what the database and the mailbox hold with what each mail had to become. */
export const judge = async (sql: Queries, evidence: Evidence): Promise<Verdict> => {
  const rows = await sql<(Target & { mail: string; state: string })[]>`
    select m.ses_message_id as mail, m.state, t.outcome, t.organisation_id as "organisationId", t.case_id as "caseId",
      t.authorship, q.cause, coalesce(e.outgoing_recipient_id, case when t.target_key like 'outgoing:%'
        then substr(t.target_key, 10)::uuid end) as "recipientId",
      (select count(*)::int from case_entry c where c.inbound_target_id = t.id) as entries,
      (select count(*)::int from quarantine h where h.inbound_target_id = t.id) as held
    from inbound_mail m
    left join inbound_target t on t.inbound_mail_id = m.id
    left join quarantine q on q.inbound_target_id = t.id
    left join delivery_event e on e.id = t.outcome_id`;
  const byMail = Map.groupBy(rows, ({ mail }) => mail);
  const faults: string[] = [];
  const counts: Record<string, number> = {
    mails: evidence.accepted.length,
    unaccounted: 0,
    ...Object.fromEntries(
      ["entry", "new_case", "quarantine", "delivery_event", "duplicate"].map((name) => [name, 0]),
    ),
  };
  const count = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  for (const { id, mail } of pairsApart(evidence.accepted, byMail)) {
    const targets = byMail.get(id)?.filter(({ outcome }) => outcome !== null) ?? [];
    if (targets.length === 0) {
      count("unaccounted");
      faults.push(`${mail.kind}: nothing came of ${id}`);
      continue;
    }
    faults.push(
      ...compare(mail.kind, mail.expected, targets, evidence).map(
        (fault) => `${mail.kind}: ${fault} (${id})`,
      ),
    );
    for (const target of targets) {
      const made = target.entries + target.held;
      const wanted = target.outcome === "entry" || target.outcome === "quarantine" ? 1 : 0;
      if (made !== wanted) faults.push(`${mail.kind}: ${target.outcome} made ${made} rows (${id})`);
      count(isNewCase(target, evidence) ? "new_case" : target.outcome);
    }
  }
  const [strays] = await sql`
    select (select count(*)::int from case_entry e where e.inbound_target_id is not null
        and not exists (select from inbound_target t where t.id = e.inbound_target_id and t.outcome = 'entry')) as entries,
      (select count(*)::int from quarantine q
        where not exists (select from inbound_target t where t.id = q.inbound_target_id)) as held,
      (select count(*)::int from inbound_mail where state <> 'done') as unfinished,
      (select count(*)::int from (select organisation_id, year, seq from cases group by 1, 2, 3 having count(*) > 1) d) as numbers`;
  for (const [what, found] of Object.entries(strays ?? {}))
    if (found > 0) faults.push(`${found} ${what} that nothing explains`);
  const letters = await sent(sql, evidence);
  return { counts: { ...counts, ...letters.counts }, faults: [...faults, ...letters.faults] };
};

/** Of two deliveries of one mail, the one that became an entry is judged as such, the other as its duplicate. */
const pairsApart = (
  accepted: readonly Accepted[],
  byMail: ReadonlyMap<string, readonly Target[]>,
): Accepted[] => {
  const seen = new Map<SoakMail, number>();
  const isDuplicate = ({ id }: Accepted) =>
    byMail.get(id)?.some(({ outcome }) => outcome === "duplicate") ?? false;
  return accepted
    .toSorted((a, b) => Number(isDuplicate(a)) - Number(isDuplicate(b)))
    .map(({ id, mail }) => {
      const before = seen.get(mail) ?? 0;
      seen.set(mail, before + 1);
      return before === 0
        ? { id, mail }
        : { id, mail: { ...mail, expected: [], kind: `${mail.kind}, again` } };
    });
};

const isNewCase = ({ outcome, caseId }: Target, { known }: Evidence) =>
  outcome === "entry" && caseId !== null && !known.cases.has(caseId);

const compare = (
  kind: string,
  expected: readonly Expected[],
  targets: readonly Target[],
  evidence: Evidence,
): string[] => {
  if (kind.endsWith(", again"))
    return targets.every(({ outcome }) => outcome === "duplicate") ? [] : ["made twice"];
  const left = [...targets];
  const faults: string[] = [];
  for (const wanted of expected) {
    const index = left.findIndex((target) => fits(wanted, target, evidence));
    if (index < 0) faults.push(`no ${JSON.stringify(wanted)} among ${JSON.stringify(targets.map(inWords))}`);
    else left.splice(index, 1);
  }
  if (faults.length === 0 && left.length > 0) faults.push(`also became ${JSON.stringify(left.map(inWords))}`);
  return faults;
};

const inWords = ({ outcome, cause, authorship }: Target) => cause ?? `${outcome} ${authorship ?? ""}`.trim();

const fits = (wanted: Expected, target: Target, evidence: Evidence): boolean => {
  switch (wanted.outcome) {
    case "entry":
      return (
        target.outcome === "entry" &&
        target.authorship === wanted.authorship &&
        (wanted.caseId === undefined || target.caseId === wanted.caseId)
      );
    case "new_case":
      return isNewCase(target, evidence) && target.organisationId === wanted.organisationId;
    case "quarantine":
      return target.outcome === "quarantine" && target.cause === wanted.cause;
    case "delivery_event":
      return (
        target.outcome === "delivery_event" &&
        (wanted.recipientId === undefined || target.recipientId === wanted.recipientId)
      );
    case "entry_or_rate":
      return (
        (target.outcome === "entry" && target.caseId === wanted.caseId) ||
        (target.outcome === "quarantine" && target.cause === "rate")
      );
  }
};

/** Every copy we queued left at most once, and exactly once when its state says that it left. */
const sent = async (sql: Queries, { sent: copies }: Evidence): Promise<Verdict> => {
  const rows = await sql<{ id: string; state: string; lastCode: string | null }[]>`
    select id, state, last_code as "lastCode" from outgoing_recipient where provider_message_id is null
      or provider_message_id not like 'envoi-%'`;
  const faults: string[] = [];
  const left = new Set(["sent", "delayed", "soft_bounced", "delivered", "hard_bounced", "complained"]);
  for (const { id, state } of rows) {
    const times = copies.get(id) ?? 0;
    if (times > 1) faults.push(`a copy was sent ${times} times (${id}, ${state})`);
    if (left.has(state) && times === 0) faults.push(`a copy is ${state} but never left (${id})`);
    if (!left.has(state) && times > 0) faults.push(`a copy left but is ${state} (${id})`);
  }
  return {
    counts: {
      "mails sent": [...copies.values()].reduce((sum, times) => sum + times, 0),
      "sent twice": faults.length,
    },
    faults,
  };
};
