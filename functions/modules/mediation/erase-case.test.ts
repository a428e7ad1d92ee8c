import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { type BucketName, buckets } from "../../../infra/catalogue.ts";
import { keepFile, listObjects, readObject, writeObject } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { replyAddressFor } from "../mail/index.ts";
import { forgetMail, receive } from "../mail/jobs.ts";
import { deliver } from "../mail/test-kit/deliveries.ts";
import { aMultipart } from "../mail/test-kit/raw-mails.ts";
import { forgetCases } from "./forget-cases.ts";
import { mediationMailbox } from "./mailbox.ts";
import { decideErasure, prepareErasure, readPrivacy } from "./privacy.ts";
import { aCase, anEntry, type CaseInTest, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let asManager: Awaited<ReturnType<typeof signedIn>>;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { role: "manager" });
  asManager = await signedIn(database, claire);
});

const close = (to: CaseInTest, closedAt: Date) =>
  admin.begin(async (sql) => {
    await sql`update cases set status = 'CLOSED', outcome = 'PARTIAL', closed_at = ${closedAt}, status_since = ${closedAt}
      where id = ${to.found.id}`;
    await sql`insert into case_closing (id, organisation_id, case_id, closed_at, closed_by, ended_on, outcome)
      values (gen_random_uuid(), ${town.id}, ${to.found.id}, ${closedAt}, ${claire.id}, ${closedAt}, 'PARTIAL')`;
  });
const monthsAgo = (months: number) => {
  const then = new Date();
  then.setUTCMonth(then.getUTCMonth() - months);
  return then;
};
/** The address at which the requester answers. */
const tokenOf = async (to: CaseInTest): Promise<string> => {
  const ctx = database.worker();
  return granted(
    await mutate(ctx, async (tx) => ({
      result: await replyAddressFor(tx, ctx, {
        organisationId: town.id,
        service: "mediation",
        targetId: to.found.id,
        as: { is: "participant", participantId: to.participantId },
      }),
      permission: permit(true),
      audit: [],
      events: [],
    })),
  );
};
const exists = async (to: CaseInTest) =>
  (await admin`select 1 from cases where id = ${to.found.id}`).length === 1;
const erasuresOf = (to: CaseInTest) =>
  admin<
    {
      state: string;
      cause: string;
      proof: { remains: Record<string, number>; counts: Record<string, number> };
    }[]
  >`select state, cause, proof from erasure where target_id = ${to.found.id}`;

/** Where any of these words is, in every table and every bucket. */
const whereabouts = async (words: readonly string[]): Promise<string[]> => {
  const found = new Set<string>();
  const tables = await admin<
    { name: string }[]
  >`select tablename as name from pg_tables where schemaname = 'public'`;
  for (const { name } of tables) {
    const rows = await admin<{ row: string }[]>`select to_jsonb(t)::text as row from ${admin(name)} t`;
    if (rows.some(({ row }) => words.some((word) => row.includes(word)))) found.add(name);
  }
  for (const bucket of Object.keys(buckets) as BucketName[]) {
    for await (const { key } of listObjects(database.env, bucket, "")) {
      const content = (await readObject(database.env, bucket, key, 10_000_000))?.toString("utf8") ?? "";
      if (words.some((word) => key.includes(word) || content.includes(word))) found.add(bucket);
    }
  }
  return [...found];
};

