import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { openCase, signIn } from "./acts.ts";
import { enterWithCode } from "./administration-acts.ts";
import {
  eventually,
  journeys,
  lookAt,
  mailsTo,
  mailTo,
  newAddress,
  replyAddressOf,
  sendMail,
  shared,
} from "./journey.ts";

const { newPage, look } = journeys();
const manager = "s.benali@valbrune.example";
const intake = `valbrune.mediation@${shared.mailDomain}`;

/** A case that came by mail, and the address its requester answers to. */
const aCase = async (): Promise<{ id: string; number: string; token: string }> => {
  const email = newAddress("nadege.thibaudot");
  await sendMail({
    from: `Nadège Thibaudot <${email}>`,
    to: intake,
    subject: "Facture d’eau après une fuite",
    text: "Bonjour, ma facture a doublé après une fuite.",
  });
  const row = await eventually(async () => {
    const [found] = await look()`
      select c.id, c.year || '-' || lpad(c.seq::text, 5, '0') as number from cases c
      join participant p on p.case_id = c.id where p.email = ${email}`;
    if (!found) throw new Error("no case yet");
    return found;
  });
  const token = replyAddressOf(await mailTo(email, new RegExp(row.number)));
  return { id: row.id, number: row.number, token };
};

/** Somebody whom the case does not know writes to it: their mail is held. */
const aStranger = async (to: string, more: Partial<Parameters<typeof sendMail>[0]> = {}): Promise<string> => {
  const email = newAddress("patrice");
  await sendMail({
    from: `Patrice Thibaudot <${email}>`,
    to,
    subject: "Facture eau Mme Thibaudot",
    text: "Bonjour, je suis le mari de Mme Thibaudot, c’est moi qui ai fait venir le plombier.",
    ...more,
  });
  await eventually(async () => {
    const [held] = await look()`select id from quarantine where from_address = ${email}`;
    if (!held) throw new Error(`the mail of ${email} is not held yet`);
  });
  return email;
};
const stateOf = async (email: string) => {
  const [row] = await look()`select state from quarantine where from_address = ${email}`;
  return row?.state;
};

const quarantine = "/espace/valbrune/mediation/quarantaine";
/** The quarantine with this one mail, its preview open. */
const show = async (page: Page, email: string, more = ""): Promise<void> => {
  await page.goto(`${quarantine}?q=${encodeURIComponent(email)}${more}`);
  await page.locator(".quarantine__preview").getByText(email, { exact: true }).first().waitFor();
};
const preview = (page: Page) => page.locator(".quarantine__preview");
const act = (page: Page, name: string | RegExp) => preview(page).getByRole("button", { name }).click();
const dialog = (page: Page) => page.getByRole("dialog");
const confirm = (page: Page, name: string | RegExp) => dialog(page).getByRole("button", { name }).click();
const said = (page: Page, words: string | RegExp) =>
  page.locator(".notices").getByText(words).first().waitFor();

let found: Awaited<ReturnType<typeof aCase>>;
beforeAll(async () => {
  found = await aCase();
}, 60_000);

