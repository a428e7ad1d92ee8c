import { describe, expect, test } from "vitest";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { first } from "./mime-headers.ts";
import { read } from "./read.ts";
import { receive } from "./receive.ts";
import { deliver } from "./test-kit/deliveries.ts";
import { sending } from "./test-kit/sending.ts";

const database = testDatabase();
const post = sending(database);

/** Hands a copy over, lets the relay's function do its part, and applies what it says. */
const throughRelay = async (recipientId: string) => {
  await post.handOver(recipientId);
  await post.apply(await post.relayed(recipientId));
};

describe("when the main provider refuses connections", () => {
  test("mail#77 the second one takes the mail at once, with its own return path, and none leaves twice", async () => {
    const copies = [await post.aQueuedMessage(), await post.aQueuedMessage(), await post.aQueuedMessage()];
    await post.closeSes();
    for (const { recipientId } of copies) await throughRelay(recipientId);
    await post.openSes();
    post.expectTaken("smtp", "smtp", "smtp");
    for (const { recipientId, address } of copies) {
      expect(await post.recipient(recipientId)).toMatchObject({ state: "sent", provider: "smtp" });
      const [mail, ...others] = post.taken.filter(({ to }) => to.includes(address));
      expect(others).toEqual([]);
      expect(mail?.from).toMatch(/^b-[0-9a-z]{26}@courrier\.guichet\.example$/);
    }
    // Everything comes once more: queue, relay, news.
    for (const { recipientId } of copies) await throughRelay(recipientId);
    await post.sweep();
    expect(post.taken).toHaveLength(3);
  });

  test("mail#77 after five failures its circuit opens: it is not asked any more, then tried by one mail", async () => {
    post.ses().switches.set({ answer: "throttling" });
    const copies = [];
    for (let n = 0; n < 8; n += 1) copies.push(await post.aQueuedMessage());
    for (const { recipientId } of copies.slice(0, 5)) await throughRelay(recipientId);
    const [open] = await database.admin`select circuit, openings from provider_health where provider = 'ses'`;
    expect(open).toMatchObject({ circuit: "open", openings: 1 });
    post.ses().switches.reset();
    await throughRelay(copies[5]?.recipientId ?? "");
    post.expectTaken("smtp", "smtp", "smtp", "smtp", "smtp", "smtp");
    post.later(3);
    await post.handOver(copies[6]?.recipientId ?? "");
    const [closed] =
      await database.admin`select circuit, openings from provider_health where provider = 'ses'`;
    expect(closed).toMatchObject({ circuit: "closed", openings: 0 });
    expect(post.taken.at(-1)?.by).toBe("ses");
  });

  test("what was handed over to it stays there: an open circuit moves nothing that may have been sent", async () => {
    const { recipientId } = await post.aQueuedMessage();
    post.ses().switches.set({ answer: "drop", times: 1 });
    await post.handOver(recipientId);
    expect(await post.stateOf(recipientId)).toBe("uncertain");
    await database.admin`update provider_health set circuit = 'open', open_until = now() + interval '1 hour'`;
    post.events.length = 0;
    post.later(16);
    await post.sweep();
    await post.handOver(recipientId);
    post.expectTaken("ses", "ses");
    expect(await post.recipient(recipientId)).toMatchObject({ provider: "ses", last_code: "second_try" });
  });
});

test("mail#79 both down for three hours: the copy waits without using up its tries, then leaves once", async () => {
  const { recipientId } = await post.aQueuedMessage();
  await post.closeSes();
  post.relay().set({ down: true });
  for (let minute = 0; minute <= 180; minute += 5) {
    post.later(minute);
    if ((await post.stateOf(recipientId)) !== "queued") break;
    await post.handOver(recipientId);
    if ((await post.stateOf(recipientId)) === "handing_over")
      await post.apply(await post.relayed(recipientId));
  }
  expect(await post.stateOf(recipientId)).toBe("queued");
  expect(post.taken).toEqual([]);
  // Requests go on meanwhile: queueing a message never speaks to a provider.
  expect((await post.aQueuedMessage()).queued.isNew).toBe(true);

  await post.openSes();
  post.relay().set({});
  for (let minute = 185; minute < 500 && (await post.stateOf(recipientId)) !== "sent"; minute += 5) {
    post.later(minute);
    await post.handOver(recipientId);
    if ((await post.stateOf(recipientId)) === "handing_over")
      await post.apply(await post.relayed(recipientId));
  }
  expect(await post.stateOf(recipientId)).toBe("sent");
  expect(post.taken.filter(({ to }) => to[0]?.startsWith("destinataire"))).toHaveLength(1);
});

