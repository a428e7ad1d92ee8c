import { expect, test } from "vitest";
import { type PublishedAddress, publishedAddressSeal } from "../../../shared/access/companies.ts";
import { uuidV7 } from "../../platform/ids.ts";
import { seal } from "../../platform/seal.ts";
import { anAdministrator, anOrganisation, aUser, signedIn } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { readClaim } from "./siret-claim.ts";
import { giveClaimCode, sendClaimCode } from "./siret-claim-code.ts";
import { granted, mailTo, reasonOf } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;

/** A town with its claim, and its administrator signed in. */
const aTown = async (siret: string, status = "unverified") => {
  const { id: organisationId } = await anOrganisation(database, { services: ["declarations"] });
  await admin`update organisation set siret = ${siret} where id = ${organisationId}`;
  const claimId = uuidV7(new Date());
  await admin`
    insert into siret_claim (id, organisation_id, siret, status)
    values (${claimId}, ${organisationId}, ${siret}, ${status})`;
  const user = await anAdministrator(database, organisationId);
  return { organisationId, claimId, siret, ctx: await signedIn(database, user), email: user.email };
};
type Town = Awaited<ReturnType<typeof aTown>>;
/** What the function `companies` seals; each test has an address of its own. */
const published = (found: PublishedAddress, seconds: number = publishedAddressSeal.seconds) =>
  seal(database.env, publishedAddressSeal.purpose, found, seconds);
const asks = async ({ ctx, organisationId, siret }: Town, address: string) =>
  sendClaimCode(ctx, { organisationId, proof: await published({ siret, address }) });
const gives = ({ ctx, organisationId }: Town, code: string) => giveClaimCode(ctx, { organisationId, code });
const codeAt = async (address: string) =>
  /Code\u00a0: (\d{3})\u00a0(\d{3})/
    .exec((await mailTo(database, address))?.text ?? "")
    ?.slice(1)
    .join("") ?? "";
/** Six digits that are not these. */
const another = (code: string) => code.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
const codesSent = (address: string) =>
  admin`select id from account_mail where kind = 'claim_code' and address = ${address}`;

test("declarations#25 whoever types the code of the published address has the SIRET verified at once", async () => {
  const town = await aTown("00985201300011");
  const address = "mairie@port-lavergne.example";
  const asked = granted(await asks(town, address));
  expect(asked).toMatchObject({ status: "unverified", code: { address: "m…@port-lavergne.example" } });
  expect(JSON.stringify(asked)).not.toContain(address);

  const mail = await mailTo(database, address);
  expect(mail?.subject).toBe("Un code pour Ville de Valbrune sur Guichet");
  expect(mail?.text).toContain(`(${town.email}) administre Ville de Valbrune`);
  expect(mail?.text).toContain("009\u00a0852\u00a0013\u00a000011");
  const code = await codeAt(address);
  expect(code).toMatch(/^\d{6}$/);
  expect(reasonOf(await gives(town, another(code)))).toBe("code_wrong");
  const verified = granted(await gives(town, code));
  expect(verified).toMatchObject({ status: "verified", method: "public_email", code: null, open: false });
  expect(reasonOf(await gives(town, code))).toBe("claim_verified");
  expect(reasonOf(await asks(town, address))).toBe("claim_verified");

  const journal = await admin`
    select action, after from audit_event where target_id = ${town.claimId} order by at, id`;
  expect(journal).toEqual([
    { action: "claim.send_code", after: { email: "m…@port-lavergne.example" } },
    { action: "claim.prove", after: { claim: "verified", method: "public_email" } },
  ]);
});

test("declarations#25 a code given for a SIRET that another organisation proved makes the claim disputed", async () => {
  const squatter = await aTown("00985201300029", "verified");
  const town = await aTown("00985201300029");
  granted(await asks(town, "mairie@disputee.example"));
  const code = await codeAt("mairie@disputee.example");
  expect(granted(await gives(town, code))).toMatchObject({
    ...{ status: "disputed", method: "public_email", open: true, mayAskCode: false },
  });
  expect(reasonOf(await asks(town, "mairie@disputee.example"))).toBe("claim_code_given");
  expect(granted(await readClaim(squatter.ctx, squatter.organisationId)).status).toBe("verified");
});

