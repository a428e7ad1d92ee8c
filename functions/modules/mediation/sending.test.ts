import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { applyDelivery } from "../mail/apply-delivery.ts";
import { cancelMessage } from "./cancel-message.ts";
import { mediationMailbox } from "./mailbox.ts";
import { readCase } from "./read-case.ts";
import { renewReplyAddress } from "./renew-reply-address.ts";
import { correctAndResend, resendFailed } from "./resend-copy.ts";
import { sendMessage } from "./send-message.ts";
import { settleFailure, unblockAddress } from "./settle-failure.ts";
import { aCase, anEntry, type CaseInTest, granted, refusalOf, signedIn } from "./test-kit.ts";
import { undeliverableMembers } from "./undeliverable-members.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let asClaire: Ctx;
let asHugo: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
  asClaire = await signedIn(database, claire);
  asHugo = await signedIn(
    database,
    await aMediator(database, town.id, { firstName: "Hugo", lastName: "Le" }),
  );
});

const water = "regie@eaux-valbrune.example";
const bills = "facturation@eaux-valbrune.example";
const townHall = "mairie@valbrune.example";
const aLetter = async (side: "one" | "two" | "three" = "one") => {
  const given = await aCase(database, town, {
    assigneeId: claire.id,
    participants: [water, bills, townHall].map((email) => ({ email, side: "ADMINISTRATION" as const })),
  });
  const recipients =
    side === "one"
      ? [given.participantId]
      : (side === "two" ? [water, bills] : [water, bills, townHall]).map(
          (email) => given.participants.get(email) ?? "",
        );
  const view = granted(
    await sendMessage(asClaire, {
      caseId: given.found.id,
      idempotencyKey: randomUUID(),
      recipients,
      subject: "Il me faut deux précisions",
      text: "Bonjour,\n\nLa date et le lieu.",
      files: [],
      lastSeenEntryId: null,
    }),
  );
  return { given, view, entry: lastMessage(view) };
};
const lastMessage = (view: CaseView) => {
  const entry = view.entries.findLast(({ direction, kind }) => direction === "OUT" && kind === "message");
  if (!entry) throw new Error("no message");
  return entry;
};
let number = 0;
/** What the provider's event would do: this copy did not arrive. */
const lose = async (
  recipientId: string,
  state: "hard_bounced" | "soft_bounced" | "failed" | "delivered" = "hard_bounced",
) => {
  await admin`update outgoing_recipient set state = 'sent' where id = ${recipientId} and state = 'queued'`;
  const ctx = database.worker();
  const result = await mutate(ctx, async (tx) => ({
    result: undefined,
    permission: permit(true),
    ...(await applyDelivery(tx, ctx, [mediationMailbox], recipientId, {
      provider: "ses",
      eventKey: `test-${++number}`,
      kind: "Bounce",
      state,
      address: state === "hard_bounced" ? "undeliverable" : undefined,
      statusCode: undefined,
      diagnostic: undefined,
      reason: "Cette adresse n’existe pas.",
      at: ctx.now(),
    })),
  }));
  granted(result);
};
const isFlagged = async ({ found }: CaseInTest) => {
  const [row] = await admin`select failed_send from cases where id = ${found.id}`;
  return row?.failed_send;
};
const copies = (entry: { recipients: CaseView["entries"][number]["recipients"] }) =>
  entry.recipients.map(({ state, resendOf }) => [state, resendOf !== null]);

