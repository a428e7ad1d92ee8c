import { beforeAll, describe, expect, test } from "vitest";
import { connect } from "../../platform/db.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { receive } from "./receive.ts";
import { deliver } from "./test-kit/deliveries.ts";
import { letterOffice } from "./test-kit/letter-office.ts";
import { createLetters, letters } from "./test-kit/letters.ts";
import { aRawMail } from "./test-kit/raw-mails.ts";

const database = testDatabase();
const { admin } = database;
const { someone, aService, aLetterWithToken, arrives, entries, held, sentTo } = letterOffice(database);
let organisation: Awaited<ReturnType<typeof aService>>;

beforeAll(async () => {
  await createLetters(database);
  organisation = await aService();
});

let mails = 0;
const newId = () => `<salve-${++mails}@usagers.example>`;
const causesOf = async (organisationId: string) => (await held(organisationId)).map(({ cause }) => cause);

describe("blocked senders", () => {
  const block = (organisationId: string, kind: string, value: string, until: Date) =>
    admin`insert into blocked_sender (id, organisation_id, kind, value, until, created_by)
      values (gen_random_uuid(), ${organisationId}, ${kind}, ${value}, ${until}, gen_random_uuid())`;
  const later = new Date(Date.now() + 3_600_000);

  test("are held, by address or by domain, where they were blocked and nowhere else", async () => {
    const [here, there] = [await aService(), await aService()];
    await block(here.id, "address", "insistant@fournisseur.example", later);
    await block(here.id, "domain", "reclame.example", later);
    for (const from of [
      "insistant@fournisseur.example",
      "offre@reclame.example",
      "offre@sous.reclame.example",
    ])
      await arrives({ raw: aRawMail({ from, messageId: newId() }), to: [here.intake, there.intake] });
    expect(await causesOf(here.id)).toEqual(["blocked_sender", "blocked_sender"]);
    expect(await causesOf(there.id)).toEqual([]);
    expect(await admin`select id from letter where organisation_id = ${there.id}`).toHaveLength(3);
  });

  test("are free again when the time is over", async () => {
    const place = await aService();
    await block(place.id, "domain", "autrefois.example", new Date(Date.now() - 1000));
    await arrives({ raw: aRawMail({ from: "x@autrefois.example", messageId: newId() }), to: [place.intake] });
    expect(await causesOf(place.id)).toEqual([]);
  });
});

describe("the same words again and again", () => {
  test("a third time within ten minutes are a loop, digits apart; in other words, or later, they are not", async () => {
    const place = await aService();
    const address = someone();
    const letter = await aLetterWithToken(place.id, { people: [address] });
    const start = Date.now() - 3_600_000;
    const says = (text: string, minutes: number) =>
      arrives({
        raw: aRawMail({ from: address, text, messageId: newId() }),
        to: [letter.token],
        at: new Date(start + minutes * 60_000),
      });
    await says("Ticket 1 enregistré.", 0);
    await says("Ticket 2 enregistré.", 4);
    await says("Autre chose.", 5);
    await says("Ticket 3 enregistré.", 9);
    expect(await entries(letter.id)).toHaveLength(3);
    expect(await held(place.id)).toMatchObject([{ cause: "loop", state: "waiting", case_id: letter.id }]);
    await says("Ticket 4 enregistré.", 25);
    expect(await entries(letter.id)).toHaveLength(4);
  });

  test("three deliveries of one mail are one entry and no loop", async () => {
    const address = someone();
    const letter = await aLetterWithToken(organisation.id, { people: [address] });
    const raw = aRawMail({ from: address, messageId: newId() });
    for (const _ of [1, 2, 3]) await arrives({ raw, to: [letter.token] });
    expect(await entries(letter.id)).toHaveLength(1);
  });
});

