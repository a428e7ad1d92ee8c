import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { drizzle } from "drizzle-orm/postgres-js";
import { Secret } from "otpauth";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { passwordMatches } from "../../../functions/modules/access/password.ts";
import { fingerprintOf } from "../../../functions/modules/declarations/freeze-version.ts";
import { readSacdAnswer } from "../../../functions/modules/declarations/sacd-answer.ts";
import { readHmacKeys } from "../../../functions/platform/env.ts";
import { sha256 } from "../../../functions/platform/ids.ts";
import { migrate } from "../../../functions/platform/migrate.ts";
import { unseal } from "../../../functions/platform/seal.ts";
import {
  personalInJournal,
  wordlessInJournal,
} from "../../../functions/platform/test-kit/personal-in-journal.ts";
import { services } from "../../../shared/access/roles.ts";
import { isSiret } from "../../../shared/access/siret.ts";
import { caseStatuses, outcomes } from "../../../shared/mediation/enums.ts";
import { type LocalPostgres, startPostgres } from "../postgres.ts";
import { startS3 } from "../s3/server.ts";
import { accounts } from "./accounts.ts";
import { demoWorld, loadDemo } from "./load.ts";
import { demoPassword } from "./organisations.ts";
import { accountsWithCodes } from "./other-people.ts";

const region = "eu-west-3";
const hmacKeys = `1:${Buffer.from("a key for tests only").toString("base64")}`;
const credentials = { accessKeyId: "guichettests", secretAccessKey: "guichet-tests-secret" };

