import { describe, expect, test } from "vitest";
import { outgoingClassCodes } from "../../../shared/mail/schema.ts";
import { anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { classOrder, secondsToWait } from "./take-turn.ts";
import { sending } from "./test-kit/sending.ts";

const database = testDatabase();
const post = sending(database);

describe("a bucket", () => {
  test.each([
    [{ tokens: 1, rate: 2, size: 4 }, 0, 0],
    [{ tokens: 0, rate: 2, size: 4 }, 0, 0.5],
    [{ tokens: 2, rate: 2, size: 4 }, 0.5, 0.5],
    [{ tokens: 3, rate: 2, size: 4 }, 0.5, 0],
    // A small one always gives when it is full.
    [{ tokens: 1, rate: 0.5, size: 1 }, 0.9, 0],
  ])("%o leaving %d of it: %d s", (bucket, reserve, wait) => {
    expect(secondsToWait(bucket, reserve)).toBeCloseTo(wait);
  });
});

test("every class has its place among those that wait", () => {
  expect([...classOrder].toSorted()).toEqual([...outgoingClassCodes].toSorted());
});

describe("at ten mails a second", () => {
  const slow = { sesSendRate: 10 };
  const many = async (count: number, part: Parameters<typeof post.aQueuedMessage>[0] = {}) => {
    const ids = [];
    for (let n = 0; n < count; n += 1) ids.push((await post.aQueuedMessage(part)).recipientId);
    return ids;
  };
  const states = async (ids: readonly string[]) => {
    const found = await Promise.all(ids.map(post.stateOf));
    return {
      sent: found.filter((state) => state === "sent").length,
      waiting: found.filter((state) => state === "queued").length,
    };
  };

  test("what does not fit waits a few seconds, its tries unspent; a code finds what others left", async () => {
    database.setNow(new Date());
    const letters = await many(20);
    for (const id of letters) await post.handOver(id, slow);
    const before = await states(letters);
    expect(before.sent).toBeGreaterThanOrEqual(13);
    expect(before.sent).toBeLessThanOrEqual(16);
    const waiting = letters.at(-1) ?? "";
    const row = await post.recipient(waiting);
    expect(row).toMatchObject({ state: "queued", attempts: 0, last_code: null });
    const seconds = ((row.next_attempt_at?.getTime() ?? 0) - database.worker().now().getTime()) / 1000;
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    const [digest] = await many(1, { class: "digest" });
    const [code] = await many(1, { class: "security" });
    await post.handOver(digest ?? "", slow);
    await post.handOver(code ?? "", slow);
    expect([await post.stateOf(digest ?? ""), await post.stateOf(code ?? "")]).toEqual(["queued", "sent"]);
    post.later(2);
    await post.handOver(waiting, slow);
    expect(await post.stateOf(waiting)).toBe("sent");
  });

  test("no organisation has more than two fifths while another waits, and all of it alone", async () => {
    database.setNow(new Date());
    const other = (await anOrganisation(database)).id;
    const [theirs] = await many(1, { organisationId: other });
    const crowd = await many(12);
    for (const id of crowd) await post.handOver(id, slow);
    expect((await states(crowd)).sent).toBeLessThanOrEqual(7);
    await post.handOver(theirs ?? "", slow);
    expect(await post.stateOf(theirs ?? "")).toBe("sent");
    post.later(2);
    const left = (
      await Promise.all(crowd.map(async (id) => ((await post.stateOf(id)) === "queued" ? id : "")))
    ).filter(Boolean);
    for (const id of left) await post.handOver(id, slow);
    expect((await states(crowd)).waiting).toBe(0);
  });
});