/** A case that left traces wherever a case can, all of which carry the mark. */
const aTracedCase = async (mark: string, personId?: string, mailTo?: string) => {
  const email = `nadia.${mark}@courriel.example`;
  const to = await aCase(database, town, {
    assigneeId: claire.id,
    subject: `Litige ${mark}`,
    requester: {
      email,
      emailCanonical: email,
      firstName: `Nadia${mark}`,
      lastName: `Ferrandin${mark}`,
      phone: "06 11 22 33 44",
      phoneE164: "+33611223344",
    },
    participants: [{ email: `service.${mark}@ville.example`, side: "ADMINISTRATION" }],
  });
  const id = to.found.id;
  const file = await keepFile(database.worker(), town.id, Buffer.from(`contenu ${mark}`), "text/plain");
  const entryId = await anEntry(database, to.found, { text: `Bonjour, ${mark}` });
  await admin`insert into stored_file (id, organisation_id, sha256, size, type, key, scan)
    values (${randomUUID()}, ${town.id}, ${file.key.split("/")[1] ?? ""}, 10, 'text/plain', ${file.key}, 'clean')`;
  await admin`insert into case_file (id, organisation_id, case_id, entry_id, stored_file_id, name, source, visibility, position, decision)
    select gen_random_uuid(), ${town.id}, ${id}, ${entryId}, s.id, ${`${mark}.txt`}, 'REQUESTER', 'SHARED', 0, 'kept'
    from stored_file s where s.key = ${file.key}`;
  await admin`insert into upload_ticket (id, organisation_id, owner, name, size, key)
    values (gen_random_uuid(), ${town.id}, ${`case:${id}:${claire.id}`}, ${`${mark}.pdf`}, 1, ${randomUUID()})`;
  await admin`insert into case_task (id, organisation_id, case_id, title, origin)
    values (gen_random_uuid(), ${town.id}, ${id}, ${`Rappeler ${mark}`}, 'MANUAL')`;
  await admin`insert into note_revision (id, organisation_id, case_id, entry_id, text, changed_at, changed_by)
    values (gen_random_uuid(), ${town.id}, ${id}, ${entryId}, ${`Avant ${mark}`}, now(), ${claire.id})`;
  await admin`insert into notification (id, organisation_id, user_id, case_id, kind, at)
    values (gen_random_uuid(), ${town.id}, ${claire.id}, ${id}, 'new_inbound', now())`;
  await admin`insert into contact (id, organisation_id, name, side, email, email_canonical, updated_at)
    values (gen_random_uuid(), ${town.id}, ${`Service ${mark}`}, 'ADMINISTRATION', ${`service.${mark}@ville.example`},
      ${`service.${mark}@ville.example`}, now())`;
  await writeObject(database.env, "exports", `${town.id}/${id}/dossier.pdf`, mark, "application/pdf");
  await admin`insert into background_job (id, organisation_id, user_id, kind, case_id, input, state, file_key, file_name)
    values (gen_random_uuid(), ${town.id}, ${claire.id}, 'synthesis', ${id}, '{}', 'done', ${`${town.id}/${id}/dossier.pdf`}, 'dossier.pdf')`;
  // A list of the day that names people of many cases, and what was asked of it.
  const list = `${town.id}/${randomUUID()}/liste.csv`;
  await writeObject(database.env, "exports", list, mark, "text/csv");
  await admin`insert into background_job (id, organisation_id, user_id, kind, input, state, file_key, file_name)
    values (gen_random_uuid(), ${town.id}, ${claire.id}, 'export_named', ${admin.json({ q: mark })}, 'done', ${list}, 'liste.csv')`;
  await admin`insert into audit_event (id, organisation_id, at, actor_kind, action, target_kind, target_id, aggregate_id, after, personal, request_id)
    values (gen_random_uuid(), ${town.id}, now(), 'user', 'note.add', 'case', ${id}, ${id}, ${admin.json({ email })}, '{email}', 'r')`;
  if (personId) await admin`update cases set person_id = ${personId} where id = ${id}`;
  const ctx = database.worker();
  await receive(
    ctx,
    [mediationMailbox],
    await deliver(ctx, {
      raw: aMultipart(
        "multipart/mixed",
        [
          { type: "text/plain; charset=utf-8", body: `Voici, ${mark}.` },
          { type: `application/pdf; name=${mark}.pdf`, body: Buffer.from(`%PDF-1.7 ${mark}`) },
        ],
        [`From: Nadia <${email}>`, `Subject: Re: [Dossier ${to.found.year}-${to.found.seq}] ${mark}`],
      ),
      to: [mailTo ?? (await tokenOf(to))],
      envelopeFrom: email,
    }),
  );
  return { to, email };
};

