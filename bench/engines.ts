import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { migrate } from "../functions/platform/migrate.ts";
import { bootstrapFile, functionsFolder } from "../infra/build.ts";
import { type BucketName, buckets, type FunctionName, functionSpecs } from "../infra/catalogue.ts";
import { environmentOf } from "../infra/function-environment.ts";
import { type FunctionProcess, startFunctionProcess } from "../infra/local/lambda-host/function-process.ts";
import { freePort } from "../infra/local/ports.ts";
import { type LocalPostgres, startPostgres } from "../infra/local/postgres.ts";
import { startQueues } from "../infra/local/queues.ts";
import { type RunningS3, startS3 } from "../infra/local/s3/server.ts";

export const region = "eu-west-3";
export const credentials = { accessKeyId: "guichetbench", secretAccessKey: "guichet-bench-secret" };
export const entranceSecret = "the way in of the bench";
export const mailDomain = "courrier.guichet.example";

/** The engines of one run: PostgreSQL, S3 and SQS, and functions as production bundles on any of its databases. */
export interface Engines {
  server: LocalPostgres;
  s3: RunningS3;
  /** Makes a database of its own with the schema and `cases` cases in it. */
  database: (name: string, cases: number) => Promise<Seeded>;
  /** Makes a database of its own with the schema and nothing else; answers its superuser address. */
  emptyDatabase: (name: string) => Promise<string>;
  /** What the function's environment is on that database, credentials included. */
  environment: (name: FunctionName, database: string) => Record<string, string>;
  /** Starts a function in a process of its own, exactly as the local Lambda host does. */
  startFunction: (name: FunctionName, database: string) => Promise<FunctionProcess>;
  stop: () => Promise<void>;
}

/** A filled database and what a request needs to read it. */
export interface Seeded {
  name: string;
  /** Superuser connection address. */
  adminUrl: string;
  organisationId: string;
  /** The `cookie` of a signed-in mediator. */
  cookie: string;
  /** Some case in the middle of the list, with a thread like a real one. */
  caseId: string;
  intake: string;
}

/**
 * Starts everything a figure may need, on free ports and a folder that goes with it. Whatever was started is stopped
 * when a later start fails, and when the run is interrupted.
 */