describe("the second provider's answers", () => {
  const relayedWith = async (switches: Parameters<ReturnType<typeof post.relay>["set"]>[0]) => {
    const { recipientId } = await post.aQueuedMessage();
    post.ses().switches.set({ answer: "throttling" });
    post.relay().set(switches);
    await throughRelay(recipientId);
    return post.recipient(recipientId);
  };

  test.each([
    ["connect", "4xx", "queued", "smtp_421"],
    ["auth", "4xx", "queued", "smtp_454"],
    ["auth", "5xx", "queued", "smtp_535"],
    ["mail", "4xx", "queued", "smtp_451"],
    ["rcpt", "4xx", "queued", "smtp_450"],
    ["rcpt", "5xx", "failed", "smtp_550"],
    ["data", "4xx", "queued", "smtp_451"],
    ["data", "5xx", "failed", "smtp_554"],
  ] as const)("a refusal at %s, %s: %s", async (at, code, state, lastCode) => {
    expect(await relayedWith({ refuse: { at, with: code } })).toMatchObject({ state, last_code: lastCode });
    expect(post.taken).toEqual([]);
  });

  test("mail#78 taken, then cut after the final dot: uncertain, and nobody else gets it", async () => {
    const row = await relayedWith({ cut: true, times: 1 });
    expect(row).toMatchObject({ state: "uncertain", provider: "smtp" });
    post.expectTaken("smtp");
  });

  test("no connection at all: it waits", async () => {
    expect(await relayedWith({ down: true })).toMatchObject({ state: "queued" });
  });

  test("a queue message given twice, and one taken by a process that died, send once", async () => {
    const { recipientId } = await post.aQueuedMessage();
    post.ses().switches.set({ answer: "throttling" });
    await post.handOver(recipientId);
    const told = await post.relayed(recipientId, 3);
    post.expectTaken("smtp");
    expect(told.map((body) => JSON.parse(body).relay.is)).toEqual(["accepted", "uncertain", "uncertain"]);
    // In the worst order.
    await post.apply(told.toReversed());
    expect(await post.stateOf(recipientId)).toBe("sent");
  });

  test("a message that the queue kept too long is not sent behind the back of who decided otherwise", async () => {
    const { recipientId } = await post.aQueuedMessage();
    post.ses().switches.set({ answer: "throttling" });
    await post.handOver(recipientId);
    post.later(11);
    await post.sweep();
    expect(await post.stateOf(recipientId)).toBe("uncertain");
    const told = await post.relayed(recipientId);
    expect(JSON.parse(told[0] ?? "{}").relay).toMatchObject({ is: "not_sent", code: "too_late" });
    await post.apply(told);
    expect(await post.stateOf(recipientId)).toBe("queued");
    expect(post.taken).toEqual([]);
  });

  test("its report by mail comes back to the copy through the return path", async () => {
    const { recipientId, address } = await post.aQueuedMessage();
    post.ses().switches.set({ answer: "throttling" });
    await throughRelay(recipientId);
    const [mail] = post.taken;
    const returnPath = mail?.from?.split("@")[0] ?? "";
    const raw = Buffer.from(
      `From: mailer-daemon@second.example\r\nSubject: Undelivered\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nno\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; ${address}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--`,
    );
    await receive(
      post.worker(),
      post.mailboxes,
      await deliver(post.worker(), { raw, to: [returnPath], envelopeFrom: null }),
    );
    expect(await post.stateOf(recipientId)).toBe("hard_bounced");
    const out = await read(mail?.raw ?? Buffer.alloc(0), { receivedAt: new Date() });
    expect(first(out.headers, "message-id")).toMatch(
      /<k\.[0-9a-f]{32}\.[0-9a-f]{16}@courrier\.guichet\.example>$/,
    );
  });
});

test("without a second provider nothing changes: the copy waits for the first", async () => {
  const { recipientId } = await post.aQueuedMessage();
  post.ses().switches.set({ answer: "throttling" });
  await post.handOver(recipientId, { hasRelay: false });
  expect(await post.recipient(recipientId)).toMatchObject({
    state: "queued",
    attempts: 1,
    last_code: "Throttling",
  });
});