describe("two machines that face each other", () => {
  /** Answers whatever is sent to an address, as long as something new is; gives the number of turns. */
  const answering = async (
    address: string,
    answer: (turn: number, replyTo: string) => { headers?: Record<string, string>; to: string; text: string },
  ): Promise<number> => {
    let seen = 0;
    for (let turn = 1; turn <= 30; turn++) {
      const sent = await sentTo(address);
      const fresh = sent.slice(seen);
      if (fresh.length === 0) return turn - 1;
      seen = sent.length;
      for (const { from_local_part } of fresh) {
        const { to, text, headers } = answer(turn, from_local_part);
        const raw = aRawMail({
          from: address,
          messageId: newId(),
          subject: "Réponse",
          text,
          headers: headers ?? {},
        });
        await arrives({ raw, to: [to], envelopeFrom: address });
      }
    }
    throw new Error("they never stopped");
  };
  const asks = async (place: { intake: string }, address: string) =>
    arrives({
      raw: aRawMail({ from: address, messageId: newId() }),
      to: [place.intake],
      envelopeFrom: address,
    });

  test("mail#41 a machine that says so has one acknowledgement, and ends after one turn", async () => {
    const [place, address] = [await aService(), someone()];
    await asks(place, address);
    const turns = await answering(address, (turn, to) => ({
      to,
      text: `Absent jusqu’au ${turn} août.`,
      headers: { "Auto-Submitted": "auto-replied" },
    }));
    expect(turns).toBe(1);
    expect(await sentTo(address)).toMatchObject([{ template: "letters.receipt@1" }]);
    expect(await admin`select id from letter where organisation_id = ${place.id}`).toHaveLength(1);
  });

  test("mail#41 a machine that passes for a person ends too, whatever address it answers", async () => {
    const [place, silent] = [await aService(), someone()];
    await asks(place, silent);
    expect(await answering(silent, (turn, to) => ({ to, text: `Votre demande ${turn} est reçue.` }))).toBe(1);
    expect(await sentTo(silent)).toHaveLength(1);

    // It opens a letter at each turn, since each receipt of ours starts another: repeated words stop it.
    const stubborn = someone();
    await asks(place, stubborn);
    const turns = await answering(stubborn, (turn) => ({ to: place.intake, text: `Demande ${turn} reçue.` }));
    expect(turns).toBeLessThanOrEqual(3);
    expect(await causesOf(place.id)).toContain("loop");

    const confused = someone();
    await arrives({
      raw: aRawMail({ from: confused, messageId: newId() }),
      to: ["noreply"],
      envelopeFrom: confused,
    });
    expect(await answering(confused, (turn, to) => ({ to, text: `Bien noté ${turn}.` }))).toBe(1);
    expect(await sentTo(confused)).toHaveLength(1);
  });

  test("an address has at most five automatic answers a day, over the whole platform", async () => {
    const address = someone();
    for (let i = 0; i < 7; i++) {
      const place = await aService("closed");
      await arrives({
        raw: aRawMail({ from: address, messageId: newId(), text: `Demande ${"a".repeat(i)}` }),
        to: [place.intake],
        envelopeFrom: address,
      });
    }
    expect((await sentTo(address)).map(({ template }) => template)).toEqual(
      Array.from({ length: 5 }, () => "mail.intake_closed@1"),
    );
  });
});

test("too much mail is told once an hour for each organisation", async () => {
  const place = await aService();
  const address = someone();
  const letter = await aLetterWithToken(place.id, { people: [address] });
  for (let i = 0; i < 18; i++) {
    const raw = aRawMail({ from: address, messageId: newId(), text: `Mot ${"x".repeat(i)}` });
    await arrives({ raw, to: [letter.token] });
  }
  expect(await causesOf(place.id)).toEqual(["rate", "rate", "rate"]);
  const told = database.logged.filter(
    (line) => line.event === "mail.flood" && line.organisationId === place.id,
  );
  expect(told).toMatchObject([{ level: "warn", cause: "rate" }]);
});

