import { beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { queueMail } from "./queue-mail.ts";
import { revokeReplyAddress, rotateReplyAddress } from "./reply-address.ts";
import { inOneWrite, letterOffice } from "./test-kit/letter-office.ts";
import { aLetter, createLetters, service } from "./test-kit/letters.ts";
import { aRawMail, mailLines } from "./test-kit/raw-mails.ts";

const database = testDatabase();
const { admin } = database;
const office = letterOffice(database);
const { someone, aService, aLetterWithToken, anAgent, arrives, entries, held, targets, sentTo, tokenOf } =
  office;
let organisation: Awaited<ReturnType<typeof aService>>;

beforeAll(async () => {
  await createLetters(database);
  organisation = await aService();
});

const heldOn = async (letterId: string) =>
  (await held(organisation.id)).filter((row) => row.case_id === letterId);
const letterCount = async (organisationId: string) =>
  (await admin`select id from letter where organisation_id = ${organisationId}`).length;

describe("which letter", () => {
  test("mail#10 to one letter and, hidden, to another organisation's: an entry in each, neither sees the other's address", async () => {
    const [address, other] = [someone(), await aService()];
    const here = await aLetterWithToken(organisation.id, { people: [address] });
    const there = await aLetterWithToken(other.id, { people: [address] });
    const { mailDomain } = database.env;
    const raw = aRawMail({ from: address, to: `${here.token}@${mailDomain}` });
    await arrives({ raw, to: [here.token, there.token] });
    for (const letter of [here, there]) {
      expect(await entries(letter.id)).toMatchObject([{ authorship: "participant_verified" }]);
    }
    // Nothing an organisation can read of the mail names the other's address.
    const seen =
      await admin`select to_jsonb(t)::text as row from inbound_target t where organisation_id = ${other.id}
      union all select to_jsonb(e)::text from letter_entry e where letter_id = ${there.id}`;
    expect(JSON.stringify(seen)).not.toContain(here.token);
  });

  test("mail#14 six letters in one mail make one row to sort, and no entry", async () => {
    const place = await aService();
    const address = someone();
    const six = await Promise.all(
      Array.from({ length: 6 }, () => aLetterWithToken(place.id, { people: [address] })),
    );
    await arrives({ raw: aRawMail({ from: address }), to: six.map(({ token }) => token) });
    expect(await held(place.id)).toMatchObject([{ cause: "too_many_targets", case_id: null }]);
    expect((await Promise.all(six.map(({ id }) => entries(id)))).flat()).toEqual([]);
  });

  test("mail#21 the number of another letter in subject and body leads nowhere", async () => {
    const address = someone();
    const [mine, other] = [
      await aLetterWithToken(organisation.id, { people: [address] }),
      await aLetter(database, organisation.id, { people: [address] }),
    ];
    const named = `[Dossier ${other.id}] 2027-00042`;
    await arrives({ raw: aRawMail({ from: address, subject: named, text: named }), to: [mine.token] });
    expect(await entries(mine.id)).toHaveLength(1);
    expect(await entries(other.id)).toEqual([]);
    const before = await letterCount(organisation.id);
    const raw = aRawMail({ from: address, subject: named, messageId: "<numero@x.example>" });
    await arrives({ raw, to: [organisation.intake] });
    expect(await letterCount(organisation.id)).toBe(before + 1);
    expect(await entries(other.id)).toEqual([]);
  });

  test("mail#22 an id of one organisation's letter, sent to another's intake, opens a letter there and touches nothing here", async () => {
    const [address, other] = [someone(), await aService()];
    const letter = await aLetterWithToken(organisation.id, { people: [address] });
    await arrives({ raw: aRawMail({ from: address, messageId: "<ici@x.example>" }), to: [letter.token] });
    const raw = aRawMail({
      from: address,
      messageId: "<la-bas@x.example>",
      headers: { "In-Reply-To": "<ici@x.example>" },
    });
    await arrives({ raw, to: [other.intake] });
    expect(await entries(letter.id)).toHaveLength(1);
    expect(await letterCount(other.id)).toBe(1);
  });

  test("mail#36 what answers an erased letter is held for the organisation, and leads to no letter", async () => {
    const [address, place] = [someone(), await aService()];
    const letter = await aLetterWithToken(place.id, { state: "erased", people: [address] });
    await arrives({ raw: aRawMail({ from: address }), to: [letter.token] });
    await arrives({
      raw: aRawMail({
        from: address,
        messageId: "<auto@x.example>",
        headers: { "Auto-Submitted": "auto-replied" },
      }),
      to: [letter.token],
    });
    expect(await held(place.id)).toMatchObject([
      { cause: "case_erased", state: "waiting", case_id: null },
      { cause: "case_erased", state: "auto_closed", case_id: null },
    ]);
    expect(await sentTo(address)).toEqual([]);
  });

  test("mail#42 our own mail come back is filed by itself, answered by nobody", async () => {
    const [address, place] = [someone(), await aService()];
    const letter = await aLetterWithToken(place.id, { people: [address] });
    const { guichetId } = await import("./message-ids.ts");
    const [participantId = ""] = letter.people;
    const queued = await inOneWrite(database, (tx, ctx) =>
      queueMail(tx, ctx, aMessage(place.id, letter.id, { address, participantId })),
    );
    const mark = guichetId(database.env, queued.recipients[0]?.id ?? "");
    const raw = aRawMail({
      from: `${letter.token}@${database.env.mailDomain}`,
      headers: { "X-Guichet-Id": mark },
    });
    await arrives({ raw, to: [letter.token, place.intake] });
    expect(await entries(letter.id)).toEqual([]);
    const rows = await held(place.id);
    expect(rows.map(({ cause, state }) => [cause, state])).toEqual([
      ["own_mail", "auto_closed"],
      ["own_mail", "auto_closed"],
    ]);
    expect(await sentTo(`${letter.token}@${database.env.mailDomain}`)).toEqual([]);
  });

  test("W8 W9 W10 each address that leads nowhere has its cause; a return path suggests its letter", async () => {
    const [address, place] = [someone(), await aService()];
    const letter = await aLetterWithToken(place.id, { people: [address] });
    const [participantId = ""] = letter.people;
    const queued = await inOneWrite(database, (tx, ctx) =>
      queueMail(tx, ctx, aMessage(place.id, letter.id, { address, participantId })),
    );
    const [row] =
      await admin`select return_token from outgoing_recipient where id = ${queued.recipients[0]?.id ?? ""}`;
    await arrives({ raw: aRawMail({ from: address }), to: [`b-${row?.return_token}`] });
    expect(await held(place.id)).toMatchObject([
      { cause: "unknown_address", case_id: null, suggested_case_id: letter.id },
    ]);
    await arrives({
      raw: aRawMail({ from: address, headers: { "Auto-Submitted": "auto-replied" } }),
      to: [`b-${row?.return_token}`],
    });
    expect((await targets(letter.id)).map(({ outcome }) => outcome)).toEqual(["delivery_event"]);
    await arrives({ raw: aRawMail({ from: address, messageId: "<abus@x.example>" }), to: ["abuse"] });
    const causes =
      await admin`select q.cause from quarantine q join inbound_target t on t.id = q.inbound_target_id
      where t.message_id = '<abus@x.example>'`;
    expect(causes).toMatchObject([{ cause: "postmaster" }]);
  });
});

const aMessage = (
  organisationId: string,
  targetId: string,
  recipient: { address: string; participantId?: string; userId?: string },
  changed: { class?: "conversation" | "notice" } = {},
) => ({
  organisationId,
  service,
  targetId,
  class: "conversation" as const,
  template: "free",
  senderName: "Service des lettres",
  subject: "Votre lettre",
  text: "Bonjour.",
  html: "<p>Bonjour.</p>",
  idempotencyKey: `${targetId} ${recipient.address} ${Math.random()}`,
  recipients: [recipient],
  ...changed,
});

describe("as whom", () => {
  test("mail#20 another participant on this token's address: theirs when authenticated, held when not", async () => {
    const [anna, bruno] = [someone(), someone()];
    const letter = await aLetterWithToken(organisation.id, { people: [anna, bruno] });
    await arrives({ raw: aRawMail({ from: bruno }), to: [letter.token] });
    await arrives({
      raw: aRawMail({ from: bruno, messageId: "<douteux@x.example>" }),
      to: [letter.token],
      verdicts: { dmarc: "GRAY" },
    });
    expect(await entries(letter.id)).toMatchObject([
      { author: letter.people[1], flags: ["via_other_token"] },
    ]);
    expect(await heldOn(letter.id)).toMatchObject([{ cause: "sender_mismatch" }]);
  });

  test("mail#27 an agent who answers a notification writes a note that nobody outside receives", async () => {
    const [person, address] = [someone(), someone()];
    const letter = await aLetterWithToken(organisation.id, { people: [person] });
    const userId = await anAgent(organisation.id, address);
    const token = await tokenOf(letter.id, organisation.id, { userId });
    expect(token).toMatch(/^a-/);
    await arrives({ raw: aRawMail({ from: address }), to: [token] });
    expect(await entries(letter.id)).toMatchObject([
      { author: userId, authorship: "agent", notified: false },
    ]);
    expect([await sentTo(person), await sentTo(address)]).toEqual([[], []]);
  });

  test("mail#28 removed an hour before, the same agent is held, and told once without a word of the letter", async () => {
    const [person, address] = [someone(), someone()];
    const letter = await aLetterWithToken(organisation.id, { people: [person] });
    const userId = await anAgent(organisation.id, address);
    const token = await tokenOf(letter.id, organisation.id, { userId });
    await admin`update letter_agent set may_write = false where user_id = ${userId}`;
    for (const id of ["un", "deux"]) {
      const raw = aRawMail({ from: address, messageId: `<${id}@agents.example>`, text: `Note ${id}` });
      await arrives({ raw, to: [token], envelopeFrom: address });
    }
    expect(await entries(letter.id)).toEqual([]);
    expect((await heldOn(letter.id)).map(({ cause }) => cause)).toEqual(["right_lost", "right_lost"]);
    const told = await sentTo(address);
    expect(told).toMatchObject([{ template: "mail.right_lost@1", from_local_part: "noreply" }]);
    for (const secret of [letter.id, person, letter.token, "Facture de cantine"])
      expect(JSON.stringify(told)).not.toContain(secret);
  });

  test("mail#29 a forged agent is held on the letter, and the agent is told nothing by mail", async () => {
    const [person, address] = [someone(), someone()];
    const letter = await aLetterWithToken(organisation.id, { people: [person] });
    const userId = await anAgent(organisation.id, address);
    const token = await tokenOf(letter.id, organisation.id, { userId });
    const forged = { verdicts: { dmarc: "FAIL" }, policy: "none", envelopeFrom: address } as const;
    await arrives({ raw: aRawMail({ from: address }), to: [token], ...forged });
    await arrives({
      raw: aRawMail({ from: address, messageId: "<r@x.example>" }),
      to: [letter.token],
      ...forged,
    });
    expect((await heldOn(letter.id)).map(({ cause }) => cause)).toEqual([
      "agent_unauthenticated",
      "agent_unauthenticated",
    ]);
    expect(await sentTo(address)).toEqual([]);
  });

  test("mail#30 an agent in copy who answers all leaves a note of theirs, never the citizen's words", async () => {
    const [person, address] = [someone(), someone()];
    const letter = await aLetterWithToken(organisation.id, { people: [person] });
    const userId = await anAgent(organisation.id, address);
    await arrives({ raw: aRawMail({ from: address, text: "Je m’en occupe." }), to: [letter.token] });
    expect(await entries(letter.id)).toMatchObject([{ author: userId, authorship: "agent" }]);
    expect(await sentTo(person)).toEqual([]);
  });

  test("mail#33 after an address changed, the old one by the old token is a stranger; the new one still finds the letter", async () => {
    const [before, after] = [someone(), someone()];
    const letter = await aLetterWithToken(organisation.id, { people: [before] });
    const [participantId = ""] = letter.people;
    await admin`update letter_person set address = ${after} where id = ${participantId}`;
    const who = { organisationId: organisation.id, service, targetId: letter.id };
    await inOneWrite(database, (tx, ctx) =>
      rotateReplyAddress(tx, ctx, { ...who, as: { is: "participant", participantId } }),
    );
    await arrives({ raw: aRawMail({ from: before }), to: [letter.token] });
    await arrives({ raw: aRawMail({ from: after, messageId: "<neuf@x.example>" }), to: [letter.token] });
    expect((await heldOn(letter.id)).map(({ cause }) => cause)).toEqual(["unknown_sender"]);
    expect(await entries(letter.id)).toMatchObject([{ authorship: "participant_verified" }]);
    expect(await tokenOf(letter.id, organisation.id, { participantId })).not.toBe(letter.token);
    const used =
      await admin`select state, last_used_at from reply_address where target_id = ${letter.id} order by state`;
    expect(used).toMatchObject([
      { state: "live", last_used_at: null },
      { state: "rotated", last_used_at: expect.any(Date) },
    ]);
  });

  test("a removed participant's address has ended: held on the letter, and they are told where to write", async () => {
    const address = someone();
    const letter = await aLetterWithToken(organisation.id, { people: [address] });
    const [participantId = ""] = letter.people;
    const who = { organisationId: organisation.id, service, targetId: letter.id };
    await inOneWrite(database, (tx) =>
      revokeReplyAddress(tx, { ...who, as: { is: "participant", participantId } }),
    );
    await arrives({ raw: aRawMail({ from: address }), to: [letter.token], envelopeFrom: address });
    expect(await heldOn(letter.id)).toMatchObject([{ cause: "token_revoked", state: "waiting" }]);
    expect(await sentTo(address)).toMatchObject([{ template: "mail.address_ended@1" }]);
  });

  test("B5 a machine that answers an agent's notification is noted on it, and nowhere else", async () => {
    const [person, address] = [someone(), someone()];
    const letter = await aLetterWithToken(organisation.id, { people: [person] });
    const userId = await anAgent(organisation.id, address);
    await inOneWrite(database, (tx, ctx) =>
      queueMail(tx, ctx, aMessage(organisation.id, letter.id, { address, userId }, { class: "notice" })),
    );
    const token = await tokenOf(letter.id, organisation.id, { userId });
    const raw = aRawMail({ from: address, headers: { "Auto-Submitted": "auto-replied" } });
    await arrives({ raw, to: [token] });
    const events =
      await admin`select e.kind from delivery_event e join outgoing_recipient r on r.id = e.outgoing_recipient_id
      where r.address = ${address}`;
    expect(events).toMatchObject([{ kind: "auto_reply" }]);
    expect([await entries(letter.id), await heldOn(letter.id)]).toEqual([[], []]);
  });

  test("mail#43 a participant's mailing list is an entry flagged as such, told and never answered", async () => {
    const address = someone();
    const letter = await aLetterWithToken(organisation.id, { people: [address] });
    const raw = aRawMail({ from: address, headers: { "List-Id": "<voisins.usagers.example>" } });
    await arrives({ raw, to: [letter.token], envelopeFrom: address });
    expect(await entries(letter.id)).toMatchObject([{ flags: ["list"], notified: true }]);
    expect(await sentTo(address)).toEqual([]);
  });

  test("mail#44 a newsletter to an intake is held as such and opens nothing", async () => {
    const place = await aService();
    const address = someone();
    const headers = { "List-Unsubscribe": "<https://lettre.example/fin>" };
    await arrives({ raw: aRawMail({ from: address, headers }), to: [place.intake], envelopeFrom: address });
    expect(await held(place.id)).toMatchObject([{ cause: "bulk", state: "waiting" }]);
    expect([await letterCount(place.id), await sentTo(address)]).toEqual([0, []]);
  });
});

describe("reports by mail", () => {
  const aReport = (groups: ReadonlyArray<{ to: string; action: string; status: string }>) =>
    mailLines(
      "From: mailer-daemon@relais.example",
      "Subject: Rapport de remise",
      "Message-ID: <rapport@relais.example>",
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
      "",
      "--b",
      "",
      "Voici le rapport.",
      "--b",
      "Content-Type: message/delivery-status",
      "",
      "Reporting-MTA: dns; relais.example",
      ...groups.flatMap(({ to, action, status }) => [
        "",
        `Final-Recipient: rfc822; ${to}`,
        `Action: ${action}`,
        `Status: ${status}`,
      ]),
      "",
      "--b--",
    );
  const stateTo = async (address: string) =>
    (await admin`select state from outgoing_recipient where address = ${address}`)[0]?.state;
  const twoCopies = async () => {
    const [reached, lost] = [someone(), someone()];
    const letter = await aLetterWithToken(organisation.id, { people: [reached, lost] });
    const message = aMessage(organisation.id, letter.id, { address: reached });
    await inOneWrite(database, (tx, ctx) =>
      queueMail(tx, ctx, { ...message, recipients: [{ address: reached }, { address: lost }] }),
    );
    await admin`update outgoing_recipient set state = 'sent' where address in (${reached}, ${lost})`;
    const raw = aReport([
      { to: reached, action: "delivered", status: "2.0.0" },
      { to: lost, action: "failed", status: "5.1.1" },
    ]);
    return { letter, reached, lost, raw };
  };

  test("mail#75 about two recipients, one reached: each has its own state, and no entry is theirs", async () => {
    const { letter, reached, lost, raw } = await twoCopies();
    await arrives({ raw, to: [letter.token], envelopeFrom: null });
    expect([await stateTo(reached), await stateTo(lost)]).toEqual(["delivered", "hard_bounced"]);
    expect((await targets(letter.id)).map(({ outcome, matched_by }) => [outcome, matched_by])).toEqual([
      ["delivery_event", "dsn_content"],
      ["delivery_event", "dsn_content"],
    ]);
    expect(await entries(letter.id)).toEqual([]);
  });

  test("mail#76 with no id of ours, or by an address that has ended, it changes nothing and waits", async () => {
    const { letter, reached, lost, raw } = await twoCopies();
    const [participantId = ""] = letter.people;
    await inOneWrite(database, (tx) =>
      revokeReplyAddress(tx, {
        organisationId: organisation.id,
        service,
        targetId: letter.id,
        as: { is: "participant", participantId },
      }),
    );
    await arrives({ raw, to: [letter.token], envelopeFrom: null });
    await arrives({ raw, to: [organisation.intake], envelopeFrom: null });
    expect([await stateTo(reached), await stateTo(lost)]).toEqual(["sent", "sent"]);
    const causes = (await held(organisation.id)).map(({ cause }) => cause);
    expect(causes.filter((cause) => cause === "unmatched_report")).toHaveLength(2);
  });
});