describe("held mails", () => {
  it("are released on their case, with or without participant, and as a new case", {
    timeout: 180_000,
  }, async () => {
    const page = await newPage();
    const [joins, stays, opens] = [
      await aStranger(found.token, {
        attachments: [{ filename: "attestation.pdf", content: Buffer.from("%PDF-1.4\n%%EOF") }],
      }),
      await aStranger(found.token),
      await aStranger(found.token),
    ];
    await signIn(page, manager);
    await show(page, joins);
    await preview(page).getByText("Cette adresse ne participe pas au dossier.").waitFor();
    await preview(page)
      .getByText(/attestation\.pdf/)
      .waitFor();
    await lookAt(page, "quarantaine-apercu");
    await act(page, "Ajouter comme participant…");
    await confirm(page, /^Ajouter au dossier/);
    await dialog(page).getByText("Choisissez son côté.").waitFor();
    await lookAt(page, "quarantaine-participant");
    await dialog(page).getByText("Côté requérant").click();
    await confirm(page, /^Ajouter au dossier/);
    await said(page, `Rangé dans le dossier ${found.number}.`);
    await lookAt(page, "quarantaine-decide");
    const [entry] = await look()`select author_label, authorship from case_entry
      where case_id = ${found.id} and authorship = 'released'`;
    expect(entry).toMatchObject({ author_label: "Patrice Thibaudot" });
    expect(await mailsTo(joins), "nobody asked to write to them").toHaveLength(0);

    await show(page, stays);
    await act(page, "Ajouter au dossier sans participant");
    await said(page, `Rangé dans le dossier ${found.number}.`);

    await show(page, opens);
    await act(page, "Ouvrir un nouveau dossier…");
    await lookAt(page, "quarantaine-nouveau-dossier");
    await confirm(page, "Ouvrir le dossier");
    await said(page, /^Rangé dans le dossier/);
    await page.locator(".notices").getByRole("link", { name: "Ouvrir" }).first().click();
    await page.getByRole("heading", { level: 1, name: /Facture eau/ }).waitFor();
    await mailTo(opens, /Dossier/);
  });

  it("are attached to another case, refused with an answer, set aside, deleted and taken back", {
    timeout: 180_000,
  }, async () => {
    const page = await newPage();
    const other = await aCase();
    const [attached, refused, unsure, spam, deleted] = [
      await aStranger(found.token),
      await aStranger(found.token),
      await aStranger(found.token, { headers: { "X-Local-Verdict": "dmarc=GRAY" } }),
      await aStranger(found.token),
      await aStranger(found.token),
    ];
    await signIn(page, manager);
    await show(page, attached);
    await act(page, "Rattacher à un autre dossier…");
    await dialog(page)
      .getByLabel(/Numéro du dossier/)
      .fill(other.number);
    await dialog(page)
      .getByText(new RegExp(`^${other.number}`))
      .click();
    await lookAt(page, "quarantaine-rattacher");
    await confirm(page, "Rattacher");
    await said(page, `Rangé dans le dossier ${other.number}.`);

    await show(page, refused);
    await act(page, "Refuser avec réponse…");
    await dialog(page).getByLabel("Votre réponse").fill("Bonjour,\n\nÉcrivez à la région.");
    await lookAt(page, "quarantaine-refuser");
    await confirm(page, "Refuser et envoyer la réponse");
    await said(page, "Refusé. Votre réponse part.");
    expect((await mailTo(refused, /^Re/)).text).toContain("Écrivez à la région.");

    await show(page, unsure);
    await act(page, "Refuser avec réponse…");
    await confirm(page, "Refuser sans répondre");
    await said(page, /Refusé\. Aucun courriel envoyé.*l’expéditeur n’est pas authentifié\./);
    expect(await mailsTo(unsure)).toHaveLength(0);

    await show(page, spam);
    await act(page, "Indésirable…");
    await dialog(page).getByText(`Bloquer ${spam}`).click();
    await lookAt(page, "quarantaine-indesirable");
    await confirm(page, "Classer et bloquer");
    await said(page, "Classé comme indésirable, expéditeur bloqué.");
    const [blocked] = await look()`select kind from blocked_sender where value = ${spam}`;
    expect(blocked?.kind).toBe("address");

    await show(page, deleted);
    await act(page, "Supprimer");
    await said(page, /^Courriel supprimé/);
    expect(await stateOf(deleted)).toBe("deleted");
    await page.locator(".notices").getByRole("button", { name: "Annuler" }).first().click();
    await said(page, "Le courriel est de nouveau à traiter.");
    expect(await stateOf(deleted)).toBe("waiting");
    await act(page, "Supprimer");
    await said(page, /^Courriel supprimé/);
    await show(page, deleted, "&etat=deleted");
    await preview(page)
      .getByText(/^Supprimé par Samira Benali/)
      .waitFor();
    await lookAt(page, "quarantaine-supprimes");
    await act(page, "Remettre à traiter");
    await said(page, "Le courriel est de nouveau à traiter.");
  });

  it("are walked with J and K, chosen and set aside together, and counted in the menu", {
    timeout: 120_000,
  }, async () => {
    const page = await newPage();
    const subject = `Panneaux solaires ${Math.random().toString(36).slice(2, 8)}`;
    const some = [
      await aStranger(found.token, { subject }),
      await aStranger(found.token, { subject }),
      await aStranger(found.token, { subject }),
    ];
    await signIn(page, manager);
    await page.goto(`${quarantine}?q=${encodeURIComponent(subject)}`);
    const rows = page.locator(".quarantine__list > li");
    await expect.poll(() => rows.count()).toBe(3);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    const second = await rows.nth(1).locator("strong, .strong").first().innerText();
    await preview(page).getByText(second, { exact: true }).first().waitFor();
    await page.keyboard.press("k");
    await page.getByRole("checkbox", { name: "Tout choisir" }).check();
    await page.getByText("3\u00a0courriels choisis").waitFor();
    await lookAt(page, "quarantaine-choisis");
    await page.getByRole("button", { name: "Indésirables" }).click();
    await said(page, "3\u00a0courriels classés comme indésirables.");
    for (const email of some) expect(await stateOf(email)).toBe("spam");
    await page.getByRole("heading", { name: "Aucun courriel ne correspond" }).waitFor();
    await lookAt(page, "quarantaine-aucun-resultat");
  });

  it("tell who was faster, and show nothing of a virus but its sender's domain", {
    timeout: 120_000,
  }, async () => {
    const page = await newPage();
    const email = await aStranger(found.token);
    const eicar = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");
    const virus = await aStranger(intake, { text: eicar });
    await signIn(page, manager);
    await show(page, email);
    await preview(page).getByRole("button", { name: "Supprimer" }).waitFor();
    // A colleague decides meanwhile.
    const [claire] = await look()`select id from user_account where email = 'c.vasseur@valbrune.example'`;
    await look()`update quarantine set state = 'spam', decided_by = ${claire?.id}, decided_at = now(), version = version + 1
      where from_address = ${email}`;
    await act(page, "Supprimer");
    await said(page, /^Déjà traité par Claire Vasseur à /);
    await page
      .locator(".quarantine-row--settled")
      .getByText(/^Déjà traité par Claire Vasseur/)
      .waitFor();

    await page.goto(`${quarantine}?cause=virus`);
    await preview(page).getByText("@courriel.example").first().waitFor();
    await preview(page).getByText("ce courriel ne peut être que supprimé", { exact: false }).waitFor();
    expect(await page.getByText(virus).count()).toBe(0);
    const offered = await preview(page).getByRole("button").allInnerTexts();
    expect(offered).toEqual(["Supprimer"]);
    await lookAt(page, "quarantaine-virus");
  });

  it("are decided from the case they came for", { timeout: 120_000 }, async () => {
    const page = await newPage();
    const email = await aStranger(found.token);
    await signIn(page, manager);
    await openCase(page, found.number);
    await page
      .getByText(/en quarantaine$/)
      .first()
      .waitFor();
    const held = page.locator(".message--held").filter({ hasText: email });
    await held.getByRole("button", { name: "Ajouter comme participant…" }).waitFor();
    await lookAt(page, "dossier-courriel-retenu");
    await held.getByRole("button", { name: "Ajouter au dossier sans participant" }).click();
    await said(page, `Rangé dans le dossier ${found.number}.`);
    await held.waitFor({ state: "detached" });
    await page.locator(".message").getByText(email).first().waitFor();
  });

  it("go into a register, without what they say", { timeout: 60_000 }, async () => {
    const page = await newPage();
    await signIn(page, manager);
    await page.goto(quarantine);
    for (const format of ["Excel", "CSV"]) {
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: new RegExp(`^${format}`) }).click();
      expect((await download).suggestedFilename()).toMatch(/^courriels-retenus-.*\.(xlsx|csv)$/);
    }
  });
});

