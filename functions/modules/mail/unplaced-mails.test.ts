import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { Refused } from "../../platform/refusal.ts";
import {
  anAdministrator,
  anOrganisation,
  aPlatformAdministrator,
  signedIn,
} from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { receive } from "./receive.ts";
import { deliver } from "./test-kit/deliveries.ts";
import { createLetters, letters } from "./test-kit/letters.ts";
import { aRawMail } from "./test-kit/raw-mails.ts";
import { assignUnplaced, dropUnplaced, listUnplaced } from "./unplaced-mails.ts";

const database = testDatabase();
const { admin } = database;
let asPlatform: Ctx;

beforeAll(async () => {
  await createLetters(database);
  asPlatform = await signedIn(database, await aPlatformAdministrator(database), { secondFactor: true });
});

/** A mail to an address that leads nowhere. */
const lost = async () => {
  const ctx = database.worker();
  const name = randomUUID().slice(0, 8);
  await receive(
    ctx,
    [letters],
    await deliver(ctx, {
      raw: aRawMail({
        from: `Jeanne Secret <jeanne-${name}@personne.example>`,
        subject: "Objet confidentiel",
        text: "Texte confidentiel",
        messageId: `<${name}@personne.example>`,
      }),
      to: [`nulle-part-${name}`],
    }),
  );
  const [row] =
    await admin`select id from quarantine where from_address = ${`jeanne-${name}@personne.example`}`;
  return String(row?.id);
};
const listed = async () => {
  const answer = await listUnplaced(asPlatform, undefined);
  if (!answer.ok) throw new Error(answer.refusal.reason);
  return answer.value;
};
const codeOf = async (work: () => Promise<unknown>) => {
  try {
    const answer = await work();
    return (answer as { ok: boolean; refusal?: { code: string } }).refusal?.code ?? "done";
  } catch (error) {
    if (error instanceof Refused) return error.refusal.code;
    throw error;
  }
};

test("mail#92 an administrator of the platform sees causes, dates, domains and sizes, and nothing else", async () => {
  const id = await lost();
  const { mails, waiting } = await listed();
  const mail = mails.find((one) => one.id === id);
  expect(mail).toEqual({
    id,
    cause: "unknown_address",
    receivedAt: expect.any(String),
    expiresAt: expect.any(String),
    senderDomain: "personne.example",
    size: expect.any(Number),
  });
  expect(waiting).toBe(mails.length);
  expect(JSON.stringify(mails)).not.toMatch(/jeanne|secret|confidentiel/i);
  // Not by the tables either: row-level security shows none of it.
  expect(await asPlatform.db.execute("select id, text from quarantine")).toHaveLength(0);
});

test("a mail given to an organisation is its keepers' from then on, and the platform's no more", async () => {
  const id = await lost();
  const town = await anOrganisation(database);
  expect(await assignUnplaced(asPlatform, id, { organisation: town.id })).toMatchObject({ ok: true });
  const [row] = await admin`select q.organisation_id, t.organisation_id as target, q.version from quarantine q
    join inbound_target t on t.id = q.inbound_target_id where q.id = ${id}`;
  expect(row).toEqual({ organisation_id: town.id, target: town.id, version: 2 });
  expect((await listed()).mails.map((one) => one.id)).not.toContain(id);
  expect(await codeOf(() => assignUnplaced(asPlatform, id, { organisation: town.id }))).toBe("notFound");
  expect(await codeOf(() => dropUnplaced(asPlatform, id))).toBe("notFound");
});

test("a mail is deleted without being read, and not given to an organisation that is not there", async () => {
  const id = await lost();
  expect(await codeOf(() => assignUnplaced(asPlatform, id, { organisation: randomUUID() }))).toBe("notFound");
  expect(await dropUnplaced(asPlatform, id)).toMatchObject({ ok: true });
  const [row] = await admin`select state from quarantine where id = ${id}`;
  expect(row?.state).toBe("deleted");
});

test("nobody else lists, gives or deletes them", async () => {
  const id = await lost();
  const town = await anOrganisation(database);
  const weak = await signedIn(database, await aPlatformAdministrator(database));
  for (const ctx of [await signedIn(database, await anAdministrator(database, town.id)), weak]) {
    for (const work of [
      () => listUnplaced(ctx, undefined),
      () => dropUnplaced(ctx, id),
      () => assignUnplaced(ctx, id, { organisation: town.id }),
    ])
      expect(await codeOf(work)).toMatch(/forbidden|notFound/);
    expect(await ctx.db.execute("select * from guichet.unplaced_mails(null, null, 10)")).toHaveLength(0);
  }
  const [row] = await admin`select state from quarantine where id = ${id}`;
  expect(row?.state).toBe("waiting");
});
