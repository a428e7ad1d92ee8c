import { createHash, randomBytes } from "node:crypto";
import postgres from "postgres";

/** What was generated, and who asks: a manager of the first organisation. */
export interface ManyCases {
  organisationId: string;
  cookie: string;
  cases: number;
  organisations: number;
}

const organisation = (row: string) => `('01900000-0000-7000-8000-' || lpad(to_hex(${row}), 12, '0'))::uuid`;
const numbered = (prefix: string, row: string) =>
  `('${prefix}-0000-7000-8000-' || lpad(to_hex(${row}), 12, '0'))::uuid`;
const pick = (words: readonly string[], row: string) =>
  `(array[${words.map((word) => `'${word}'`).join(",")}])[1 + (${row}) % ${words.length}]`;

const firstNames = [
  "Ada",
  "Basile",
  "Clio",
  "Doria",
  "Elin",
  "Faust",
  "Gaia",
  "Hélio",
  "Isaure",
  "Jonas",
  "Kléa",
];
const beginnings = [
  "Bel",
  "Cor",
  "Dur",
  "Fon",
  "Gal",
  "Lam",
  "Mar",
  "Nor",
  "Pel",
  "Rou",
  "Sau",
  "Ter",
  "Val",
  "Vil",
];
const ends = ["ier", "ande", "eau", "otte", "ard", "ingue", "oux", "ette", "on", "ey", "ache", "uel", "ois"];
const towns = ["Valbrune", "Rives-d’Auze", "Haute-Vère", "Orsonne", "Bellecombe-les-Bois", "Saint-Aurin"];
const things = [
  "facture",
  "compteur",
  "trottoir",
  "clôture",
  "cantine",
  "crèche",
  "permis",
  "fuite",
  "bornage",
  "bruit",
];
const facts = ["contestée", "refusée", "en attente", "perdue", "doublée", "oubliée", "tardive"];
const replies = [
  "régisseur",
  "huissier",
  "plombier",
  "géomètre",
  "assureur",
  "locataire",
  "notaire",
  "voisinage",
];

/**
 * Fills a database with cases of many organisations, interleaved as years of work leave them: each case with its
 * requester and two messages. Invented names only. One statement per table; indexes are built when all rows are there.
 */
export const fillManyCases = async (
  adminUrl: string,
  { cases, organisations }: { cases: number; organisations: number },
): Promise<ManyCases> => {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  const secret = randomBytes(32).toString("base64url");
  try {
    await sql`set session_replication_role = replica`;
    await sql`set maintenance_work_mem = '512MB'`;
    await sql`set synchronous_commit = off`;
    const indexes = await sql`
      select indexname as name, indexdef as definition from pg_indexes
      where schemaname = 'public' and tablename in ('cases', 'party', 'participant', 'case_entry', 'case_search')
        and not exists (select from pg_constraint where conname = indexname)`;
    for (const { name } of indexes) await sql`drop index ${sql(name)}`;
    for (const statement of [
      insertOrganisations(organisations),
      insertCases(cases, organisations),
      insertParties(cases, organisations),
      insertWords(),
      insertEntries(cases, organisations),
    ])
      await sql.unsafe(statement);
    for (const { definition } of indexes) await sql.unsafe(definition);
    const organisationId = "01900000-0000-7000-8000-000000000001";
    const userId = "01990000-0000-7000-8000-000000000001";
    await sql`
      insert into user_account (id, email, first_name, last_name)
      values (${userId}, 'c.vasseur@valbrune.example', 'Claire', 'Vasseur')`;
    await sql`
      insert into membership (id, organisation_id, user_id, service, roles)
      values (gen_random_uuid(), ${organisationId}, ${userId}, 'mediation', '{manager}')`;
    await sql`
      insert into independence (organisation_id, user_id, declared_at) values (${organisationId}, ${userId}, now())`;
    await sql`
      insert into session (id, user_id, token_hash, last_seen_at, expires_at)
      values (gen_random_uuid(), ${userId}, ${createHash("sha256").update(secret).digest("hex")}, now(), now() + interval '1 day')`;
    await sql`vacuum (analyze)`;
    return { organisationId, cookie: `guichet=${secret}`, cases, organisations };
  } finally {
    await sql.end();
  }
};

const insertOrganisations = (organisations: number) => `
  insert into organisation (id, slug, name, kind, services, settings)
  select ${organisation("n")}, 'ville-' || n, 'Ville ' || n, 'commune', '{mediation}',
    '{"senderName":"Médiation","shortName":"Ville","address":[],"mediation":{"title":"médiatrice","intro":"","accepts":[],"refers":[],"privacy":"","dueDays":60}}'
  from generate_series(1, ${organisations}) n`;

