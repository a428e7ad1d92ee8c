import { describe, expect, test } from "vitest";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { applyMailEvent } from "./apply-event.ts";
import { chooseDigests, unblockByLink } from "./choose-by-link.ts";
import { copyToken, oneClickPath } from "./copy-links.ts";
import { all, first } from "./mime-headers.ts";
import { read } from "./read.ts";
import { routes } from "./routes.ts";
import { syncSuppressions } from "./sync-suppressions.ts";
import { sending } from "./test-kit/sending.ts";

const database = testDatabase();
const post = sending(database);
const { admin } = database;

const complain = async (address: string, letterId: string) => {
  const copy = await post.aQueuedMessage({ targetId: letterId, recipients: [{ address }] });
  post.ses().switches.set({ outcomes: { [address]: "complaint" } });
  await post.handOver(copy.recipientId);
  await post.applyEvents();
  post.ses().switches.reset();
  expect(await post.stateOf(copy.recipientId)).toBe("complained");
};
const lastMail = async () => {
  const raw = post.taken.at(-1)?.raw ?? Buffer.alloc(0);
  return { raw: raw.toString(), mail: await read(raw, { receivedAt: new Date() }) };
};
const blocked = async (address: string) =>
  (
    await admin`select reason, sealed_address from suppression
    where address_hash = encode(sha256(convert_to(${address}, 'UTF8')), 'hex')`
  )[0];
const lifts = () => admin<{ id: string }[]>`select id from suppression_lift where done_at is null`;
/** What the queue of news would give: every lift asked for so far. */
const liftAll = async () => {
  for (const { id } of await lifts())
    await applyMailEvent(post.worker(), post.mailboxes, JSON.stringify({ lift: id }));
};

describe("somebody complained, then asks for a code", () => {
  test("mail#88 the code goes out, offers to unblock the address, and the link does it here and at SES", async () => {
    const { address, letter } = await post.aQueuedMessage();
    await complain(address, letter.id);
    expect(await blocked(address)).toMatchObject({
      reason: "complaint",
      sealed_address: expect.stringMatching(/^ey/),
    });
    expect(post.ses().suppressed.get(address)).toBe("COMPLAINT");

    const notice = await post.aQueuedMessage({
      class: "notice",
      targetId: letter.id,
      recipients: [{ address }],
    });
    await post.handOver(notice.recipientId);
    expect(await post.stateOf(notice.recipientId)).toBe("suppressed");

    const code = await post.aQueuedMessage({
      ...{ class: "security", targetId: letter.id, recipients: [{ address }] },
      ...{ text: "Votre code : 123456\n", html: "<html><body><p>Votre code</p></body></html>" },
    });
    await post.handOver(code.recipientId);
    await post.applyEvents();
    expect(await post.stateOf(code.recipientId)).toBe("delivered");
    const { mail } = await lastMail();
    expect(mail.text).toContain("Débloquer mon adresse");
    const link = /#debloquer\.([0-9a-f]{64})/;
    expect(mail.html).toMatch(link);
    const token = link.exec(mail.text)?.[1] ?? "";
    expect(token).not.toContain(address);

    const asked = await unblockByLink(database.app(), { token });
    expect(asked).toEqual({ ok: true, value: { done: true } });
    expect(await unblockByLink(database.app(), { token })).toEqual({ ok: true, value: { done: false } });
    expect(await blocked(address)).toBeUndefined();
    await liftAll();
    expect(post.ses().suppressed.has(address)).toBe(false);
    const again = await post.aQueuedMessage({ targetId: letter.id, recipients: [{ address }] });
    await post.handOver(again.recipientId);
    await post.applyEvents();
    expect(await post.stateOf(again.recipientId)).toBe("delivered");
  });

  test("nobody makes such a link, and it unblocks no address that does not exist", async () => {
    const { recipientId, address } = await post.aQueuedMessage();
    const forged = `${copyToken(database.env, "unblock", recipientId).slice(0, 32)}${"0".repeat(32)}`;
    for (const token of [forged, copyToken(database.env, "digests", recipientId)])
      expect(await unblockByLink(database.app(), { token })).toMatchObject({
        ok: false,
        refusal: { reason: "link_unknown" },
      });
    post.ses().switches.set({ outcomes: { [address]: "bounce" } });
    await post.handOver(recipientId);
    await post.applyEvents();
    const token = copyToken(database.env, "unblock", recipientId);
    expect(await unblockByLink(database.app(), { token })).toEqual({ ok: true, value: { done: false } });
    expect((await blocked(address))?.reason).toBe("hard_bounce");
  });
});

