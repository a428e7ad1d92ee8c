import { beforeAll, expect, it } from "vitest";
import { aMediator, anOrganisation, signedIn } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { askConfirmation, confirmAddress } from "./address-confirmation.ts";
import { aCase, aVisitor, granted, refusalOf, writeLetters } from "./test-kit.ts";

const database = testDatabase();
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id);
});

/** A case of Claire's whose requester never proved their address, and its last confirmation link. */
const asked = async () => {
  const made = await aCase(database, town, { assigneeId: claire.id });
  const agent = await signedIn(database, claire);
  const about = { caseId: made.found.id, participantId: made.participantId };
  granted(await askConfirmation(agent, about));
  const [mail] = await database.admin<{ text: string; from_local_part: string }[]>`
    select m.text, r.from_local_part from outgoing_message m
    join outgoing_recipient r on r.outgoing_message_id = m.id
    where m.template like 'mediation.address_confirmation%' and m.target_id = ${made.found.id}`;
  const token = /#adresse\.([\w-]+)/.exec(mail?.text ?? "")?.[1] ?? "";
  return { ...made, agent, about, mail, token };
};
const addressOf = async (id: string) => {
  const [row] = await database.admin`
    select verification, verified_by, verified_at from participant where id = ${id}`;
  return row;
};

it("a participant confirms their address by a link that serves once; the journal says how", async () => {
  const { found, participantId, token, mail } = await asked();
  expect(mail?.from_local_part).toMatch(/^r-/);
  granted(await confirmAddress(aVisitor(database), token));
  await writeLetters(database, found.id);
  expect(await addressOf(participantId)).toMatchObject({ verification: "verified", verified_by: "link" });
  expect(refusalOf(await confirmAddress(aVisitor(database), token)).reason).toBe("link_used");
  const notes = await database.admin`
    select after from audit_event where action = 'participant.verified' and target_id = ${participantId}`;
  expect(notes.map(({ after }) => after)).toEqual([{ by: "link" }]);
});

it("two clicks at once confirm once", async () => {
  const { token } = await asked();
  const both = await Promise.all([1, 2].map(() => confirmAddress(aVisitor(database), token)));
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
});

it("the link ends after seven days, opens no follow-up page, and a follow-up link confirms nothing", async () => {
  const { token, secret, participantId } = await asked();
  const visitor = aVisitor(database);
  const late = { ...visitor, now: () => new Date(Date.now() + 7 * 86_400_000 + 60_000) };
  expect(refusalOf(await confirmAddress(late, token)).reason).toBe("link_expired");
  expect(refusalOf(await confirmAddress(visitor, secret.token)).reason).toBe("link_foreign");
  expect(await addressOf(participantId)).toMatchObject({ verification: "unverified" });
});

it("three letters a day at most, and none for an address that is verified", async () => {
  const { agent, about, participantId } = await asked();
  granted(await askConfirmation(agent, about));
  granted(await askConfirmation(agent, about));
  expect(refusalOf(await askConfirmation(agent, about)).code).toBe("limited");
  await database.admin`update participant set verification = 'verified' where id = ${participantId}`;
  expect(refusalOf(await askConfirmation(agent, about)).reason).toBe("nothing_to_confirm");
});

it("only who may write on the case asks for it", async () => {
  const { about } = await asked();
  const other = await signedIn(database, await aMediator(database, town.id));
  expect(refusalOf(await askConfirmation(other, about)).reason).toBe("not_handler");
});