const insertCases = (cases: number, organisations: number) => `
  insert into cases (id, organisation_id, year, seq, received_at, registered_at, channel, status, status_since,
    assignee_id, due_on, subject, description, admissibility, priority, restricted, closed_at, outcome,
    mediation_ended_on, filing_key, last_exchange_at, updated_at)
  select ${numbered("01910000", "n")}, ${organisation(`1 + n % ${organisations}`)}, 2000 + n / ${organisations} / 2000,
    1 + (n / ${organisations}) % 2000, at, at, ${pick(["WEB", "MAIL", "EMAIL", "PHONE", "OFFICE"], "n / 7")},
    case when n / 3 % 4 > 0 then 'CLOSED' else ${pick(["TO_PROCESS", "WAITING_FOR_ADMINISTRATION", "CONTACT_REQUESTER"], "n / 11")} end,
    at, case when n / 5 % 3 = 0 then null else ${numbered("01990000", "1 + n / 13 % 9")} end,
    case when n / 17 % 3 > 0 then at::date + 60 end,
    initcap(${pick(things, "n / 19")}) || ' ' || ${pick(facts, "n / 23")} || ', dossier ' || n,
    'Je conteste la décision du service à propos de ' || ${pick(things, "n / 29")} || ' et du ' || ${pick(replies, "n / 31")} || '.',
    ${pick(["PENDING", "ADMISSIBLE", "INADMISSIBLE"], "n / 37")}, case when n / 41 % 20 = 0 then 'HIGH' else 'NORMAL' end,
    n / 43 % 200 = 0, case when n / 3 % 4 > 0 then at end, case when n / 3 % 4 > 0 then 'PARTIAL' end,
    case when n / 3 % 4 > 0 then at::date end, 'bench:' || n, at + interval '5 days', at
  from (select n, now() - make_interval(mins => (${cases} - n)) as at from generate_series(1, ${cases}) n) numbers`;

const insertParties = (cases: number, organisations: number) => `
  insert into party (id, organisation_id, case_id, role, kind, first_name, last_name, email, email_canonical, phone,
    phone_e_164, city, postal_code, preferred_contact, search_text)
  select ${numbered("01920000", "n")}, ${organisation(`1 + n % ${organisations}`)}, ${numbered("01910000", "n")}, 'REQUESTER',
    'NATURAL', ${pick(firstNames, "n / 47")}, name, 'p' || n || '@courriel.example', 'p' || n || '@courriel.example',
    '06' || lpad((n % 100000000)::text, 8, '0'), '+336' || lpad((n % 100000000)::text, 8, '0'), ${pick(towns, "n / 53")},
    lpad((1000 + n / 59 % 95000)::text, 5, '0'), 'EMAIL', ' ' || lower(name)
  from (select n, ${pick(beginnings, "n / 61")} || ${pick(ends, "n / 67")} || ${pick(ends, "n / 71")} as name
    from generate_series(1, ${cases}) n) numbers`;

const insertWords = () => `
  insert into case_search (case_id, organisation_id, words, roots)
  select c.id, c.organisation_id, lower(unaccent(concat_ws(' ', '', replace(c.subject, ',', ''), p.first_name, p.last_name,
      regexp_replace(p.city, '[^[:alpha:]]+', ' ', 'g'), p.postal_code, p.email_canonical, p.phone,
      substr(p.phone_e_164, 2)))),
    to_tsvector('guichet.french', c.subject || ' ' || c.description)
  from cases c join party p on p.case_id = c.id`;

const insertEntries = (cases: number, organisations: number) => `
  insert into case_entry (id, organisation_id, case_id, kind, direction, medium, side, occurred_at, subject, text)
  select ${numbered("01930000", "m")}, ${organisation(`1 + n % ${organisations}`)}, ${numbered("01910000", "n")}, 'message', 'IN', 'EMAIL',
    'REQUESTER', now() - make_interval(mins => (${cases} - n)), 'Votre dossier',
    'Bonjour, le ' || ${pick(replies, "m / 3")} || ' est passé pour ' || ${pick(things, "m / 5")} || ' et a rendu le constat numéro c'
      || m % 5003 || ', voir ' || ${pick(beginnings, "m / 7")} || ${pick(ends, "m / 11")} || '.'
  from (select m, 1 + m / 2 as n from generate_series(0, ${cases * 2 - 1}) m) numbers`;