test("news that a complaint was a mistake lift it everywhere", async () => {
  const { address, letter, recipientId } = await post.aQueuedMessage();
  await complain(address, letter.id);
  const event = {
    eventType: "Complaint",
    mail: { messageId: "x", timestamp: new Date().toISOString(), tags: { r: [recipientId] } },
    complaint: {
      ...{ feedbackId: `not-spam-${recipientId}`, timestamp: new Date().toISOString() },
      ...{ complainedRecipients: [{ emailAddress: address }], complaintFeedbackType: "not-spam" },
    },
  };
  await post.apply([JSON.stringify({ Type: "Notification", Message: JSON.stringify(event) })]);
  expect(await blocked(address)).toBeUndefined();
  await liftAll();
  expect(post.ses().suppressed.has(address)).toBe(false);
});

describe("the provider's own list", () => {
  test("that refuses is asked again each day, and said until it gives in; then what it holds is blocked here too", async () => {
    const { address, letter } = await post.aQueuedMessage();
    await complain(address, letter.id);
    const code = await post.aQueuedMessage({
      class: "security",
      targetId: letter.id,
      recipients: [{ address }],
    });
    await unblockByLink(database.app(), { token: copyToken(database.env, "unblock", code.recipientId) });
    post.ses().switches.set({ list: "down" });
    await liftAll();
    const [refused] = await admin`select last_error from suppression_lift where done_at is null`;
    expect(refused?.last_error).toEqual(expect.any(String));
    expect(await syncSuppressions(post.worker())).toEqual({ lifted: 0, added: 0 });
    expect(await blocked(address)).toBeUndefined();

    post.ses().switches.reset();
    post.ses().suppressed.set("autre-systeme@usagers.example", "BOUNCE");
    expect(await syncSuppressions(post.worker())).toMatchObject({ lifted: 1, added: expect.any(Number) });
    expect(await lifts()).toHaveLength(0);
    expect(await blocked(address)).toBeUndefined();
    expect((await blocked("autre-systeme@usagers.example"))?.reason).toBe("hard_bounce");
    expect(await syncSuppressions(post.worker())).toEqual({ lifted: 0, added: 0 });
  });
});

describe("digests", () => {
  test("are stopped by the mail program's button or on the page, and taken up again; letters go on", async () => {
    const { address, letter } = await post.aQueuedMessage();
    const digest = async () => {
      const copy = await post.aQueuedMessage({
        class: "digest",
        targetId: letter.id,
        recipients: [{ address }],
      });
      await post.handOver(copy.recipientId);
      return copy.recipientId;
    };
    expect(await post.stateOf(await digest())).toBe("sent");
    const { mail } = await lastMail();
    const header = first(mail.headers, "list-unsubscribe") ?? "";
    expect(first(mail.headers, "list-unsubscribe-post")?.trim()).toBe("List-Unsubscribe=One-Click");
    expect(all(mail.headers, "precedence").map((value) => value.trim())).toEqual(["bulk"]);
    const url = new URL(/<(.+)>/.exec(header)?.[1] ?? "");
    expect(url.pathname.startsWith(oneClickPath)).toBe(true);

    const env = { ctx: database.app() };
    const opened = await routes.request(url.href, {}, env);
    expect([opened.status, opened.headers.get("location")]).toEqual([
      303,
      expect.stringContaining("/courriels#resumes."),
    ]);
    const form = { method: "POST", body: "List-Unsubscribe=One-Click" };
    expect((await routes.request(url.href, form, env)).status).toBe(200);
    expect(await post.stateOf(await digest())).toBe("cancelled");
    const other = await post.aQueuedMessage({ targetId: letter.id, recipients: [{ address }] });
    await post.handOver(other.recipientId);
    expect(await post.stateOf(other.recipientId)).toBe("sent");

    const token = url.pathname.slice(oneClickPath.length);
    expect((await chooseDigests(database.app(), { token, wanted: true })).ok).toBe(true);
    expect(await post.stateOf(await digest())).toBe("sent");
    const wrong = copyToken(database.env, "digests", other.recipientId);
    expect(await chooseDigests(database.app(), { token: wrong, wanted: false })).toMatchObject({ ok: false });
  });
});