describe("anonymising a case whose time is over", () => {
  it("leaves one row of coded facts and months, the number used, and nothing of anybody", async () => {
    const mark = `q${randomUUID().slice(0, 8)}`;
    const { to } = await aTracedCase(mark);
    await close(to, monthsAgo(25));
    expect((await whereabouts([mark])).length).toBeGreaterThan(8);

    await forgetCases(database.worker());
    await forgetMail(database.worker());

    expect(await exists(to)).toBe(false);
    const [kept] =
      await admin`select * from anonymous_case where year = ${to.found.year} and seq = ${to.found.seq}
      and organisation_id = ${town.id}`;
    expect(kept).toMatchObject({
      facts: { channel: "WEB", kind: "NATURAL", title: "FEMALE", outcome: "PARTIAL", represented: false },
      events: [{ kind: "closed", outcome: "PARTIAL" }],
    });
    const [erased] = await erasuresOf(to);
    expect(erased).toMatchObject({ cause: "retention", proof: { counts: { cases: 1, files: 2 } } });
    expect(await whereabouts([mark])).toEqual([]);
    const next = await aCase(database, town);
    expect(next.found.seq).toBeGreaterThan(to.found.seq);
  });

  it("keeps a case that is held legally, one closed more recently and one that is open", async () => {
    const [held, recent, open] = [
      await aCase(database, town),
      await aCase(database, town),
      await aCase(database, town),
    ];
    await close(held, monthsAgo(30));
    await admin`update cases set legal_hold = true, legal_hold_reason = 'Recours en cours' where id = ${held.found.id}`;
    await close(recent, monthsAgo(23));
    await forgetCases(database.worker());
    expect([await exists(held), await exists(recent), await exists(open)]).toEqual([true, true, true]);
  });

  it("follows a shorter time that the organisation set, and tells its managers a month before, once", async () => {
    const village = await anOrganisation(database);
    const manager = await aMediator(database, village.id, { role: "manager" });
    await admin`insert into mediation_settings (organisation_id, settings, updated_at)
      values (${village.id}, ${admin.json({ anonymiseAfterMonths: 6 })}, now())`;
    const soon = await aCase(database, village);
    const days = new Date(monthsAgo(6).getTime() + 10 * 86_400_000);
    await admin`update cases set status = 'CLOSED', outcome = 'OTHER', closed_at = ${days} where id = ${soon.found.id}`;
    await forgetCases(database.worker());
    await forgetCases(database.worker());
    const told =
      await admin`select detail from notification where user_id = ${manager.id} and kind = 'retention'`;
    expect(told).toEqual([{ detail: { cases: 1 } }]);
    const mails = await admin`select m.subject from outgoing_message m
      join outgoing_recipient r on r.outgoing_message_id = m.id where r.address = ${manager.email}`;
    expect(mails).toEqual([{ subject: "Un dossier clos sera bientôt anonymisé" }]);
    expect(await exists(soon)).toBe(true);
  });

  it("mediation#41 keeps the person for their other open case, and finds planted remains", async () => {
    const mark = `z${randomUUID().slice(0, 8)}`;
    const personId = randomUUID();
    await admin`insert into person (id, organisation_id, names, emails, phones) values (${personId}, ${town.id},
      ${[`Nadia${mark} Ferrandin${mark}`, `Ancien ${mark}`]}, ${[`nadia.${mark}@courriel.example`, `ancienne.${mark}@courriel.example`]}, '{}')`;
    const { to, email } = await aTracedCase(mark, personId, town.intake);
    const [other] = await admin<{ id: string }[]>`select id from cases where id <> ${to.found.id}
      and id in (select case_id from party where email_canonical = ${email})`;
    await admin`update cases set person_id = ${personId} where id = ${other?.id ?? ""}`;
    await close(to, monthsAgo(30));
    // Where nobody thought of: a view somebody saved with the address.
    await admin`insert into saved_view (id, organisation_id, user_id, title, filters)
      values (gen_random_uuid(), ${town.id}, ${claire.id}, 'Vue', ${admin.json({ q: email })})`;

    await forgetCases(database.worker());

    expect(await exists(to)).toBe(false);
    const [person] = await admin`select names, emails from person where id = ${personId}`;
    expect(person?.emails).toEqual([email]);
    expect(await admin`select 1 from cases where id = ${other?.id ?? ""}`).toHaveLength(1);
    expect(await erasuresOf(to)).toMatchObject([{ state: "failed", proof: { remains: { saved_view: 1 } } }]);
    // Nothing of the first case itself is left.
    const words = [`Litige ${mark}`, `Rappeler ${mark}`, `contenu ${mark}`, `Avant ${mark}`];
    await forgetMail(database.worker());
    expect(await whereabouts(words)).toEqual([]);
    await admin`delete from saved_view where organisation_id = ${town.id}`;
  });
});

describe("the recycle bin", () => {
  it("is emptied after thirty days, and such a case counts in no figure", async () => {
    const [old, fresh] = [await aCase(database, town), await aCase(database, town)];
    await admin`update cases set deleted_at = now() - interval '32 days', deletion_reason = 'Essai' where id = ${old.found.id}`;
    await admin`update cases set deleted_at = now() - interval '20 days' where id = ${fresh.found.id}`;
    await forgetCases(database.worker());
    expect([await exists(old), await exists(fresh)]).toEqual([false, true]);
    expect(await erasuresOf(old)).toMatchObject([{ state: "done", cause: "recycle_bin" }]);
    const counted =
      await admin`select 1 from anonymous_case where organisation_id = ${town.id} and seq = ${old.found.seq}
      and year = ${old.found.year}`;
    expect(counted).toEqual([]);
  });
});

