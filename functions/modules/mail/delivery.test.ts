import { expect, test } from "vitest";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { sending } from "./test-kit/sending.ts";

const database = testDatabase();
const post = sending(database);

const bounceSoftly = async (address: string, letterId: string) => {
  const copy = await post.aQueuedMessage({ targetId: letterId, recipients: [{ address }] });
  post.ses().switches.set({ outcomes: { [address]: "mailboxFull" } });
  await post.handOver(copy.recipientId);
  await post.applyEvents();
  return copy.recipientId;
};

test("mail#73 a full mailbox is a matter of this message, until it happens three times in thirty days", async () => {
  const { address, letter } = await post.aQueuedMessage();
  for (const expected of [0, 0, 1]) {
    expect(await post.stateOf(await bounceSoftly(address, letter.id))).toBe("soft_bounced");
    const blocked = await database.admin`select 1 from suppression
      where address_hash = encode(sha256(convert_to(${address}, 'UTF8')), 'hex')`;
    expect(blocked).toHaveLength(expected);
  }
  const next = await post.aQueuedMessage({ targetId: letter.id, recipients: [{ address }] });
  await post.handOver(next.recipientId);
  expect(await post.stateOf(next.recipientId)).toBe("suppressed");
});

test("mail#70 a delay is told to whoever wrote after half a day, once; a delivery after it is told as usual", async () => {
  const { address, recipientId } = await post.aQueuedMessage();
  post.ses().switches.set({ outcomes: { [address]: "delay" } });
  await post.handOver(recipientId);
  await post.applyEvents();
  post.later(11 * 60);
  await post.sweep();
  expect(await post.told(recipientId)).toEqual(["sent", "delayed"]);
  post.later(12 * 60 + 5);
  await post.sweep();
  await post.sweep();
  expect(await post.told(recipientId)).toEqual(["sent", "delayed", "delayed"]);
});

test("mail#76 news about a copy that is not there, or of another system, change nothing", async () => {
  const { recipientId } = await post.aQueuedMessage();
  await post.handOver(recipientId);
  const unknown = {
    recipientId: "01890a5d-ac96-774b-bcce-b302099a8057",
    attempt: 1,
    is: "refused",
    code: "x",
    at: "",
  };
  const foreign = { eventType: "Bounce", mail: { messageId: "other", timestamp: new Date().toISOString() } };
  await post.apply([
    JSON.stringify({ relay: unknown }),
    JSON.stringify({ Type: "Notification", Message: JSON.stringify(foreign) }),
    // The second provider never had this copy.
    JSON.stringify({ relay: { ...unknown, recipientId } }),
  ]);
  expect(await post.stateOf(recipientId)).toBe("sent");
});