describe("a message that has not left", () => {
  test("can be taken back until then; twice changes nothing, and the line says it was", async () => {
    const { entry, view } = await aLetter("two");
    expect(new Date(entry.undoUntil ?? 0).getTime()).toBeGreaterThan(Date.now());
    expect(refusalOf(await cancelMessage(asHugo, entry.id)).reason).toBe("not_handler");
    const taken = lastMessage(granted(await cancelMessage(asClaire, entry.id)));
    expect(taken.recipients.map(({ state }) => state)).toEqual(["cancelled", "cancelled"]);
    expect(taken.undoUntil).toBeNull();
    expect(lastMessage(granted(await cancelMessage(asClaire, entry.id)))).toEqual(taken);
    const notes =
      await admin`select action from audit_event where aggregate_id = ${view.id} and action = 'message.cancel'`;
    expect(notes).toHaveLength(1);
  });

  test("was no first response: the one before counts, or none", async () => {
    const { entry, given } = await aLetter();
    const { id } = given.found;
    const answeredAt = async () =>
      (await admin`select first_response_at as at from cases where id = ${id}`)[0]?.at ?? null;
    expect(await answeredAt()).not.toBeNull();
    granted(await cancelMessage(asClaire, entry.id));
    expect(await answeredAt()).toBeNull();

    const called = new Date(Date.now() - 86_400_000);
    await anEntry(database, given.found, {
      direction: "OUT",
      medium: "PHONE",
      authorUserId: claire.id,
      occurredAt: called,
    });
    const again = granted(
      await sendMessage(asClaire, {
        caseId: id,
        idempotencyKey: randomUUID(),
        recipients: [given.participantId],
        subject: "Suite de notre appel",
        text: "Bonjour,\n\nMerci.",
        files: [],
        lastSeenEntryId: null,
        despiteNewer: true,
      }),
    );
    granted(await cancelMessage(asClaire, lastMessage(again).id));
    expect(await answeredAt()).toEqual(called);
  });

  test("cannot once one copy left", async () => {
    const { entry } = await aLetter("two");
    await admin`update outgoing_recipient set state = 'handing_over' where id = ${entry.recipients[0]?.id ?? ""}`;
    expect(refusalOf(await cancelMessage(asClaire, entry.id)).reason).toBe("already_left");
  });
});