test("mail#6 twenty minutes without database: every mail comes again and is there once, in order of receipt", async () => {
  const address = someone();
  const letter = await aLetterWithToken(organisation.id, { people: [address] });
  const worker = database.worker();
  const { env } = worker;
  // A port where nobody listens: each connection is refused, as with a database that is down.
  const down = { ...worker, db: connect({ ...env, database: { ...env.database, port: 1 } }) };
  const start = Date.now() - 20 * 60_000;
  const bodies = await Promise.all(
    ["Un.", "Deux.", "Trois."].map((text, index) =>
      deliver(worker, {
        raw: aRawMail({ from: address, text, messageId: newId() }),
        to: [letter.token],
        at: new Date(start + index * 5 * 60_000),
      }),
    ),
  );
  for (const body of bodies) await expect(receive(down, [letters], body)).rejects.toThrow();
  await down.db.$client.end({ timeout: 0 });
  expect(await entries(letter.id)).toEqual([]);
  for (const body of bodies.toReversed()) await receive(worker, [letters], body);
  const shown =
    await admin`select e.text from letter_entry e join inbound_target t on t.id = e.inbound_target_id
    join inbound_mail m on m.id = t.inbound_mail_id where e.letter_id = ${letter.id} order by m.received_at`;
  expect(shown.map(({ text }) => String(text).trim())).toEqual(["Un.", "Deux.", "Trois."]);
});

describe("mail#35 a closed letter of a service that reopens for thirty days, then continues in a new one", () => {
  const usual = { days: 30, afterClose: "new_case" } as const;
  const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3_600_000);
  const closedLetter = (address: string, closedAt: Date, changed = {}) =>
    aLetterWithToken(organisation.id, { state: "closed", closedAt, people: [address], ...usual, ...changed });
  const stateOf = async (id: string) =>
    (await admin`select state, reopened from letter where id = ${id}`)[0] as {
      state: string;
      reopened: number;
    };

  test("an absence message leaves it closed, whenever it comes", async () => {
    const address = someone();
    for (const days of [10, 60]) {
      const letter = await closedLetter(address, daysAgo(days));
      const headers = { "Auto-Submitted": "auto-replied" };
      await arrives({ raw: aRawMail({ from: address, messageId: newId(), headers }), to: [letter.token] });
      expect(await stateOf(letter.id)).toMatchObject({ state: "closed" });
      expect(await entries(letter.id)).toMatchObject([{ authorship: "machine", notified: false }]);
    }
  });

  test("the fourth reopening of a day is an entry that says why it is not one", async () => {
    const address = someone();
    const letter = await closedLetter(address, daysAgo(1));
    for (let turn = 0; turn < 4; turn++) {
      await admin`update letter set state = 'closed', closed_at = now() where id = ${letter.id}`;
      const raw = aRawMail({ from: address, messageId: newId(), text: `Encore ${"a".repeat(turn)}` });
      await arrives({ raw, to: [letter.token] });
    }
    expect(await stateOf(letter.id)).toEqual({ state: "closed", reopened: 3 });
    expect((await entries(letter.id)).map(({ flags }) => flags)).toEqual([[], [], [], ["reopen_limit"]]);
  });

  test("where the service holds late mails, they wait with their cause", async () => {
    const address = someone();
    const letter = await closedLetter(address, daysAgo(60), { afterClose: "quarantine" });
    await arrives({ raw: aRawMail({ from: address, messageId: newId() }), to: [letter.token] });
    const rows = (await held(organisation.id)).filter(({ case_id }) => case_id === letter.id);
    expect(rows).toMatchObject([{ cause: "case_closed", state: "waiting" }]);
  });
});

describe("an intake that knows its senders, or is closed", () => {
  test("I2 I3 a verified participant opens a linked letter, anybody else waits as a new sender", async () => {
    const place = await aService("known_only");
    const [known, stranger] = [someone(), someone()];
    const letter = await aLetterWithToken(place.id, { people: [known] });
    await admin`update letter_person set verification = 'verified' where letter_id = ${letter.id}`;
    for (const from of [known, stranger])
      await arrives({ raw: aRawMail({ from, messageId: newId() }), to: [place.intake] });
    const linked =
      await admin`select linked_to from letter where organisation_id = ${place.id} and id <> ${letter.id}`;
    expect(linked).toEqual([{ linked_to: letter.id }]);
    expect(await causesOf(place.id)).toEqual(["new_sender"]);
  });
});