test("of two codes given at the same instant for one SIRET, one verifies and the other disputes", async () => {
  const [one, two] = [await aTown("00985311000022"), await aTown("00985311000022")];
  granted(await asks(one, "un@instant.example"));
  granted(await asks(two, "deux@instant.example"));
  const codes = [await codeAt("un@instant.example"), await codeAt("deux@instant.example")];
  const answers = await Promise.all([gives(one, codes[0] ?? ""), gives(two, codes[1] ?? "")]);
  expect(answers.map((answer) => granted(answer).status).toSorted()).toEqual(["disputed", "verified"]);
});

test("only the newest code counts, half an hour", async () => {
  const town = await aTown("00985311000014");
  const address = "mairie@tardive.example";
  granted(await asks(town, address));
  const first = await codeAt(address);
  granted(await asks(town, address));
  const second = await codeAt(address);
  expect(reasonOf(await gives(town, first))).toBe("code_wrong");
  await admin`update claim_code set expires_at = now() where claim_id = ${town.claimId}`;
  expect(reasonOf(await gives(town, second))).toBe("code_expired");
  expect(granted(await readClaim(town.ctx, town.organisationId)).code).toBeNull();
});

test("a mail that was overtaken by its code's end is not sent", async () => {
  const town = await aTown("00985311000014");
  granted(await asks(town, "mairie@muette.example"));
  await admin`update claim_code set expires_at = now() where claim_id = ${town.claimId}`;
  expect(await mailTo(database, "mairie@muette.example")).toBeUndefined();
});

test("five wrong codes are the most; the right one then waits too", async () => {
  const town = await aTown("00985311000014");
  const address = "mairie@devinee.example";
  granted(await asks(town, address));
  const code = await codeAt(address);
  for (let turn = 0; turn < 5; turn++) expect(reasonOf(await gives(town, another(code)))).toBe("code_wrong");
  const locked = await gives(town, code);
  expect(reasonOf(locked)).toBe("code_locked");
  expect(granted(await readClaim(town.ctx, town.organisationId)).status).toBe("unverified");
});

test("three codes an hour are the most for an organisation, ten for an address", async () => {
  const address = "mairie@sollicitee.example";
  const towns: Town[] = [];
  for (let turn = 0; turn < 4; turn++) towns.push(await aTown("00985311000014"));
  for (const town of towns.slice(0, 3))
    for (let turn = 0; turn < 3; turn++) granted(await asks(town, address));
  const [first, , , last] = towns;
  if (!first || !last) throw new Error("four towns ask");
  expect(reasonOf(await asks(first, address))).toBe("too_many");
  granted(await asks(last, address));
  expect(reasonOf(await asks(last, address))).toBe("too_many");
  expect(await codesSent(address)).toHaveLength(10);
});

test("only what the directory said of this very SIRET, a quarter of an hour ago at most, has a code sent", async () => {
  const town = await aTown("00985201300011");
  const { ctx, organisationId } = town;
  const address = "mairie@ailleurs.example";
  const send = async (proof: string) => reasonOf(await sendClaimCode(ctx, { organisationId, proof }));
  expect(await send("invented")).toBe("address_over");
  expect(await send(await published({ siret: town.siret, address }, -1))).toBe("address_over");
  expect(await send(await seal(database.env, "another purpose", { siret: town.siret, address }))).toBe(
    "address_over",
  );
  expect(await send(await published({ siret: "00985311000014", address }))).toBe("other_siret");
  expect(await codesSent(address)).toEqual([]);
});

test("only administrators of the very organisation ask for a code and give it", async () => {
  const town = await aTown("00985201300029");
  const { organisationId } = town;
  const other = await aTown("00985311000022");
  const address = "mairie@gardee.example";
  granted(await asks(town, address));
  const code = await codeAt(address);
  const manager = await signedIn(
    database,
    await aUser(database, [{ organisationId, service: "declarations", roles: ["manager"] }]),
  );
  for (const [ctx, reason] of [
    [manager, "role_missing"],
    [other.ctx, "not_found"],
  ] as const) {
    expect(reasonOf(await asks({ ...town, ctx }, address))).toBe(reason);
    expect(reasonOf(await gives({ ...town, ctx }, code))).toBe(reason);
  }
  expect(reasonOf(await gives(other, code))).toBe("code_expired");
  expect(granted(await readClaim(town.ctx, organisationId)).status).toBe("unverified");
});
