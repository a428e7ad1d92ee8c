import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { beforeAll, describe, expect, it } from "vitest";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { fileRequest } from "./file-request.ts";
import { receiptForAgent, receiptOfDraft } from "./receipt-pdf.ts";
import { aRequest, aVisitor, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
beforeAll(async () => {
  town = await anOrganisation(database);
});

const textOf = async (content: Uint8Array) => {
  const opened = await getDocument({ data: content.slice(), verbosity: 0 }).promise;
  const page = await opened.getPage(1);
  const { items } = await page.getTextContent();
  return items.map((item) => ("str" in item ? item.str : "")).join(" ");
};

describe("the printed receipt", () => {
  it("says the number, the date and the files, and the access code to who has no e-mail", async () => {
    const request = aRequest();
    const requester = { ...request.requester, email: undefined, phone: "06 11 22 33 44" };
    const given = { ...request, requester };
    const receipt = granted(await fileRequest(aVisitor(database), town.slug, given));
    const made = granted(await receiptOfDraft(aVisitor(database), town.slug, given.draftId));
    expect(made.fileName).toBe(`recepisse-${receipt.number}.pdf`);
    const text = await textOf(made.content);
    expect(text).toContain(receipt.number);
    expect(text).toContain(receipt.accessCode?.match(/.{4}/g)?.join(" "));
    expect(text).not.toContain(receipt.followUpPath.split("#")[1]);
    const other = await anOrganisation(database);
    expect(refusalOf(await receiptOfDraft(aVisitor(database), other.slug, given.draftId)).code).toBe(
      "notFound",
    );
  });

  it("mediation#10 a letter of December registered in January shows both dates", async () => {
    const request = aRequest();
    granted(await fileRequest(aVisitor(database), town.slug, request));
    const [found] = await admin`update cases set channel = 'MAIL', received_precision = 'DAY',
      received_at = '2026-12-27T23:00:00Z', registered_at = '2027-01-04T09:30:00Z'
      where filing_key = ${`form:${town.id}:${request.draftId}`} returning id`;
    const claire = await aMediator(database, town.id);
    const made = granted(await receiptForAgent(await signedIn(database, claire), found?.id));
    const text = await textOf(made.content);
    expect(text).toContain("lundi 28 décembre 2026");
    expect(text).toMatch(/lundi 4 janvier 2027 à 10.h.30/);
  });
});