describe("the demo", () => {
  let folder: string;
  let server: LocalPostgres;
  let s3: Awaited<ReturnType<typeof startS3>>;
  let sql: postgres.Sql;

  beforeAll(async () => {
    folder = mkdtempSync(join("/var/tmp", "guichet-demo-"));
    server = await startPostgres({ dataDir: join(folder, "postgres"), durable: false });
    s3 = await startS3({
      port: 0,
      dataDir: join(folder, "s3"),
      credentials,
      region,
      buckets: [{ name: "mail-raw" }, { name: "files" }, { name: "receipts" }],
    });
    sql = postgres(server.url("owner"), { max: 1, onnotice: () => {} });
    await migrate(Object.assign(drizzle(sql), { $client: sql }));
    await loadDemo({
      databaseUrl: server.url("owner"),
      s3: { endpoint: s3.url, region, ...credentials },
      buckets: { mailRaw: "mail-raw", files: "files", receipts: "receipts" },
      mailDomain: "courrier.guichet.example",
      hmacKeys,
    });
  });
  afterAll(async () => {
    await sql.end();
    await s3.stop();
    await server.erase();
    rmSync(folder, { recursive: true, force: true });
  });

  it("has seven organisations, people who hold every role of mediation, and 300 cases in every state", async () => {
    const [count] = await sql`
      select (select count(*)::int from organisation) organisations, (select count(*)::int from user_account) people,
        (select count(*)::int from cases) cases`;
    expect(count).toEqual({ organisations: 7, people: 21, cases: 300 });
    const held = await sql`select distinct unnest(roles) as role from membership where service = 'mediation'`;
    expect(held.map(({ role }) => role).sort()).toEqual(Object.keys(services.mediation.roles).sort());
    const states = await sql`select distinct status from cases`;
    expect(states.map(({ status }) => status).sort()).toEqual(Object.keys(caseStatuses).sort());
    const ends = await sql`select distinct outcome from cases where outcome is not null`;
    expect(ends.map(({ outcome }) => outcome).sort()).toEqual(Object.keys(outcomes).sort());
  });

  it("calls nobody by two names: who takes part has the name and the address of the party", async () => {
    const wrong = await sql`
      select p.last_name, q.display_name, q.email from participant q join party p on p.id = q.party_id
      where q.email is distinct from p.email
        or q.display_name not in (coalesce(p.legal_name, ''), concat_ws(' ', p.first_name, p.last_name))`;
    expect(wrong).toEqual([]);
    const greeted = await sql`
      select p.last_name, m.text from outgoing_recipient r join participant q on q.id = r.participant_id
      join party p on p.id = q.party_id join outgoing_message m on m.id = r.outgoing_message_id
      where p.role = 'REQUESTER' and m.text like 'Bonjour M%' and position(p.last_name in m.text) = 0`;
    expect(greeted).toEqual([]);
  });

  it("gives the next case the next number", async () => {
    const wrong = await sql`
      select 1 from case_counter k
      where k.last <> (select max(seq) from cases c where c.organisation_id = k.organisation_id and c.year = k.year)
         or k.last <> (select count(*) from cases c where c.organisation_id = k.organisation_id and c.year = k.year)`;
    expect(wrong).toHaveLength(0);
  });

  it("counts on each case what its thread holds", async () => {
    const wrong = await sql`
      select c.id from cases c
      where to_process_count <> (select count(*) from case_entry e where e.case_id = c.id and e.to_process)
         or failed_send <> exists (
              select 1 from outgoing_recipient r join outgoing_message m on m.id = r.outgoing_message_id
              where m.target_id = c.id and r.state = 'hard_bounced')`;
    expect(wrong).toHaveLength(0);
  });

  it("has nothing in the future and nothing before its case", async () => {
    const wrong = await sql`
      select e.id from case_entry e join cases c on c.id = e.case_id
      where e.occurred_at > now() or e.occurred_at < c.received_at - interval '1 minute' or c.closed_at > now()`;
    expect(wrong).toHaveLength(0);
  });

  it("shows mails both ways, failures, held mail and files", async () => {
    const [seen] = await sql`
      select (select count(*)::int from case_entry where direction = 'IN' and medium = 'EMAIL') received,
        (select count(*)::int from outgoing_message) sent,
        (select count(*)::int from outgoing_recipient where state = 'hard_bounced') bounced,
        (select count(*)::int from quarantine where case_id is not null) held_on_cases,
        (select count(distinct cause)::int from quarantine) causes,
        (select count(*)::int from case_file) files,
        (select count(distinct type)::int from stored_file) types`;
    expect(seen?.received).toBeGreaterThan(200);
    expect(seen?.sent).toBeGreaterThan(400);
    expect(seen?.bounced).toBeGreaterThan(2);
    expect(seen?.held_on_cases).toBeGreaterThan(2);
    expect(seen?.causes).toBeGreaterThan(5);
    expect(seen?.files).toBeGreaterThan(200);
    expect(seen?.types).toBe(4);
  });

  it("keeps every file and every raw mail with the bytes its row says", async () => {
    const client = new S3Client({ endpoint: s3.url, region, credentials, forcePathStyle: true });
    const objects = [
      ...(await sql`select 'files' as bucket, key, size, sha256 from stored_file`),
      ...(await sql`select bucket, raw_key as key, raw_size as size, raw_sha256 as sha256 from inbound_mail limit 40`),
    ];
    for (const { bucket, key, size, sha256 } of objects) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      expect(bytes.length).toBe(Number(size));
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
    }
    client.destroy();
  });

  it("shows what accounts can be: administrators with codes, invitations in each state, who left, who is silent", async () => {
    const [seen] = await sql`
      select (select count(*)::int from platform_administrator) administrators,
        (select count(*)::int from totp_factor where confirmed_at is not null) generators,
        (select count(*)::int from organisation where require_second_factor) strict,
        (select count(*)::int from membership where ended_at is not null) former,
        (select count(*)::int from (select user_id from membership where ended_at is null group by user_id
          having count(distinct organisation_id) > 1) several) of_several,
        (select count(*)::int from session where last_seen_at < now() - interval '4 months') silent,
        (select count(*)::int from session where ended_at is null or ended_at > now()) open`;
    expect(seen).toEqual({
      administrators: 2,
      generators: 3,
      strict: 1,
      former: 1,
      of_several: 1,
      silent: 1,
      open: 0,
    });
    const invitations =
      await sql`select delivery_state, expires_at > now() as lives from invitation where accepted_at is null order by sent_at`;
    expect([...invitations]).toEqual([
      { delivery_state: "delivered", lives: false },
      { delivery_state: "delivered", lives: true },
      { delivery_state: "hard_bounced", lives: true },
    ]);
  });

  it("shows the platform's administrators a company's SIRET to decide, with two documents they can read", async () => {
    const [claim] = await sql`
      select c.status, c.method, c.sent_at between c.created_at and now() as sent, c.decided_at, c.files, o.siret from siret_claim c
      join organisation o on o.id = c.organisation_id where c.status = 'pending'`;
    expect(claim).toMatchObject({ status: "pending", method: "document", sent: true, decided_at: null });
    expect(isSiret(claim?.siret)).toBe(true);
    const app = postgres(server.url("app"), { max: 1, onnotice: () => {} });
    const files = await app.begin(async (tx) => {
      await tx`select set_config('app.platform', 't', true)`;
      return tx`select f.id, f.key, f.type, f.size from claim_file f join siret_claim c on c.id = f.claim_id`;
    });
    await app.end();
    expect(files.map(({ id }) => id).sort()).toEqual([...(claim?.files ?? [])].sort());
    expect(files).toHaveLength(2);
    const client = new S3Client({ endpoint: s3.url, region, credentials, forcePathStyle: true });
    for (const { key, type, size } of files) {
      const object = await client.send(new GetObjectCommand({ Bucket: "files", Key: key }));
      expect({ type: object.ContentType, size: object.ContentLength }).toEqual({ type, size });
    }
    client.destroy();
  });

  it("has the theatre of the pictures, its figures to the cent, and a sale to decide on", async () => {
    const rows = await sql`
      select p.paid, p.free, p.gross::int, p.net::int, p.vat from performance p join show s on s.id = p.show_id
      where s.name = 'Le Pain des étoiles' order by p.start_at`;
    expect([...rows]).toEqual([
      { paid: 84, free: 9, gross: 50_400, net: 47_773, vat: 550 },
      { paid: 99, free: 14, gross: 155_400, net: 147_299, vat: 550 },
      { paid: 109, free: 9, gross: 171_600, net: 162_654, vat: 550 },
      { paid: 62, free: 6, gross: 94_200, net: 89_289, vat: 550 },
    ]);
    const [own] = await sql`
      select (select status from siret_claim c join organisation o on o.id = c.organisation_id where o.slug like 'theatre%') as claim,
        (select jsonb_object_agg(field, value) from figure_correction where field <> 'lines') as corrected,
        (select sum(amount)::int from quarantine_record where state = 'open') as aside,
        (select count(*)::int from performance p where (select sum(gross) from sale_line l where l.performance_id = p.id) <> p.gross) as wrong`;
    expect(own).toEqual({
      claim: "verified",
      corrected: { paid: 115, gross: 182_400, net: 172_891 },
      aside: 1200,
      wrong: 0,
    });
  });

  it("has a show that was told in time to three bodies, whose proofs are those that were sent", async () => {
    const told = await sql`
      select t.body, t.state, t.payload_key as key, t.payload_sha256 as hash, t.receipt_key as answer, t.mail_key as mail,
        d.year || '-' || d.seq as number, k.last, v.frozen, v.frozen_sha256 as fingerprint,
        t.created_at < s.last_performance_at + interval '15 days' as in_time
      from transmission t join declaration d on d.id = t.declaration_id join show s on s.id = d.show_id
      join declaration_version v on v.id = t.declaration_version_id
      join declaration_counter k on k.organisation_id = d.organisation_id and k.year = d.year order by t.body`;
    expect(told.map(({ body, state }) => [body, state])).toEqual([
      ["ASTP", "deposited"],
      ["SACD", "accepted"],
      ["SACEM", "accepted"],
    ]);
    for (const one of told) {
      expect(one).toMatchObject({ number: `${one.number.slice(0, 4)}-1`, last: 1, in_time: true });
      expect(fingerprintOf(one.frozen)).toBe(one.fingerprint);
    }
    const client = new S3Client({ endpoint: s3.url, region, credentials, forcePathStyle: true });
    const text = async (Key: string) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: "receipts", Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    };
    const [, sacd, sacem] = told;
    for (const one of [sacd, sacem]) expect(sha256(await text(one?.key))).toBe(one?.hash);
    expect(readSacdAnswer((await text(sacd?.answer)).toString())).toEqual({ is: "accepted", warnings: [] });
    expect((await text(sacem?.mail)).toString()).toContain("Déclaration SACEM - la-nuit-des-lanternes.pdf");
    client.destroy();
  });

  it("begins the history of every case with its filing", async () => {
    const firsts = await sql`
      select distinct on (c.id) c.id, a.action, a.at = c.registered_at as on_time,
        a.after->>'number' = c.year || '-' || lpad(c.seq::text, 5, '0') as numbered
      from cases c left join audit_event a on a.aggregate_id = c.id and a.organisation_id = c.organisation_id
      order by c.id, a.at, a.id`;
    expect(firsts).toHaveLength(300);
    expect(
      firsts.filter((first) => first.action !== "case.file" || !first.on_time || !first.numbered),
    ).toEqual([]);
  });

  it("tells in the journal of a case what its thread shows, and nothing else", async () => {
    const differ = await sql`
      with shown as (
        select case_id, 'case.take' as action, case_id as target, author_user_id as by, occurred_at as at from case_entry
          where fact = 'case.taken'
        union all select id, 'case.close', id, closed_by, closed_at from cases where closed_at is not null
        union all select case_id, 'message.send', id, author_user_id, occurred_at from case_entry
          where kind = 'message' and direction = 'OUT' and medium = 'EMAIL'
        union all select case_id, 'follow_up.answer', id, null, occurred_at from case_entry
          where kind = 'message' and direction = 'IN' and medium = 'PORTAL'
        union all select e.case_id, 'mail.post', e.id, null, e.occurred_at from case_entry e
          left join inbound_target t on t.id = e.inbound_target_id
          where e.direction = 'IN' and e.medium = 'EMAIL' and e.kind <> 'fact' and t.matched_by is distinct from 'intake'
        union all select case_id, 'note.add', id, author_user_id, occurred_at from case_entry where kind = 'note'
        union all select case_id, 'case.withdraw', case_id, null, occurred_at from case_entry where fact = 'case.withdrawn'
        union all select case_id, 'mail.failed', id, null, occurred_at from case_entry where kind = 'delivery_report'
        union all select case_id, 'entry.process', id, processed_by, processed_at from case_entry
          where processed_at is not null
        union all select case_id, 'mail.held', id, null, received_at from quarantine where case_id is not null),
      told as (
        select aggregate_id, action, target_id, case when actor_kind = 'user' then actor_id end, at from audit_event
        where aggregate_id in (select id from cases)
          and action not in ('case.file', 'case.read', 'file.read', 'link.open', 'link.code', 'link.verify'))
      (select * from shown except all select * from told) union all (select * from told except all select * from shown)`;
    expect([...differ]).toEqual([]);
    const wrong = await sql`
      select a.id from audit_event a join cases c on c.id = a.aggregate_id
      where (a.action = 'case.close' and (a.after->>'outcome' <> c.outcome or a.after->>'endedOn' <> c.mediation_ended_on::text))
        or (a.action = 'case.take' and a.after->>'assigneeId' <> c.assignee_id::text)
        or (a.action = 'case.take' and c.due_on is not null and a.after->>'dueOn' <> c.due_on::text)`;
    expect([...wrong]).toEqual([]);
  });

  it("tells who read what: members who may, once in ten minutes", async () => {
    const readings = await sql`
      select a.id, exists (select from membership m where m.user_id = a.actor_id
          and m.organisation_id = a.organisation_id and m.service = 'mediation' and m.created_at < a.at
          and m.roles && '{manager,mediator,assistant,reader}') as may,
        exists (select from audit_event b where b.id <> a.id and b.actor_id = a.actor_id and b.action = a.action
          and b.target_id = a.target_id and b.at >= a.at and b.at < a.at + interval '10 minutes') as again
      from audit_event a where a.action in ('case.read', 'file.read')`;
    expect(readings.length).toBeGreaterThan(500);
    expect(readings.filter(({ may, again }) => !may || again)).toEqual([]);
  });

  it("tells how every member came, who left and what was changed", async () => {
    const untold = await sql`
      select m.id from membership m where not exists (select from audit_event a
        where a.organisation_id = m.organisation_id and a.at = m.created_at
          and ((a.action in ('invitation.accept', 'member.join') and a.target_id = m.user_id)
            or (a.action = 'company.register' and a.actor_id = m.user_id)))
      or (m.ended_at is not null and not exists (select from audit_event a
        where a.action = 'member.remove' and a.target_id = m.user_id and a.at = m.ended_at))`;
    expect([...untold]).toEqual([]);
    const kinds = await sql`
      select distinct action from audit_event where action ~ '^(organisation|member|invitation|claim|company)[.]' order by 1`;
    expect(kinds.map(({ action }) => action)).toEqual([
      "claim.add_file",
      "claim.prove",
      "claim.send",
      "claim.start",
      "company.register",
      "invitation.accept",
      "member.change",
      "member.invite",
      "member.join",
      "member.remove",
      "organisation.change",
      "organisation.create",
      "organisation.logo",
      "organisation.texts",
    ]);
  });

  it("has words for every line of the journal, marks what is personal, and tells nothing of the future", async () => {
    expect(await wordlessInJournal(sql)).toEqual([]);
    expect(await personalInJournal(sql)).toEqual([]);
    const wrong = await sql`
      select a.id from audit_event a left join user_account u on u.id = a.actor_id
      where a.at > now() or (a.actor_kind = 'user' and (u.id is null or u.created_at > a.at))`;
    expect([...wrong]).toEqual([]);
  });

  it("shows codes that open the accounts that have a generator", async () => {
    for (const { email, secret } of accountsWithCodes) {
      const [row] =
        await sql`select f.secret from totp_factor f join user_account u on u.id = f.user_id where u.email = ${email}`;
      expect(await unseal({ hmacKeys: readHmacKeys(hmacKeys) }, "totp", row?.secret)).toBe(secret);
      expect(Secret.fromBase32(secret).bytes.length).toBeGreaterThanOrEqual(16);
    }
  });

  it("opens every account with the password of the panel", async () => {
    const known = await sql`select email, password_hash from user_account`;
    for (const account of accounts) {
      expect(account.password).toBe(demoPassword);
      expect(known.some(({ email }) => email === account.email)).toBe(true);
    }
    expect(await passwordMatches(demoPassword, known[0]?.password_hash)).toBe(true);
  });

  it("shows an appointment, a forwarded original, an unpacked winmail.dat and an encrypted mail on one case", async () => {
    const rows = await sql`select e.case_id, e.subject, e.text, e.flags, e.cards,
        array(select f.name from case_file f where f.entry_id = e.id) as files
      from case_entry e where e.subject in ('Rendez-vous sur place', 'La facture demandée', 'Tr : Votre demande', 'Mes relevés')
      order by e.occurred_at, e.id`;
    expect(new Set(rows.map((row) => row.case_id)).size).toBe(1);
    const of = (subject: string) => rows.find((row) => row.subject === subject);
    expect(of("Rendez-vous sur place")?.cards).toMatchObject([
      {
        is: "calendar",
        method: "invitation",
        timeZone: "Europe/Paris",
        summary: "Visite sur place avec le médiateur",
      },
    ]);
    expect(of("La facture demandée")).toMatchObject({ files: ["Facture de septembre.pdf"] });
    expect(of("La facture demandée")?.text).toContain("Voici la facture demandée.");
    expect(of("Tr : Votre demande")?.cards).toMatchObject([{ is: "original", subject: "Votre demande" }]);
    expect(of("Mes relevés")?.flags).toContain("encrypted");
  });
});

test("the demo is the same at any hour of any day, also at night and around a new year", async () => {
  const mailDomain = "courrier.guichet.example";
  const told: unknown[] = [];
  for (let hours = 0; hours < 24 * 9; hours += 29) {
    const now = new Date(Date.UTC(2026, 11, 26, 0, 31) + hours * 3_600_000);
    const { rows } = await demoWorld({ now, mailDomain, hmacKeys });
    expect(rows.cases.every(({ lastExchangeAt }) => lastExchangeAt <= now)).toBe(true);
    told.push({
      cases: rows.cases.map(({ status, outcome }) => `${status} ${outcome}`).sort(),
      people: rows.party.map(({ firstName, lastName, email }) => `${firstName} ${lastName} ${email}`).sort(),
      entries: rows.caseEntry.length,
      mails: rows.outgoingMessage.length + rows.inboundMail.length,
    });
  }
  for (const other of told) expect(other).toEqual(told[0]);
});
