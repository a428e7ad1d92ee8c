import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import { blockedSenders, discardHeld, liftBlock, rejectHeld, restoreHeld } from "../mail/index.ts";
import { aRawMail } from "../mail/test-kit/raw-mails.ts";
import { countCases } from "./counts.ts";
import { exportRegister } from "./export-register.ts";
import { heldRights } from "./held-rights.ts";
import { listQuarantine } from "./list-quarantine.ts";
import { openHeldMail } from "./open-held-mail.ts";
import { readCase } from "./read-case.ts";
import { releaseHeldMail } from "./release-held-mail.ts";
import { quarantineOffice } from "./test-kit/quarantine-office.ts";
import { granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let office: Awaited<ReturnType<typeof quarantineOffice>>;
beforeAll(async () => {
  office = await quarantineOffice(database);
});

describe("a refused mail", () => {
  it("is answered in the agent's words when a person wrote from an authenticated address", async () => {
    const { id, from } = await office.heldAtIntake();
    const { version, noAnswer } = await office.open(office.asManager, id);
    expect(noAnswer).toBeNull();
    const refused = await rejectHeld(office.asManager, heldRights, {
      id,
      version,
      text: "Bonjour,\n\nÉcrivez à la région.",
    });
    expect(granted(refused)).toEqual({ sent: true, because: null });
    expect(await office.sentTo(from)).toMatchObject([
      { subject: "Re: Facture de cantine", text: expect.stringContaining("Écrivez à la région.") },
    ]);
    expect(await office.open(office.asManager, id)).toMatchObject({ state: "rejected", allowed: [] });
  });

  it("is refused without a mail when nobody vouches for its sender, and says so", async () => {
    const { id, from } = await office.heldAtIntake(undefined, { dmarc: "GRAY" });
    const { version } = await office.open(office.asManager, id);
    const refused = await rejectHeld(office.asManager, heldRights, { id, version, text: "Bonjour." });
    expect(granted(refused)).toEqual({ sent: false, because: "l’expéditeur n’est pas authentifié" });
    expect(await office.sentTo(from)).toEqual([]);
  });
});

describe("mails set aside", () => {
  it("are deleted softly and can be taken back", async () => {
    const { id } = await office.heldAtIntake();
    const { version } = await office.open(office.asManager, id);
    const gone = granted(
      await discardHeld(office.asManager, heldRights, { as: "deleted", items: [{ id, version }] }),
    ).done[0];
    expect(gone).toMatchObject({ state: "deleted" });
    expect(
      granted(await listQuarantine(office.asManager, { organisation: office.town.id })).rows.map(
        (row) => row.id,
      ),
    ).not.toContain(id);
    expect(
      granted(
        await listQuarantine(office.asManager, { organisation: office.town.id, state: "deleted" }),
      ).rows.map((row) => row.id),
    ).toContain(id);
    granted(await restoreHeld(office.asManager, heldRights, { id, version: gone?.version ?? 0 }));
    expect((await office.open(office.asManager, id)).state).toBe("waiting");
  });

  it("in bulk tell which were refused, each with its cause", async () => {
    const [one, two] = [await office.heldAtIntake(), await office.heldAtIntake()];
    const { version } = await office.open(office.asManager, one.id);
    granted(
      await discardHeld(office.asManager, heldRights, { as: "spam", items: [{ id: one.id, version }] }),
    );
    const { done, refused } = granted(
      await discardHeld(office.asManager, heldRights, {
        as: "spam",
        items: [
          { id: one.id, version },
          { id: two.id, version },
          { id: randomUUID(), version },
        ],
      }),
    );
    expect(done.map(({ id }) => id)).toEqual([two.id]);
    expect(refused.map(({ id, refusal }) => [id === one.id, refusal.reason])).toEqual([
      [true, "already_decided"],
      [false, "not_found"],
    ]);
  });

  it("as spam may block their sender: the next mail is held unread, until the block is lifted", async () => {
    const from = office.someone();
    const arrive = () =>
      office.arrives({
        raw: aRawMail({ from, messageId: `<${randomUUID()}@x.example>` }),
        to: [office.town.intake],
      });
    await admin`update intake_address set mode = 'known_only' where organisation_id = ${office.town.id}`;
    await arrive();
    await admin`update intake_address set mode = 'open' where organisation_id = ${office.town.id}`;
    const last = async () => {
      const [row] =
        await admin`select id, cause from quarantine where from_address = ${from} order by id desc limit 1`;
      return row;
    };
    const id = String((await last())?.id);
    const { version } = await office.open(office.asManager, id);
    granted(
      await discardHeld(office.asManager, heldRights, {
        as: "spam",
        items: [{ id, version }],
        block: "address",
      }),
    );
    await arrive();
    expect((await last())?.cause).toBe("blocked_sender");
    const [blocked] = await blockedSenders(office.asManager.db, office.asManager, office.town.id);
    expect(blocked).toMatchObject({ kind: "address", value: from, by: "Samira Benali" });
    granted(await liftBlock(office.asManager, blocked?.id ?? "", () => true));
    expect(await blockedSenders(office.asManager.db, office.asManager, office.town.id)).toEqual([]);
  });

  it("a whole domain is not blocked when it gives addresses to anyone", async () => {
    const from = "quelquun@orange.fr";
    const { id } = await office.heldAtIntake(aRawMail({ from, messageId: `<${randomUUID()}@x.example>` }));
    const held = await office.open(office.asManager, id);
    expect(held.mayBlockDomain).toBe(false);
    const refused = await discardHeld(office.asManager, heldRights, {
      as: "spam",
      items: [{ id, version: held.version }],
      block: "domain",
    });
    expect(refusalOf(refused).fields?.[0]?.path).toBe("block");
  });

  it("a virus shows its sender's domain only, and can only be deleted", async () => {
    const from = office.someone();
    await office.arrives({
      raw: aRawMail({ from, subject: "Facture secrète", messageId: `<${randomUUID()}@x.example>` }),
      to: [office.town.intake],
      verdicts: { virus: "FAIL" },
    });
    const [row] = await admin`select id from quarantine where cause = 'virus' order by id desc limit 1`;
    const id = String(row?.id);
    const held = await office.open(office.asManager, id);
    expect(held).toMatchObject({
      from: "usagers.example",
      claimedName: null,
      subject: null,
      text: null,
      attachments: [],
      allowed: ["delete"],
    });
    const how = { to: "new_case" as const, name: "X", address: from, tell: false, version: held.version, id };
    expect(refusalOf(await releaseHeldMail(office.asManager, how)).reason).toBe("virus_only_deleted");
    const spam = granted(
      await discardHeld(office.asManager, heldRights, { as: "spam", items: [{ id, version: held.version }] }),
    );
    expect(spam.refused[0]?.refusal.reason).toBe("virus_only_deleted");
    // Its address cannot be found by guessing either.
    const found = await listQuarantine(office.asManager, {
      organisation: office.town.id,
      q: from.slice(0, 12),
    });
    expect(granted(found).rows.map((one) => one.id)).not.toContain(id);
  });
});

describe("who may", () => {
  it("of a case only its handler and the managers read what is held; others know how many", async () => {
    const to = await office.mine();
    const { id } = await office.heldOn(to);
    expect((await office.open(office.asManager, id)).target?.id).toBe(to.found.id);
    for (const ctx of [
      office.asReader,
      office.asKeeper,
      await signedIn(database, await aMediator(database, office.town.id)),
    ])
      expect(["forbidden", "notFound"]).toContain(refusalOf(await openHeldMail(ctx, id)).code);
    const stranger = await signedIn(database, await aMediator(database, (await anOrganisation(database)).id));
    expect(refusalOf(await openHeldMail(stranger, id)).code).toBe("notFound");
    expect(granted(await readCase(office.asReader, to.found.id))).toMatchObject({ held: [], heldCount: 1 });
    expect(granted(await readCase(office.asClaire, to.found.id))).toMatchObject({
      held: [{ id }],
      heldCount: 1,
    });
  });

  it("who keeps the quarantine decides about mails that came for no case, and sees no case", async () => {
    const to = await office.mine();
    const onCase = await office.heldOn(to);
    const free = await office.heldAtIntake();
    const rows = granted(await listQuarantine(office.asKeeper, { organisation: office.town.id })).rows;
    expect(rows.map(({ id }) => id)).toContain(free.id);
    expect(rows.filter(({ caseId }) => caseId !== null)).toEqual([]);
    const every = granted(await listQuarantine(office.asManager, { organisation: office.town.id })).rows;
    expect(every.map(({ id }) => id)).toEqual(expect.arrayContaining([free.id, onCase.id]));
    const { version } = await office.open(office.asKeeper, free.id);
    const attach = { to: "case" as const, caseId: to.found.id, reopen: false, version, id: free.id };
    expect(refusalOf(await releaseHeldMail(office.asKeeper, attach)).code).toBe("notFound");
    granted(
      await discardHeld(office.asKeeper, heldRights, { as: "spam", items: [{ id: free.id, version }] }),
    );
    expect(refusalOf(await listQuarantine(office.asReader, { organisation: office.town.id })).code).toBe(
      "forbidden",
    );
    expect(granted(await countCases(office.asManager, office.town.id)).quarantined).toBeGreaterThan(0);
    expect(granted(await countCases(office.asReader, office.town.id)).quarantined).toBe(0);
  });
});

describe("the list", () => {
  it("is filtered by cause, case, sender, day and words without accents", async () => {
    const to = await office.mine();
    const held = await office.heldOn(to, office.someone(), { text: "Une réclamation très précise" });
    const ids = async (filter: object) =>
      granted(await listQuarantine(office.asManager, { organisation: office.town.id, ...filter })).rows.map(
        ({ id }) => id,
      );
    expect(await ids({ case: to.found.id })).toEqual([held.id]);
    const [row] = granted(
      await listQuarantine(office.asManager, { organisation: office.town.id, case: to.found.id }),
    ).rows;
    expect(row).toMatchObject({ files: 0, from: held.from, caseNumber: expect.any(String) });
    expect(await ids({ q: "RECLAMATION precise" })).toEqual([held.id]);
    expect(await ids({ sender: held.from })).toEqual([held.id]);
    expect(await ids({ cause: "unknown_sender" })).toContain(held.id);
    expect(await ids({ cause: "bulk" })).not.toContain(held.id);
    expect(await ids({ to: "2020-01-01" })).toEqual([]);
    expect(await ids({ from: parisDay(), case: to.found.id })).toEqual([held.id]);
  });

  it("is read by pages that lose and repeat nothing", async () => {
    const busy = await anOrganisation(database);
    const manager = await signedIn(database, await aMediator(database, busy.id, { role: "manager" }));
    await admin`
      with mails as (
        insert into inbound_mail (id, ses_message_id, bucket, raw_key, received_at, envelope_recipients, verdicts, state)
        select gen_random_uuid(), 'page-' || n, 'b', 'inbound/page-' || n, now() - n * interval '1 minute', '{}', '{}', 'done'
        from generate_series(1, 119) n returning id, received_at),
      targets as (
        insert into inbound_target (id, organisation_id, inbound_mail_id, target_key, matched_by, outcome)
        select gen_random_uuid(), ${busy.id}, id, 'none', 'none', 'quarantine' from mails returning id)
      insert into quarantine (id, inbound_target_id, organisation_id, cause, state, received_at, expires_at)
      select gen_random_uuid(), id, ${busy.id}, 'rate', 'waiting', date_trunc('second', now()), now() + interval '1 day' from targets`;
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = granted(await listQuarantine(manager, { organisation: busy.id, after }));
      seen.push(...page.rows.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after);
    expect([seen.length, new Set(seen).size]).toEqual([119, 119]);
  });
});

describe("the register", () => {
  it("says what was held and who decided, and nothing of what it said", async () => {
    const { id } = await office.heldAtIntake(
      aRawMail({
        from: `"=cmd" <${office.someone()}>`,
        subject: "Sujet confidentiel",
        messageId: `<${randomUUID()}@x.example>`,
      }),
    );
    const { version } = await office.open(office.asManager, id);
    granted(await discardHeld(office.asManager, heldRights, { as: "spam", items: [{ id, version }] }));
    const csv = granted(
      await exportRegister(office.asManager, { organisation: office.town.id, format: "csv" }),
    );
    const text = Buffer.from(csv.base64, "base64").toString();
    expect(text).toContain("Nouvel expéditeur;Indésirable;Samira Benali");
    expect(text).toContain("usagers.example");
    expect(text).not.toMatch(/quelquun-|confidentiel|cmd/);
    const xlsx = granted(
      await exportRegister(office.asManager, { organisation: office.town.id, format: "xlsx" }),
    );
    expect(Buffer.from(xlsx.base64, "base64").subarray(0, 2).toString()).toBe("PK");
    expect(
      refusalOf(await exportRegister(office.asReader, { organisation: office.town.id, format: "csv" })).code,
    ).toBe("forbidden");
  });
});
