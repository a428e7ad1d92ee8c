import { createHash, randomUUID } from "node:crypto";
import { parse } from "csv-parse/sync";
import { strFromU8, unzipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { CaseFileData } from "../../../shared/mediation/case-file.ts";
import { keepFile, readObject } from "../../platform/files.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { openedPdf } from "../../platform/test-kit/opened-pdf.ts";
import { receive } from "../mail/jobs.ts";
import { deliver } from "../mail/test-kit/deliveries.ts";
import { aRawMail } from "../mail/test-kit/raw-mails.ts";
import { askCaseFile, askSynthesis } from "./ask-case-file.ts";
import { mediationMailbox } from "./mailbox.ts";
import { runJob } from "./run-job.ts";
import { aCase, anEntry, type CaseInTest, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let asClaire: Awaited<ReturnType<typeof signedIn>>;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
  asClaire = await signedIn(database, claire);
});

const reason = "Demande du tribunal administratif";
/** The file that this work made. */
const fileOf = async (id: string): Promise<Buffer> => {
  await runJob(database.worker(), { jobId: id });
  const [job] = await admin`select state, file_key from background_job where id = ${id}`;
  expect(job?.state).toBe("done");
  return (await readObject(database.env, "exports", String(job?.file_key), 100_000_000)) ?? Buffer.alloc(0);
};
const mine = () => aCase(database, town, { assigneeId: claire.id });
const aDocument = async (
  to: CaseInTest,
  name: string,
  given: { scan?: string; visibility?: string; gone?: boolean } = {},
) => {
  const content = Buffer.from(`contenu ${randomUUID()}`);
  const { key, sha256 } = given.gone
    ? { key: `${town.id}/${randomUUID()}`, sha256: randomUUID() }
    : await keepFile(database.worker(), town.id, content, "application/pdf");
  const stored = randomUUID();
  await admin`insert into stored_file (id, organisation_id, sha256, size, type, key, scan)
    values (${stored}, ${town.id}, ${sha256}, ${content.length}, 'application/pdf', ${key}, ${given.scan ?? "clean"})`;
  await admin`insert into case_file (id, organisation_id, case_id, stored_file_id, name, source, visibility, position, decision)
    values (gen_random_uuid(), ${town.id}, ${to.found.id}, ${stored}, ${name}, 'REQUESTER', ${given.visibility ?? "SHARED"}, 0, 'kept')`;
  return content;
};

describe("the summary of a case", () => {
  const aToldCase = async () => {
    const to = await mine();
    await admin`update cases set prior_complaint = 'YES', prior_answer = 'UNKNOWN', court_pending = 'NO',
      final_conclusion = 'Conclusion gardée pour nous', competent = true where id = ${to.found.id}`;
    await anEntry(database, to.found, { subject: "Confidence du requérant", text: "Ne le dites pas" });
    await anEntry(database, to.found, {
      side: "ADMINISTRATION",
      direction: "OUT",
      subject: "Saisine du service",
    });
    await anEntry(database, to.found, { kind: "note", side: null, subject: null, text: "Appeler demain" });
    await aDocument(to, "partage.pdf");
    await aDocument(to, "reserve.pdf", { visibility: "REQUESTER_ONLY" });
    await aDocument(to, "interne.pdf", { visibility: "INTERNAL" });
    return to;
  };
  const summary = async (to: CaseInTest, audience: "internal" | "administration") =>
    openedPdf(await fileOf(granted(await askSynthesis(asClaire, { caseId: to.found.id, audience })).id));

  it("is a tagged document, titled, in French, its pages numbered", async () => {
    const { title, language, tags, words } = await summary(await aToldCase(), "internal");
    expect(title).toMatch(/^Synthèse du dossier \d{4}-\d{5}$/);
    expect(language).toBe("fr-FR");
    expect(tags).toEqual(expect.arrayContaining(["H1", "H2", "P", "Table", "TR", "TH", "TD"]));
    expect(words).toMatch(/page 1 \/ \d/i);
    for (const said of ["Confidence du requérant", "interne.pdf", "Claire Vasseur", "Différend"])
      expect(words).toContain(said);
  });

  it("mediation#36 prints the answer before the mediation as it is: known, unknown, or not given", async () => {
    const { words } = await summary(await aToldCase(), "internal");
    expect(words).toMatch(/Démarche préalable\s+Oui/);
    expect(words).toMatch(/Réponse reçue\s+Ne sait pas/);
    expect(words).toMatch(/Tribunal déjà saisi\s+Non(?! renseigné)/);
    expect(words).toMatch(/Date de la démarche\s+Non renseigné/);
  });

  it("for the administration says nothing of notes, of what is reserved, nor of what the requester told", async () => {
    const { words } = await summary(await aToldCase(), "administration");
    expect(words).toContain("Saisine du service");
    expect(words).toContain("partage.pdf");
    for (const kept of ["Confidence", "Appeler demain", "reserve.pdf", "interne.pdf", "gardée pour nous"])
      expect(words).not.toContain(kept);
  });

  it("is for mediators, handlers and managers; a reader is refused, a stranger finds nothing", async () => {
    const to = await mine();
    const reader = await signedIn(database, await aMediator(database, town.id, { role: "reader" }));
    const asked = { caseId: to.found.id, audience: "internal" as const };
    expect(refusalOf(await askSynthesis(reader, asked))).toMatchObject({ code: "forbidden" });
    const elsewhere = await aMediator(database, (await anOrganisation(database)).id, { role: "manager" });
    expect(refusalOf(await askSynthesis(await signedIn(database, elsewhere), asked))).toMatchObject({
      code: "notFound",
    });
  });
});