describe("a copy that did not arrive", () => {
  test("mail#81 is sent again to that recipient alone, once for two clicks, by the same reply address", async () => {
    const { given, entry } = await aLetter("two");
    const [first, second] = entry.recipients;
    await lose(first?.id ?? "", "delivered");
    await lose(second?.id ?? "", "failed");
    expect(await isFlagged(given)).toBe(true);
    expect(refusalOf(await resendFailed(asClaire, first?.id ?? "", {})).reason).toBe("not_lost");
    const answers = await Promise.all([1, 2].map(() => resendFailed(asClaire, second?.id ?? "", {})));
    for (const answer of answers) granted(answer);
    const after = lastMessage(granted(await resendFailed(asClaire, second?.id ?? "", {})));
    expect(copies(after)).toEqual([
      ["delivered", false],
      ["failed", false],
      ["queued", true],
    ]);
    expect(await isFlagged(given)).toBe(false);
    const rows = await admin`select from_local_part, return_token from outgoing_recipient
      where address = ${second?.address ?? ""} and participant_id = ${given.participants.get(second?.address ?? "") ?? ""}`;
    expect(new Set(rows.map((row) => row.from_local_part)).size).toBe(1);
    expect(new Set(rows.map((row) => row.return_token)).size).toBe(2);
    const notes =
      await admin`select after from audit_event where aggregate_id = ${given.found.id} and action = 'message.resend'`;
    expect(notes.map((note) => note.after)).toEqual([{ resendOf: second?.id }]);
  });

  test("mediation#22 of three, the one lost shows for that recipient, flags the case, and is sent again to nobody else", async () => {
    const { given, entry } = await aLetter("three");
    const [first, second, third] = entry.recipients;
    await lose(first?.id ?? "", "delivered");
    await lose(second?.id ?? "");
    await lose(third?.id ?? "", "delivered");
    const lost = lastMessage(granted(await readCase(asClaire, given.found.id)));
    expect(copies(lost)).toEqual([
      ["delivered", false],
      ["hard_bounced", false],
      ["delivered", false],
    ]);
    expect(await isFlagged(given)).toBe(true);
    await admin`delete from suppression`;
    const after = lastMessage(granted(await resendFailed(asClaire, second?.id ?? "", {})));
    expect(after.recipients.filter(({ state }) => state === "queued").map(({ address }) => address)).toEqual([
      second?.address,
    ]);
    expect(after.recipients).toHaveLength(4);
  });

  test("mail#69 at a blocked address says so; unblocking is a choice, and the provider is asked too", async () => {
    const { given, entry } = await aLetter();
    const id = entry.recipients[0]?.id ?? "";
    await lose(id);
    const participantNow = async () =>
      (await admin`select verification from participant where id = ${given.participantId}`)[0]?.verification;
    expect(await participantNow()).toBe("undeliverable");
    expect(refusalOf(await resendFailed(asClaire, id, {})).reason).toBe("address_blocked");
    granted(await resendFailed(asClaire, id, { unblock: true }));
    expect(await participantNow()).toBe("unverified");
    const [lift] =
      await admin`select organisation_id, done_at from suppression_lift where outgoing_recipient_id = ${id}`;
    expect(lift).toMatchObject({ organisation_id: town.id, done_at: null });
    const jobs = await admin`select 1 from outbox where queue = 'mail-events' and body ? 'lift'`;
    expect(jobs.length).toBeGreaterThan(0);
    // Nothing is blocked any more: unblocking changes nothing.
    granted(await unblockAddress(asClaire, id));
    expect(await admin`select 1 from suppression_lift where outgoing_recipient_id = ${id}`).toHaveLength(1);
  });

  test("goes to a corrected address by a new reply address; the old one is no longer the person's", async () => {
    const { given, entry } = await aLetter();
    const id = entry.recipients[0]?.id ?? "";
    await lose(id);
    const wrong = async (email: string) => refusalOf(await correctAndResend(asClaire, id, { email })).fields;
    expect(await wrong("pas une adresse")).toMatchObject([{ path: "email" }]);
    expect(await wrong(given.email)).toMatchObject([{ path: "email" }]);
    expect(await wrong(water)).toMatchObject([
      { path: "email", message: expect.stringContaining("autre participant") },
    ]);
    const answers = await Promise.all(
      [1, 2].map(() => correctAndResend(asClaire, id, { email: "Nadege.Thibaudot@courriel.example" })),
    );
    for (const answer of answers) granted(answer);
    const after = lastMessage(
      granted(await correctAndResend(asClaire, id, { email: "nadege.thibaudot@courriel.example" })),
    );
    expect(copies(after)).toEqual([
      ["hard_bounced", false],
      ["queued", true],
    ]);
    expect(after.recipients[1]?.address).toBe("nadege.thibaudot@courriel.example");
    const tokens =
      await admin`select state from reply_address where participant_id = ${given.participantId} order by state`;
    expect(tokens.map(({ state }) => state)).toEqual(["live", "rotated"]);
    const [live] =
      await admin`select 'r-' || token as part from reply_address where participant_id = ${given.participantId} and state = 'live'`;
    const [sent] =
      await admin`select from_local_part from outgoing_recipient where id = ${after.recipients[1]?.id ?? ""}`;
    expect(sent?.from_local_part).toBe(live?.part);
    const [row] =
      await admin`select email_canonical, verification from participant where id = ${given.participantId}`;
    expect(row).toEqual({ email_canonical: "nadege.thibaudot@courriel.example", verification: "unverified" });
    const [ofParty] = await admin`select email_canonical from party where id = ${given.partyId}`;
    expect(ofParty?.email_canonical).toBe("nadege.thibaudot@courriel.example");
  });

  test("may be left at that: the flag goes, the history stays", async () => {
    const { given, entry } = await aLetter();
    const id = entry.recipients[0]?.id ?? "";
    await lose(id, "soft_bounced");
    expect(await isFlagged(given)).toBe(true);
    const after = lastMessage(granted(await settleFailure(asClaire, id)));
    granted(await settleFailure(asClaire, id));
    expect(after.recipients[0]).toMatchObject({ state: "soft_bounced", settled: true });
    expect(await isFlagged(given)).toBe(false);
    const notes =
      await admin`select 1 from audit_event where aggregate_id = ${given.found.id} and action = 'message.settle'`;
    expect(notes).toHaveLength(1);
  });

  test("that arrives after all asks nobody for anything", async () => {
    const { given, entry } = await aLetter();
    const id = entry.recipients[0]?.id ?? "";
    await lose(id, "soft_bounced");
    await lose(id, "delivered");
    expect(await isFlagged(given)).toBe(false);
  });

  test("is nobody else's: a reader, another organisation and a notice to an agent are refused", async () => {
    const { entry } = await aLetter();
    const id = entry.recipients[0]?.id ?? "";
    await lose(id);
    expect(refusalOf(await settleFailure(asHugo, id)).reason).toBe("not_handler");
    const other = await anOrganisation(database);
    const stranger = await signedIn(
      database,
      await aMediator(database, other.id, { firstName: "Noé", lastName: "Lou" }),
    );
    for (const act of [settleFailure, unblockAddress])
      expect(refusalOf(await act(stranger, id)).reason).toBe("not_found");
    expect(refusalOf(await resendFailed(stranger, id, {})).reason).toBe("not_found");
    expect(refusalOf(await correctAndResend(stranger, id, { email: "x@y.example" })).reason).toBe(
      "not_found",
    );
  });
});

