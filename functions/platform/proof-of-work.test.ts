import { describe, expect, it } from "vitest";
import { proofHeader, proofNeeded } from "../../shared/platform/proof-of-work.ts";
import { checkProof, newChallenge } from "./proof-of-work.ts";
import { testDatabase } from "./test-kit/database.ts";
import { proofFor } from "./test-kit/proof.ts";

const database = testDatabase();
const solved = async () => {
  const challenge = await newChallenge(database.app());
  return (await proofFor(challenge))[proofHeader] ?? "";
};
const refused = expect.objectContaining({ reason: proofNeeded });
const changed = (
  header: string,
  change: (proof: { challenge: { parameters: Record<string, unknown> } }) => void,
) => {
  const proof = JSON.parse(Buffer.from(header, "base64").toString());
  change(proof);
  return Buffer.from(JSON.stringify(proof)).toString("base64");
};

describe("a proof of work", () => {
  it("opens once: the second use of the same one is refused, in any container", async () => {
    const header = await solved();
    const uses = await Promise.all([
      checkProof(database.app(), header),
      checkProof(database.anotherContainer("app"), header),
    ]);
    expect(uses.filter((refusal) => refusal === undefined)).toHaveLength(1);
    expect(uses).toContainEqual(refused);
  });

  it("is refused when absent, unreadable, unsolved, or of a challenge that we did not sign", async () => {
    const header = await solved();
    const bad = [
      undefined,
      "",
      "%%%",
      Buffer.from("[]").toString("base64"),
      "x".repeat(10_000),
      changed(header, (proof) =>
        Object.assign(proof, { solution: { counter: 1, derivedKey: "00".repeat(32) } }),
      ),
      changed(header, ({ challenge }) => Object.assign(challenge.parameters, { expiresAt: 4_000_000_000 })),
      changed(header, ({ challenge }) => Object.assign(challenge.parameters, { cost: 1 })),
      changed(header, ({ challenge }) => Object.assign(challenge.parameters, { keyPrefix: "00" })),
    ];
    for (const one of bad) expect(await checkProof(database.app(), one)).toEqual(refused);
    expect(await checkProof(database.app(), header)).toBeUndefined();
  });

  it("is good for an hour, and after a rotation of the keys", async () => {
    const header = await solved();
    const late = { ...database.app(), now: () => new Date(Date.now() + 3601_000) };
    expect(await checkProof(late, header)).toEqual(refused);
    const ctx = database.app();
    const hmacKeys = [...ctx.env.hmacKeys, { version: 2, secret: Buffer.from("a second key for tests") }];
    expect(await checkProof({ ...ctx, env: { ...ctx.env, hmacKeys } }, header)).toBeUndefined();
    const others = { ...ctx, env: { ...ctx.env, hmacKeys: hmacKeys.slice(1) } };
    expect(await checkProof(others, await solved())).toEqual(refused);
  });
});
