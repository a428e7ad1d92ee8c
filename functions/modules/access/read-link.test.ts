import { beforeAll, describe, expect, it } from "vitest";
import { type LinkPurpose, linkPurposes } from "../../../shared/access/secret-link.ts";
import { newSecret, uuidV7 } from "../../platform/ids.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { makeAccountLink, storedToken } from "./account-link.ts";
import { linkRefusal, readLink, spendLink } from "./read-link.ts";
import { createLink, openLink } from "./secret-link.ts";

const database = testDatabase();
const { admin } = database;
const inAnHour = () => new Date(Date.now() + 3_600_000);
let organisationId: string;
beforeAll(async () => {
  organisationId = (await anOrganisation(database)).id;
});

type CasePurpose = "case_follow_up" | "survey" | "document_upload" | "message_file";
const isOfACase = (purpose: LinkPurpose): purpose is CasePurpose =>
  ["case_follow_up", "survey", "document_upload", "message_file"].includes(purpose);

/** A live link of that purpose, made as its service makes it; its token. */
const aLink = async (purpose: LinkPurpose, expiresAt = inAnHour()): Promise<string> => {
  const ctx = database.worker();
  const target = { organisationId, targetId: uuidV7(new Date()) };
  const secret = newSecret();
  const made = await mutate<string>(ctx, async (tx) => {
    const settled = { permission: permit(true), audit: [], events: [] };
    if (!isOfACase(purpose))
      return { ...settled, result: await makeAccountLink(tx, ctx, { purpose, ...target, expiresAt }) };
    await createLink(tx, ctx, { purpose, ...target, partyId: uuidV7(new Date()), secret, expiresAt });
    return { ...settled, result: "" };
  });
  if (!made.ok) throw new Error(made.refusal.reason);
  const id = made.value;
  if (!id) return secret;
  const [row] = await admin`select token_hash from secret_link where id = ${id}`;
  return storedToken(database.env, { id, tokenHash: row?.token_hash }) ?? "";
};

/** On which role a link of this purpose is presented. */
const presenting = (purpose: LinkPurpose) => (isOfACase(purpose) ? database.public() : database.app());
const read = (token: string, purpose: LinkPurpose) => {
  const ctx = presenting(purpose);
  return readLink(ctx.db, ctx, token, [purpose]);
};
const faultOf = async (token: string, purpose: LinkPurpose) => {
  const answer = await read(token, purpose);
  return answer.ok ? "opens" : answer.refusal.reason;
};

describe("a secret link", () => {
  it("opens its own purpose and none of the eight others, each of which says so in one sentence", async () => {
    for (const purpose of linkPurposes) {
      const token = await aLink(purpose);
      for (const asked of linkPurposes) {
        expect([purpose, asked, await faultOf(token, asked)]).toEqual([
          purpose,
          asked,
          asked === purpose ? "opens" : "link_foreign",
        ]);
      }
      // Asking for other purposes used nothing up.
      expect(await faultOf(token, purpose)).toBe("opens");
    }
  });

  it.each(linkPurposes)(
    "%s: expired, revoked, unknown, cut, doubled and unreadable are told apart",
    async (purpose) => {
      expect(await faultOf(await aLink(purpose, new Date(Date.now() - 1000)), purpose)).toBe("link_expired");
      const token = await aLink(purpose);
      expect(await faultOf(token.slice(0, 30), purpose)).toBe("link_truncated");
      expect(await faultOf(token + token, purpose)).toBe("link_doubled");
      expect(await faultOf(`${token}!`, purpose)).toBe("link_unreadable");
      expect(await faultOf(newSecret(), purpose)).toBe("link_unknown");
      expect(await faultOf(`  https://guichet.example/suivi#${token} `, purpose)).toBe("opens");
      await admin`update secret_link set revoked_at = now() where revoked_at is null`;
      expect(await faultOf(token, purpose)).toBe("link_revoked");
    },
  );

  it("has a way on in every sentence, and no sentence of one purpose speaks of another", () => {
    for (const purpose of linkPurposes) {
      for (const fault of ["expired", "revoked", "unknown", "used"] as const) {
        const { detail, code } = linkRefusal(fault, purpose);
        expect([purpose, fault, code, detail.split(". ").length]).toEqual([purpose, fault, "notFound", 2]);
      }
    }
  });

  it("that serves once is spent by the first of two uses at the same instant", async () => {
    const token = await aLink("survey");
    const link = await read(token, "survey");
    if (!link.ok) throw new Error(link.refusal.reason);
    const spend = () => {
      const ctx = database.anotherContainer("public");
      return mutate(ctx, async (tx) => {
        await spendLink(tx, link.value);
        return { result: "spent", permission: permit(true), audit: [], events: [] };
      });
    };
    const uses = await Promise.all([spend(), spend()]);
    expect(uses.filter(({ ok }) => ok)).toHaveLength(1);
    expect(uses.find(({ ok }) => !ok)).toMatchObject({ refusal: { reason: "link_used" } });
    expect(await faultOf(token, "survey")).toBe("link_used");
  });

  it("of any other purpose never opens a follow-up page", async () => {
    for (const purpose of linkPurposes.filter((one) => one !== "case_follow_up")) {
      const visitor = database.public({ kind: "visitor" }, { clientAddress: purpose });
      expect(await openLink(visitor, await aLink(purpose))).toMatchObject({
        refusal: { reason: "link_foreign" },
      });
    }
  });
});