describe("the whole of a case", () => {
  it("mediation#40 of 300 files, two named alike, one infected, one missing, one with ../ is complete and says so", async () => {
    const to = await mine();
    const contents = new Map<string, Buffer>();
    for (let index = 0; index < 295; index += 1)
      contents.set(`piece-${index}.pdf`, await aDocument(to, `piece-${index}.pdf`));
    const alike = [await aDocument(to, "facture.pdf"), await aDocument(to, "Facture.pdf")];
    await aDocument(to, "virus.pdf", { scan: "threat" });
    await aDocument(to, "perdu.pdf", { gone: true });
    await aDocument(to, "../../etc/passwd");
    const raw = aRawMail({ from: to.email, subject: "Ma facture", text: "Bonjour, voici ma facture." });
    const ctx = database.worker();
    const [address] = await admin<
      { token: string }[]
    >`select token from reply_address where target_id = ${to.found.id}`;
    await receive(
      ctx,
      [mediationMailbox],
      await deliver(ctx, { raw, to: [address ? `r-${address.token}` : town.intake], envelopeFrom: to.email }),
    );
    const sentId = await anEntry(database, to.found, {
      direction: "OUT",
      subject: "Réponse",
      text: "Bien reçu.",
    });

    const archive = unzipSync(
      new Uint8Array(await fileOf(granted(await askCaseFile(asClaire, { caseId: to.found.id, reason })).id)),
    );
    const paths = Object.keys(archive);
    expect(paths).toEqual(expect.arrayContaining(["00-synthese.pdf", "01-chronologie.pdf", "journal.csv"]));
    expect(paths.every((path) => !path.includes("..") && path.length <= 140)).toBe(true);
    for (const [name, content] of contents)
      expect(Buffer.from(archive[`documents/${name}`] ?? []).equals(content)).toBe(true);
    expect(
      [archive["documents/facture.pdf"], archive["documents/Facture (2).pdf"]].map((one) =>
        Buffer.from(one ?? []),
      ),
    ).toEqual(alike);

    const lines: Record<string, string>[] = parse(strFromU8(archive["manifeste.csv"] ?? new Uint8Array()), {
      bom: true,
      delimiter: ";",
      columns: true,
    });
    const present = lines.filter((line) => line.État === "présent");
    // Each file of the archive has its line with its true size and hash, save the manifest itself.
    expect(present.map((line) => line.Chemin).toSorted()).toEqual(
      paths.filter((path) => path !== "manifeste.csv").toSorted(),
    );
    for (const line of present) {
      const bytes = archive[line.Chemin ?? ""] ?? new Uint8Array();
      expect(line["Taille (octets)"]).toBe(String(bytes.length));
      if (line["SHA-256"]) expect(line["SHA-256"]).toBe(createHash("sha256").update(bytes).digest("hex"));
    }
    const absent = lines.filter((line) => line.État !== "présent");
    expect(absent.map((line) => [line.Chemin, line.État])).toEqual([
      ["(documents/virus.pdf)", "virus détecté"],
      ["(documents/perdu.pdf)", "introuvable"],
    ]);

    const data = CaseFileData.parse(JSON.parse(strFromU8(archive["donnees.json"] ?? new Uint8Array())));
    expect(data.documents).toHaveLength(300);
    expect(data.entries.find(({ id }) => id === sentId)?.file).toMatch(
      /^messages\/\d{4}-\d{4}-\d\d-\d\d-envoye\.pdf$/,
    );
    const chronology = await openedPdf(archive["01-chronologie.pdf"] ?? new Uint8Array());
    expect(chronology.words).toContain("Bien reçu.");
    const journal = strFromU8(archive["journal.csv"] ?? new Uint8Array());
    expect(journal).toContain("a demandé le dossier complet");
  }, 60_000);

  it("keeps the very bytes of a mail that came", async () => {
    const to = await mine();
    const raw = aRawMail({ from: to.email, subject: "Original", text: "Mot pour mot." });
    const ctx = database.worker();
    const target = randomUUID();
    const mail = await deliver(ctx, { raw, to: [town.intake], envelopeFrom: to.email });
    await receive(ctx, [mediationMailbox], mail);
    const [made] = await admin<{ case_id: string }[]>`
      select case_id from case_entry where text like 'Mot pour mot%' order by created_at desc limit 1`;
    await admin`update cases set assignee_id = ${claire.id} where id = ${made?.case_id ?? target}`;
    const archive = unzipSync(
      new Uint8Array(
        await fileOf(granted(await askCaseFile(asClaire, { caseId: made?.case_id ?? target, reason })).id),
      ),
    );
    const path = Object.keys(archive).find((name) => name.endsWith("-recu.eml")) ?? "";
    expect(Buffer.from(archive[path] ?? []).toString("latin1")).toContain("Mot pour mot.");
  });

  it("is for handlers and managers, with a reason that stays in the history", async () => {
    const to = await mine();
    const asked = { caseId: to.found.id, reason };
    const hugo = await signedIn(database, await aMediator(database, town.id));
    expect(refusalOf(await askCaseFile(hugo, asked))).toMatchObject({ code: "forbidden" });
    granted(await askCaseFile(asClaire, asked));
    const [note] = await admin`select after, personal from audit_event where action = 'case.export'
      and aggregate_id = ${to.found.id}`;
    expect(note).toEqual({ after: { reason }, personal: ["reason"] });
  });
});