describe("erasing a person who asks for it", () => {
  it("is prepared by a handler, confirmed by a manager, then reaches every closed case of theirs", async () => {
    const email = `demande.${randomUUID().slice(0, 8)}@courriel.example`;
    const requester = { email, emailCanonical: email };
    const hugo = await aMediator(database, town.id);
    const asHugo = await signedIn(database, hugo);
    const [one, two] = [
      await aCase(database, town, { requester, assigneeId: hugo.id }),
      await aCase(database, town, { requester }),
    ];
    await close(one, new Date());
    const asked = { caseId: one.found.id, scope: "person" as const, reason: "Courrier du 3 mars" };
    expect(refusalOf(await prepareErasure(asHugo, asked))).toMatchObject({ reason: "case_open" });
    await close(two, new Date());
    const { id } = granted(await prepareErasure(asHugo, asked));
    expect(refusalOf(await decideErasure(asHugo, { id, confirm: true }))).toMatchObject({
      code: "forbidden",
    });
    await forgetCases(database.worker());
    expect(await exists(one)).toBe(true);

    granted(await decideErasure(asManager, { id, confirm: true }));
    expect(refusalOf(await decideErasure(asManager, { id, confirm: true }))).toMatchObject({
      reason: "already_decided",
    });
    await forgetCases(database.worker());
    expect([await exists(one), await exists(two)]).toEqual([false, false]);
    expect(await whereabouts([email])).toEqual([]);
    const { erasures } = granted(await readPrivacy(asManager, town.id));
    expect(erasures.find((row) => row.id === id)).toMatchObject({
      state: "done",
      counts: { cases: 2 },
      remains: {},
    });
  });

  it("is refused while a case is held legally, and of another organisation it is not found", async () => {
    const held = await aCase(database, town);
    await close(held, new Date());
    await admin`update cases set legal_hold = true where id = ${held.found.id}`;
    const asked = { caseId: held.found.id, scope: "case" as const, reason: "Demande de la personne" };
    expect(refusalOf(await prepareErasure(asManager, asked))).toMatchObject({ reason: "legal_hold" });
    const elsewhere = await aMediator(database, (await anOrganisation(database)).id, { role: "manager" });
    const asStranger = await signedIn(database, elsewhere);
    expect(refusalOf(await prepareErasure(asStranger, asked))).toMatchObject({ code: "notFound" });
  });

  it("goes on after being cut short: what must be looked for waits sealed, never in clear", async () => {
    const email = `coupe.${randomUUID().slice(0, 8)}@courriel.example`;
    const to = await aCase(database, town, { requester: { email, emailCanonical: email } });
    await close(to, new Date());
    const { id } = granted(
      await prepareErasure(asManager, { caseId: to.found.id, scope: "case", reason: "Demande écrite" }),
    );
    granted(await decideErasure(asManager, { id, confirm: true }));
    const { eraseCase } = await import("./erase-case.ts");
    const stopped = eraseCase(database.worker(), to.found.id, "request", async () => {
      throw new Error("killed");
    });
    await expect(stopped).rejects.toThrow("killed");
    expect(await exists(to)).toBe(true);
    await forgetCases(database.worker());
    expect(await exists(to)).toBe(false);
    expect(await whereabouts([email])).toEqual([]);
  });
});

describe("an organisation that closed", () => {
  it("mediation#28 is erased with all its cases, lists and held mails a month later, and nothing of others", async () => {
    const gone = await anOrganisation(database);
    const mark = `o${randomUUID().slice(0, 8)}`;
    const to = await aCase(database, gone, { subject: `Litige ${mark}` });
    const kept = await aCase(database, town);
    await admin`insert into list_item (id, organisation_id, list, code, label, label_key, updated_at)
      values (gen_random_uuid(), ${gone.id}, 'domain', 'own', ${`Domaine ${mark}`}, ${mark}, now())`;
    await admin`update organisation set closed_at = now() - interval '31 days' where id = ${gone.id}`;
    await forgetCases(database.worker());
    expect(await exists(to)).toBe(false);
    expect(await exists(kept)).toBe(true);
    expect(await whereabouts([mark])).toEqual([]);
    expect(await admin`select state from erasure where organisation_id = ${gone.id}`).toEqual([
      { state: "done" },
    ]);
  });
});