test("members whose address refuses our mail are told, and their managers", async () => {
  const manager = await aMediator(database, town.id, { firstName: "Samira", lastName: "Benali" });
  await admin`update membership set roles = '{manager}' where user_id = ${manager.id}`;
  const asManager = await signedIn(database, manager);
  expect(granted(await undeliverableMembers(asClaire, town.id))).toEqual({ mine: false, others: [] });
  const [account] = await admin`select email from user_account where id = ${claire.id}`;
  await admin`insert into suppression (address_hash, reason, since)
    values (encode(sha256(convert_to(${account?.email}, 'UTF8')), 'hex'), 'hard_bounce', now())`;
  expect(granted(await undeliverableMembers(asClaire, town.id))).toEqual({ mine: true, others: [] });
  expect(granted(await undeliverableMembers(asManager, town.id))).toEqual({
    mine: false,
    others: [{ name: "Claire Vasseur", email: account?.email }],
  });
});

describe("a participant's reply address", () => {
  test("is replaced when the agent wants so, and ended when it is known to others", async () => {
    const { found, participantId } = await aCase(database, town, { assigneeId: claire.id });
    await admin`insert into reply_address (id, organisation_id, token, kind, service, target_id, participant_id, state)
      values (${randomUUID()}, ${town.id}, ${randomUUID()}, 'participant', 'mediation', ${found.id}, ${participantId}, 'live')`;
    const states = async () =>
      (
        await admin`select state from reply_address where participant_id = ${participantId} order by created_at, state`
      ).map(({ state }) => state);
    const renew = (as: Ctx, leaked: boolean) =>
      renewReplyAddress(as, { caseId: found.id, participantId }, { leaked });
    expect(refusalOf(await renew(asHugo, false)).code).toBe("forbidden");
    granted(await renew(asClaire, false));
    expect((await states()).toSorted()).toEqual(["live", "rotated"]);
    granted(await renew(asClaire, true));
    expect(await states()).toEqual(["revoked", "revoked"]);
    const elsewhere = { caseId: found.id, participantId: randomUUID() };
    expect(refusalOf(await renewReplyAddress(asClaire, elsewhere, { leaked: false })).reason).toBe(
      "not_found",
    );
  });
});