export const startEngines = async (): Promise<Engines> => {
  const stops: (() => unknown)[] = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => void stop().finally(() => process.exit(130)));
  try {
    return { ...(await assemble((one) => stops.push(one))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const assemble = async (whenDone: (stop: () => unknown) => void): Promise<Omit<Engines, "stop">> => {
  const folder = mkdtempSync(join("/var/tmp", "guichet-bench-"));
  whenDone(() => rmSync(folder, { recursive: true, force: true }));
  const server = await startPostgres({ dataDir: join(folder, "postgres"), durable: false });
  whenDone(server.erase);
  const owner = postgres(server.url("owner"), { max: 1, onnotice: () => {} });
  await migrate(Object.assign(drizzle(owner), { $client: owner })).finally(() => owner.end());
  const s3 = await startS3({
    port: 0,
    dataDir: join(folder, "s3"),
    credentials,
    region,
    buckets: (Object.keys(buckets) as BucketName[]).map((name) => ({ name })),
  });
  whenDone(s3.stop);
  const sqs = await startQueues({ port: await freePort(0), region, credentials });
  whenDone(sqs.stop);

  const environment = (name: FunctionName, database: string) => ({
    ...environmentOf(name, {
      appOrigin: "http://guichet.localhost",
      filesOrigin: "http://fichiers.localhost",
      mailDomain,
      mailRecords: [],
      entranceSecret,
      hmacKeys: `1:${randomBytes(32).toString("base64")}`,
      database: {
        host: server.host,
        port: String(server.port),
        name: database,
        login: (role) => ({ DATABASE_PASSWORD: server.password(role) }),
      },
      bucketName: (bucket) => bucket,
      queueUrl: sqs.url,
      credentialsKey: "none",
      endpoints: {
        s3: s3.url,
        sqs: sqs.endpoint,
        ses: "http://127.0.0.1:9",
        dns: "127.0.0.1:9",
        kms: "http://127.0.0.1:9",
      },
    }),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    // One agent asks thousands of times.
    RATE_LIMIT_FACTOR: "1000",
  });

  return {
    server,
    s3,
    database: (name, cases) => makeDatabase(server, name, cases),
    emptyDatabase: (name) => copyOfSchema(server, name),
    environment,
    startFunction: (name, database) =>
      startFunctionProcess(
        {
          name,
          taskRoot: join(functionsFolder, name),
          handler: "index.handler",
          environment: environment(name, database),
          memoryMb: functionSpecs[name].memoryMb,
          timeoutSeconds: functionSpecs[name].timeoutSeconds,
          concurrency: 1,
        },
        { bootstrap: [bootstrapFile], region, onLine: (from, line) => reportFault(from, line) },
      ),
  };
};

const reportFault = (from: string, line: string) => {
  if (/"level":"(error|warn)"/.test(line)) console.error(`[${from}] ${line}`);
};

const copyOfSchema = async (server: LocalPostgres, name: string): Promise<string> => {
  const root = postgres(server.url("admin", "postgres"), { max: 1, onnotice: () => {} });
  await root.unsafe(`create database ${name} template ${server.database}`).finally(() => root.end());
  return server.url("admin", name);
};

const makeDatabase = async (server: LocalPostgres, name: string, count: number): Promise<Seeded> => {
  const adminUrl = await copyOfSchema(server, name);
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    return { name, adminUrl, ...(await seed(sql, count)) };
  } finally {
    await sql.end();
  }
};

/** Ids that sort by creation, as version 7 does: the number of the row at the end. */
const numbered = (prefix: string, row: string) =>
  `('${prefix}-0000-7000-8000-' || lpad(to_hex(${row}), 12, '0'))::uuid`;

const seed = async (sql: postgres.Sql, count: number) => {
  const organisationId = "01900000-0000-7000-8000-000000000001";
  const userId = "01900000-0000-7000-8000-000000000002";
  const secret = randomBytes(32).toString("base64url");
  const settings = {
    senderName: "Médiation – Ville de Valbrune",
    shortName: "Valbrune",
    address: [],
    mediation: { title: "médiatrice", intro: "", accepts: [], refers: [], privacy: "", dueDays: 60 },
  };
  await sql`
    insert into organisation (id, slug, name, kind, services, settings)
    values (${organisationId}, 'valbrune', 'Ville de Valbrune', 'commune', '{mediation}', ${sql.json(settings)})`;
  await sql`
    insert into intake_address (id, organisation_id, service, local_part, mode)
    values (gen_random_uuid(), ${organisationId}, 'mediation', 'valbrune', 'open')`;
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
  await fill(sql, organisationId, userId, count);
  const [middle] =
    await sql`select id from cases order by received_at offset ${Math.floor(count / 2)} limit 1`;
  await giveThread(sql, organisationId, userId, middle?.id);
  await sql`analyze`;
  return { organisationId, cookie: `guichet=${secret}`, caseId: String(middle?.id), intake: "valbrune" };
};

/** Many cases at once: keys are not checked row by row, and indexes are built when all rows are there. */
const fill = async (sql: postgres.Sql, organisationId: string, userId: string, count: number) => {
  await sql`set session_replication_role = replica`;
  await sql`set maintenance_work_mem = '512MB'`;
  // No figure searches by name: that index, the slowest to build, is left out.
  await sql`drop index party_by_name`;
  const indexes = await sql`
    select indexname as name, indexdef as definition from pg_indexes
    where tablename in ('cases', 'party')
      and not exists (select 1 from pg_constraint where conname = indexname and contype in ('p', 'u'))`;
  for (const { name } of indexes) await sql`drop index ${sql(name)}`;
  await sql.unsafe(insertCases(organisationId, userId, count));
  await sql.unsafe(insertParties(organisationId, count));
  for (const { definition } of indexes) await sql.unsafe(definition);
  await sql`set session_replication_role = origin`;
};

const insertCases = (organisationId: string, userId: string, count: number) => `
  insert into cases (id, organisation_id, year, seq, received_at, registered_at, channel, status, status_since,
    assignee_id, subject, description, closed_at, outcome, mediation_ended_on, filing_key, last_exchange_at, updated_at)
  select ${numbered("01910000", "n")}, '${organisationId}', 2000 + n / 50000, n % 50000 + 1, at, at, 'WEB',
    case when n % 5 = 0 then 'TO_PROCESS' when n % 5 = 1 then 'WAITING_FOR_ADMINISTRATION' else 'CLOSED' end, at,
    case when n % 3 = 0 then null else '${userId}'::uuid end, 'Facture contestée ' || n,
    'Je conteste cette facture pour les raisons suivantes.',
    case when n % 5 > 1 then at end, case when n % 5 > 1 then 'PARTIAL' end, case when n % 5 > 1 then at::date end,
    'bench:' || n, at, at
  from (select n, now() - make_interval(mins => ${count} - n) as at from generate_series(1, ${count}) n) numbers`;

const insertParties = (organisationId: string, count: number) => `
  insert into party (id, organisation_id, case_id, role, kind, first_name, last_name, email, email_canonical,
    preferred_contact, search_text)
  select ${numbered("01920000", "n")}, '${organisationId}', ${numbered("01910000", "n")}, 'REQUESTER', 'NATURAL',
    'Amina', 'Ferrand' || n, 'a' || n || '@courriel.example', 'a' || n || '@courriel.example', 'EMAIL',
    ' amina ferrand' || n
  from generate_series(1, ${count}) n`;

/** Eight entries and two files, the size of an ordinary case. */
const giveThread = async (sql: postgres.Sql, organisationId: string, userId: string, caseId: string) => {
  for (let entry = 0; entry < 8; entry += 1) {
    await sql`
      insert into case_entry (id, organisation_id, case_id, kind, direction, medium, side, occurred_at, author_user_id,
        author_label, subject, text)
      values (gen_random_uuid(), ${organisationId}, ${caseId}, 'message', ${entry % 2 ? "OUT" : "IN"}, 'PORTAL',
        'REQUESTER', now() - make_interval(hours => ${entry}), ${entry % 2 ? userId : null}, 'Claire Vasseur',
        'Votre facture', ${"Bonjour, voici ce que le service nous a répondu. ".repeat(8)})`;
  }
};
