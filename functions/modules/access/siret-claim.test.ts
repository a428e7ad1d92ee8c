import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { type Company, companySeal } from "../../../shared/access/companies.ts";
import { uuidV7 } from "../../platform/ids.ts";
import { seal } from "../../platform/seal.ts";
import {
  anAdministrator,
  anOrganisation,
  aPlatformAdministrator,
  aUser,
  signedIn,
} from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { addClaimFile, readClaim, removeClaimFile, sendClaim, startClaim } from "./siret-claim.ts";
import { decideClaim, listClaims, readClaimFile } from "./siret-claim-decide.ts";
import { granted, reasonOf } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
const pdf = Buffer.from("%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n");
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

/** A company with its claim, and its administrator signed in. */
const aCompany = async (siret: string, status = "unverified") => {
  const organisation = await anOrganisation(database, { services: ["declarations"] });
  await admin`update organisation set kind = 'company', siret = ${siret} where id = ${organisation.id}`;
  const claimId = uuidV7(new Date());
  await admin`
    insert into siret_claim (id, organisation_id, siret, status)
    values (${claimId}, ${organisation.id}, ${siret}, ${status})`;
  const user = await anAdministrator(database, organisation.id);
  return { organisationId: organisation.id, claimId, ctx: await signedIn(database, user), email: user.email };
};
const thePlatform = async () =>
  signedIn(database, await aPlatformAdministrator(database), { secondFactor: true });
/** Named after its owner, as people do: the journal must say that this is personal, or `testDatabase` fails the file. */
const document = "extrait Vasseur.pdf";
const documents = async ({ ctx, organisationId }: Awaited<ReturnType<typeof aCompany>>, content = pdf) =>
  addClaimFile(ctx, { organisationId, name: document, base64: content.toString("base64") });
const statusOf = async (claimId: string) =>
  (await admin`select status from siret_claim where id = ${claimId}`)[0]?.status;

test("documents are added, sent, read by the platform, and decide the claim; its administrators are told", async () => {
  const company = await aCompany("00987512100015");
  const { ctx, organisationId, claimId } = company;
  expect(reasonOf(await sendClaim(ctx, organisationId))).toBe("claim_without_file");
  granted(await documents(company));
  const added = granted(await documents(company, png));
  expect(added).toMatchObject({ status: "unverified", open: true, methods: ["document"] });
  expect(added.files).toHaveLength(2);
  granted(await removeClaimFile(ctx, { organisationId, fileId: added.files[1]?.id ?? "" }));
  const sent = granted(await sendClaim(ctx, organisationId));
  expect(sent).toMatchObject({ status: "pending", method: "document", open: false, answerDays: 2 });
  expect(sent.sentAt).not.toBeNull();
  expect(reasonOf(await documents(company))).toBe("claim_sent");

  const platform = await thePlatform();
  const listed = granted(await listClaims(platform)).claims.find(({ id }) => id === claimId);
  expect(listed).toMatchObject({ status: "pending", rival: null, files: [{ name: document }] });
  const { url } = granted(await readClaimFile(platform, { claimId, fileId: listed?.files[0]?.id ?? "" }));
  expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(pdf);

  granted(await decideClaim(platform, { claimId, decision: "verified" }));
  expect(granted(await readClaim(ctx, organisationId))).toMatchObject({ status: "verified", open: false });
  expect(reasonOf(await documents(company))).toBe("claim_verified");
  expect(
    await admin`select address from account_mail where kind = 'claim_decided' and target_id = ${claimId}`,
  ).toEqual([{ address: company.email }]);
  const actions = await admin`select action from audit_event where target_id = ${claimId} order by at, id`;
  expect(actions.map(({ action }) => action)).toEqual([
    "claim.add_file",
    "claim.add_file",
    "claim.remove_file",
    "claim.send",
    "claim.read_file",
    "claim.decide",
  ]);
});

test("a refusal needs a reason, which the company reads; it may then send other documents", async () => {
  const company = await aCompany("00987923000010");
  granted(await documents(company));
  granted(await sendClaim(company.ctx, company.organisationId));
  const platform = await thePlatform();
  const { claimId } = company;
  expect(reasonOf(await decideClaim(platform, { claimId, decision: "refused" }))).toBe("reason_missing");
  granted(
    await decideClaim(platform, { claimId, decision: "refused", reason: "L’extrait a plus de 3 mois." }),
  );
  expect(granted(await readClaim(company.ctx, company.organisationId))).toMatchObject({
    ...{ status: "refused", reason: "L’extrait a plus de 3 mois.", open: true },
  });
  granted(await sendClaim(company.ctx, company.organisationId));
  expect(await statusOf(claimId)).toBe("pending");
});