describe("mails without destination", () => {
  it("are given to an organisation or deleted by an administrator who cannot read them", {
    timeout: 120_000,
  }, async () => {
    const lost = `nulle-part@${shared.mailDomain}`;
    const [given, deleted] = [await aStranger(lost), await aStranger(lost)];
    const page = await enterWithCode(
      await newPage(),
      "b.ormerac@guichet.example",
      "/plateforme/courriels-sans-destination",
    );
    await page
      .getByRole("row", { name: /@courriel\.example/ })
      .first()
      .waitFor();
    expect(await page.getByText(/patrice|Thibaudot|plombier/i).count()).toBe(0);
    await lookAt(page, "plateforme-courriels-sans-destination");
    await page
      .getByRole("button", { name: /^Confier/ })
      .first()
      .click();
    await dialog(page).getByLabel("Nom de l’organisation").fill("Valbrune");
    await dialog(page).getByText("Ville de Valbrune").first().click();
    await lookAt(page, "plateforme-confier-courriel");
    await confirm(page, "Confier à Ville de Valbrune");
    await said(page, /^Courriel confié à Ville de Valbrune/);
    await page
      .getByRole("button", { name: /^Supprimer/ })
      .first()
      .click();
    await confirm(page, "Supprimer sans le lire");
    await said(page, /^Courriel supprimé/);
    const rows = await look()`select state, organisation_id is not null as given from quarantine
      where from_address in (${given}, ${deleted})`;
    expect(rows.filter((row) => row.given && row.state === "waiting")).toHaveLength(1);
    expect(rows.filter((row) => row.state === "deleted")).toHaveLength(1);
  });
});
