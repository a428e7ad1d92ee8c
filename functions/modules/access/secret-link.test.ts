import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { enterLink } from "../../platform/enter.ts";
import { hashSecret, newSecret, uuidV7 } from "../../platform/ids.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { checkCode, createLink, makeCode, openByAccessCode, openLink } from "./secret-link.ts";

const database = testDatabase();
let organisation: Awaited<ReturnType<typeof anOrganisation>>;
beforeAll(async () => {
  organisation = await anOrganisation(database);
});

const aLink = async (accessCode?: string) => {
  const secret = newSecret();
  const targetId = uuidV7(new Date());
  const ctx = database.worker();
  await mutate(ctx, async (tx) => {
    const ids = { organisationId: organisation.id, targetId, partyId: uuidV7(new Date()) };
    const code = accessCode ? { accessCode } : {};
    await createLink(tx, ctx, { purpose: "case_follow_up", ...ids, secret, ...code });
    return { result: null, permission: permit(true), audit: [], events: [] };
  });
  return { secret, targetId };
};

/** Opens the link as a browser would and comes back with what its next request carries. */
const opened = async (secret: string): Promise<Ctx> => {
  const link = await openLink(database.public(), secret);
  if (!link.ok) throw new Error(link.refusal.reason);
  return enterLink(database.public({ kind: "visitor" }, { linkHash: hashSecret(link.value.secret) }));
};

/** What the job does when a code was asked for: the code that its mail carries. */
const sendCode = async (ctx: Ctx) => {
  const { actor } = ctx;
  const job = database.worker();
  return mutate(job, async (tx) => {
    if (actor.kind !== "link") throw new Error("not a link");
    const code = await makeCode(tx, job, { id: job.newId(), secretLinkId: actor.secretLinkId });
    return { result: code ?? "", permission: permit(true), audit: [], events: [] };
  });
};

describe("a secret link", () => {
  it("opens its case only, without content before the code", async () => {
    const { secret, targetId } = await aLink();
    const ctx = await opened(secret);
    expect(ctx.actor).toMatchObject({ kind: "link", caseId: targetId, codeVerified: false });
    expect(await openLink(database.public(), `${secret}x`)).toMatchObject({
      ok: false,
      refusal: { reason: "link_unreadable" },
    });
    expect(JSON.stringify(await database.admin`select * from secret_link`)).not.toContain(secret);
  });

  it("shows content after the newest code, once", async () => {
    const { secret } = await aLink();
    const ctx = await opened(secret);
    const first = await sendCode(ctx);
    const second = await sendCode(ctx);
    if (!first.ok || !second.ok) throw new Error("no code");
    expect(await checkCode(ctx, first.value)).toMatchObject({
      ok: false,
      refusal: { reason: "code_wrong", facts: { triesLeft: "4" } },
    });
    const spaced = `${second.value.slice(0, 3)} ${second.value.slice(3)}`;
    expect(await checkCode(ctx, spaced)).toEqual({ ok: true, value: null });
    expect((await enterLink(ctx)).actor).toMatchObject({ codeVerified: true });
    expect(await checkCode(ctx, second.value)).toMatchObject({ refusal: { reason: "code_wrong" } });
  });

  it("says that a code of ten minutes ago expired, and counts no try while no code was made", async () => {
    const { secret } = await aLink();
    const ctx = await opened(secret);
    for (let i = 0; i < 6; i += 1)
      expect(await checkCode(ctx, "123456")).toMatchObject({ refusal: { facts: { triesLeft: "5" } } });
    const code = await sendCode(ctx);
    if (!code.ok) throw new Error("no code");
    await database.admin`update link_code set expires_at = now() where used_at is null`;
    expect(await checkCode(ctx, code.value)).toMatchObject({ refusal: { reason: "code_expired" } });
  });

  it("mediation#13 a wrong code five times locks for an hour, the right one included", async () => {
    const { secret } = await aLink();
    const ctx = await opened(secret);
    const code = await sendCode(ctx);
    if (!code.ok) throw new Error("no code");
    const wrong = code.value === "000000" ? "111111" : "000000";
    for (let i = 0; i < 5; i += 1)
      expect(await checkCode(ctx, wrong)).toMatchObject({ refusal: { reason: "code_wrong" } });
    const locked = await checkCode(ctx, code.value);
    expect(locked).toMatchObject({ refusal: { code: "limited", reason: "code_locked" } });
    if (!locked.ok) expect(locked.refusal.retryAfterSeconds).toBeGreaterThan(3500);
  });

  it("is dead at once when revoked, also for pages already open", async () => {
    const { secret } = await aLink();
    const ctx = await opened(secret);
    await database.admin`update secret_link set revoked_at = now() where token_hash = ${hashSecret(secret)}`;
    expect((await enterLink(ctx)).actor).toEqual({ kind: "visitor" });
    expect(await openLink(database.public(), secret)).toMatchObject({
      ok: false,
      refusal: { reason: "link_revoked" },
    });
  });

  it("opens by the access code of its own case, however it is typed, and by no other", async () => {
    const { targetId } = await aLink("K7MQ-2XWD-9PRA");
    const other = await aLink("AAAA-BBBB-CCCC");
    expect(await openByAccessCode(database.public(), targetId, "k7mq 2xwd9pra")).toMatchObject({
      ok: true,
      value: { actor: { caseId: targetId, codeVerified: true } },
    });
    expect(await openByAccessCode(database.public(), other.targetId, "K7MQ2XWD9PRA")).toMatchObject({
      ok: false,
      refusal: { reason: "code_wrong" },
    });
  });
});