test("declarations#25 a disputed SIRET goes to who proves it, and the former owner's claim becomes disputed", async () => {
  const squatter = await aCompany("00988060000029", "verified");
  const owner = await aCompany("00988060000029", "disputed");
  granted(await documents(owner));
  expect(granted(await sendClaim(owner.ctx, owner.organisationId))).toMatchObject({
    ...{ status: "disputed", open: false },
  });
  const platform = await thePlatform();
  const listed = granted(await listClaims(platform)).claims.find(({ id }) => id === owner.claimId);
  expect(listed?.rival).toBe("Ville de Valbrune");
  granted(await decideClaim(platform, { claimId: owner.claimId, decision: "verified" }));
  expect(await statusOf(owner.claimId)).toBe("verified");
  expect(await statusOf(squatter.claimId)).toBe("disputed");
  expect(
    await admin`select address from account_mail where kind = 'claim_decided' and target_id = ${squatter.claimId}`,
  ).toEqual([{ address: squatter.email }]);
});

test("of two decisions at the same instant on one SIRET, never two are verified", async () => {
  const siret = "00988197000017";
  const [one, two] = [await aCompany(siret, "pending"), await aCompany(siret, "pending")];
  const [first, second] = [await thePlatform(), await thePlatform()];
  await Promise.all([
    decideClaim(first, { claimId: one.claimId, decision: "verified" }),
    decideClaim(second, { claimId: two.claimId, decision: "verified" }),
  ]);
  const verified = await admin`select id from siret_claim where siret = ${siret} and status = 'verified'`;
  expect(verified).toHaveLength(1);
  expect(reasonOf(await decideClaim(first, { claimId: String(verified[0]?.id), decision: "verified" }))).toBe(
    "claim_decided",
  );
});

test.each([
  ["a program with the name of a PDF", Buffer.from("MZ\x90\x00 a program"), "invalid_input"],
  ["a page", Buffer.from("<!doctype html><script>alert(1)</script>"), "invalid_input"],
  ["nothing", Buffer.alloc(0), "invalid_input"],
  ["too much", Buffer.concat([pdf, Buffer.alloc(701 * 1024)]), "invalid_input"],
])("%s is no document", async (_what, content, reason) => {
  const company = await aCompany("00987649100011");
  expect(reasonOf(await documents(company, content))).toBe(reason);
});

test("five documents are the most", async () => {
  const company = await aCompany("00987786100014");
  for (let turn = 0; turn < 5; turn++) granted(await documents(company));
  expect(reasonOf(await documents(company))).toBe("claim_files_full");
});

test("only administrators of the very organisation touch its claim, and only the platform decides", async () => {
  const company = await aCompany("00987238300014");
  const added = granted(await documents(company));
  const other = await aCompany("00987375300017");
  const { organisationId, claimId } = company;
  const manager = await signedIn(
    database,
    await aUser(database, [{ organisationId, service: "declarations", roles: ["manager"] }]),
  );
  expect(reasonOf(await readClaim(manager, organisationId))).toBe("role_missing");
  expect(reasonOf(await readClaim(other.ctx, organisationId))).toBe("not_found");
  expect(reasonOf(await sendClaim(other.ctx, organisationId))).toBe("not_found");
  const fileId = added.files[0]?.id ?? "";
  expect(reasonOf(await removeClaimFile(other.ctx, { organisationId: other.organisationId, fileId }))).toBe(
    "not_found",
  );
  for (const ctx of [company.ctx, other.ctx]) {
    expect((await listClaims(ctx)).ok).toBe(false);
    expect((await decideClaim(ctx, { claimId, decision: "verified" })).ok).toBe(false);
    expect((await readClaimFile(ctx, { claimId, fileId })).ok).toBe(false);
  }
  const withoutFactor = await signedIn(database, await aPlatformAdministrator(database));
  expect((await decideClaim(withoutFactor, { claimId, decision: "verified" })).ok).toBe(false);
  expect(await statusOf(claimId)).toBe("unverified");
});

test("an organisation without a SIRET gives one from the directory, once", async () => {
  const { id: organisationId } = await anOrganisation(database, { services: ["declarations"] });
  const ctx = await signedIn(database, await anAdministrator(database, organisationId));
  expect(reasonOf(await readClaim(ctx, organisationId))).toBe("no_claim");
  const proof = await seal(
    database.env,
    companySeal.purpose,
    {
      ...{ siret: "00987101300018", source: "directory", name: "X", address: "1 rue du Lavoir" },
      ...{ headOffice: true, headOfficeSiret: null },
    } satisfies Company,
    companySeal.seconds,
  );
  expect(reasonOf(await startClaim(ctx, { organisationId, proof: randomUUID() }))).toBe("proof_over");
  expect(granted(await startClaim(ctx, { organisationId, proof }))).toMatchObject({
    ...{ siret: "00987101300018", status: "unverified", open: true },
  });
  expect(reasonOf(await startClaim(ctx, { organisationId, proof }))).toBe("siret_set");
});
