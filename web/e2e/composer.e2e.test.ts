import { randomUUID } from "node:crypto";
import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { aPdf, signIn, tabTo } from "./acts.ts";
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
const mediator = "c.vasseur@valbrune.example";
const colleague = "s.benali@valbrune.example";
/** A mediator who does not handle the case, and is no manager. */
const onlooker = "h.lemarchand@valbrune.example";
const intake = `valbrune.mediation@${shared.mailDomain}`;

interface OpenedCase {
  id: string;
  number: string;
  email: string;
  /** Where the requester's answers go. */
  replyTo: string;
}

/** A case that a mail opened, in the hands of the mediator. */
const aCase = async (
  name: string,
  attachments: { filename: string; content: Buffer }[] = [],
): Promise<OpenedCase> => {
  const email = newAddress(name);
  await sendMail({
    from: `Nadège Thibaudot <${email}>`,
    to: intake,
    subject: "Facture d’eau de 1 284 € après une fuite",
    text: "Bonjour,\n\nUne canalisation enterrée fuyait.\n\nNadège Thibaudot",
    attachments,
  });
  const [found] = await eventually(async () => {
    const rows = await look()`
      select c.id, c.year || '-' || lpad(c.seq::text, 5, '0') as number from cases c
      join party p on p.case_id = c.id where p.email_canonical = ${email}`;
    expect(rows).toHaveLength(1);
    return rows;
  });
  const id = String(found?.id);
  await look()`update cases set assignee_id = (select id from user_account where email = ${mediator}) where id = ${id}`;
  const number = String(found?.number);
  return { id, number, email, replyTo: replyAddressOf(await mailTo(email, new RegExp(number))) };
};

/** Somebody of the administration on the case. */
const addAdministration = async (of: OpenedCase): Promise<string> => {
  const email = newAddress("helene.dorval");
  await look()`insert into participant (id, organisation_id, case_id, side, display_name, email, email_canonical)
    select ${randomUUID()}, organisation_id, id, 'ADMINISTRATION', 'Hélène Dorval', ${email}, ${email} from cases where id = ${of.id}`;
  return email;
};

const open = async (page: Page, { id }: OpenedCase, as = mediator): Promise<void> => {
  await signIn(page, as);
  await page.goto(`/espace/valbrune/mediation/dossiers/${id}`);
  await page.getByText("Une canalisation enterrée fuyait.").first().waitFor();
};
const composerOf = (page: Page) => page.getByRole("region", { name: "Répondre" });
const textOf = (composer: Locator) => composer.getByRole("textbox", { name: "Votre message", exact: true });
const press = async (page: Page, target: Locator) => {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
};

describe("writing to the people of a case", () => {
  it("by keyboard alone on a small screen: a template is filled, laid out, sent, and arrives", async () => {
    const found = await aCase("nadege.clavier");
    const page = await newPage({ width: 320 });
    await open(page, found);
    await page.keyboard.press("r");
    const composer = composerOf(page);
    const hasFocus = (element: Element) => element === document.activeElement;
    await eventually(async () => expect(await textOf(composer).evaluate(hasFocus)).toBe(true));
    await lookAt(page, "agent-composeur-ouvert");

    await press(page, composer.getByRole("button", { name: "Modèles" }));
    const templates = page.getByRole("dialog", { name: "Modèles" });
    await tabTo(page, templates.getByLabel("Chercher un modèle"));
    await page.keyboard.type("reorientation");
    await templates.getByRole("button", { name: /^Réorientation/ }).waitFor();
    await lookAt(page, "agent-composeur-modeles");
    await press(page, templates.locator(".choice-list button").first());
    await composer.getByText(/variables? à remplir/).waitFor();
    await lookAt(page, "agent-composeur-variable");

    // Sending goes to what is to fill instead; typing replaces it.
    await page.keyboard.press("Control+Enter");
    while ((await composer.locator(".to-fill").count()) > 0) {
      await page.keyboard.type("Défenseur des droits");
      await page.keyboard.press("Control+Enter");
    }
    await page.getByText(/Message à .*envoi dans/).waitFor();
    await lookAt(page, "agent-envoi-en-attente");
    const answer = await mailTo(found.email, /\[Dossier/);
    expect(answer.text).not.toContain("{{");
    expect(await page.locator(".composer-dock__button").evaluate(hasFocus)).toBe(true);
  });

  it("a message taken back comes back whole, from any screen, and leaves once", async () => {
    const found = await aCase("nadege.annule");
    const page = await newPage();
    await open(page, found);
    await page.keyboard.press("r");
    await textOf(composerOf(page)).fill("Madame, un mot de trop. Important");
    await page.keyboard.press("Control+Shift+ArrowLeft");
    await composerOf(page).getByRole("button", { name: "Gras" }).click();
    await page.keyboard.press("Control+Enter");
    await page.getByText(/envoi dans/).waitFor();
    await page.getByRole("link", { name: "Mes dossiers" }).first().click();
    await page.getByRole("heading", { level: 1, name: "Mes dossiers" }).waitFor();
    await page.keyboard.press("z");
    await page
      .getByText(/Envoi annulé/)
      .first()
      .waitFor();
    const text = textOf(composerOf(page));
    await eventually(async () => expect(await text.innerText()).toContain("un mot de trop."));
    expect(await text.locator("strong").innerText()).toContain("Important");
    await lookAt(page, "agent-envoi-annule");
    await text.fill("Madame, voici le bon texte.");
    await page.keyboard.press("Control+Enter");
    const answer = await mailTo(found.email, /^\[Dossier .*Facture/);
    expect(answer.text).toContain("voici le bon texte");
    const sent = await mailsTo(found.email);
    expect(sent.filter(({ id }) => id === answer.id)).toHaveLength(1);
    const rows =
      await look()`select m.text from outgoing_message m join outgoing_recipient r on r.outgoing_message_id = m.id
      where m.target_id = ${found.id} and m.class = 'conversation' and r.state <> 'cancelled'`;
    expect(rows).toHaveLength(1);
  });

  it("a draft follows its author to another device, and two versions are never merged in silence", async () => {
    const found = await aCase("nadege.brouillon");
    const desk = await newPage();
    await open(desk, found);
    await desk.keyboard.press("r");
    await textOf(composerOf(desk)).fill("Madame, je commence au bureau");
    await composerOf(desk)
      .getByText(/Brouillon enregistré à/)
      .waitFor({ timeout: 15_000 });

    const phone = await newPage({ width: 320 });
    await signIn(phone, mediator);
    await phone.getByRole("heading", { name: "Reprendre" }).waitFor();
    await phone.goto(`/espace/valbrune/mediation/dossiers/${found.id}`);
    await phone.getByRole("button", { name: /Reprendre votre brouillon/ }).click();
    const text = textOf(composerOf(phone));
    await eventually(async () => expect(await text.innerText()).toBe("Madame, je commence au bureau"));
    await text.fill("Madame, je continue au téléphone");
    await composerOf(phone)
      .getByRole("button", { name: /Réduire/ })
      .click();
    await eventually(async () => {
      const [row] = await look()`select text from message_draft where target_id = ${found.id}`;
      expect(row?.text).toContain("téléphone");
    });

    await textOf(composerOf(desk)).fill("Madame, je reviens au bureau");
    await composerOf(desk)
      .getByText(/Lequel garder/)
      .waitFor({ timeout: 15_000 });
    await lookAt(desk, "agent-brouillon-deux-versions");
    await composerOf(desk).getByRole("button", { name: "Reprendre l’autre" }).click();
    await eventually(async () =>
      expect(await textOf(composerOf(desk)).innerText()).toBe("Madame, je continue au téléphone"),
    );
  });

  it("mail#91 a mail that comes meanwhile is read before sending; colleagues see who writes", async () => {
    const found = await aCase("nadege.meanwhile");
    const page = await newPage();
    await open(page, found);
    await page.keyboard.press("r");
    await textOf(composerOf(page)).fill("Madame, votre dossier avance.");
    const other = await newPage();
    await open(other, found, colleague);
    await other.getByText("Claire Vasseur rédige une réponse").waitFor();
    await eventually(
      () => page.getByText(/Samira Benali consulte ce dossier/).waitFor({ timeout: 20_000 }),
      40_000,
    );
    await lookAt(other, "agent-presence");

    await sendMail({
      from: `Nadège Thibaudot <${found.email}>`,
      to: found.replyTo,
      subject: "Re: votre dossier",
      text: "J’oubliais : la régie m’a rappelée ce matin.",
    });
    await eventually(async () => {
      const rows =
        await look()`select 1 from case_entry where case_id = ${found.id} and text like 'J’oubliais%'`;
      expect(rows).toHaveLength(1);
    });
    await page.keyboard.press("Control+Enter");
    const composer = composerOf(page);
    await composer.getByText(/vient d’écrire/).waitFor();
    await lookAt(page, "agent-message-arrive");
    expect(await textOf(composer).innerText()).toBe("Madame, votre dossier avance.");
    await composer.getByRole("button", { name: "Lire avant d’envoyer" }).click();
    await page.getByText("la régie m’a rappelée ce matin").last().waitFor();
    await composer.getByRole("button", { name: "Envoyer", exact: true }).click();
    await page.getByText(/envoi dans/).waitFor();
  });

  it("two sides, a file kept from one, and an address that is blocked are said before anything leaves", async () => {
    const found = await aCase("nadege.gardes", [{ filename: "Avis d’imposition.pdf", content: aPdf() }]);
    const administration = await addAdministration(found);
    const page = await newPage();
    await open(page, found);
    await page.keyboard.press("r");
    const composer = composerOf(page);
    await composer.getByText("L’administration ne verra pas ce message").waitFor();
    await composer.getByRole("checkbox", { name: /Hélène Dorval/ }).check();
    await composer.getByText("Les deux côtés ne peuvent pas recevoir le même message.").waitFor();
    await lookAt(page, "agent-deux-cotes");
    await composer.getByRole("button", { name: "Faire deux messages" }).click();
    await composer.getByText(/Ensuite, un autre message pour Hélène Dorval/).waitFor();
    await textOf(composer).fill("Les pièces sont là.");
    await page.keyboard.press("Control+Enter");
    await page
      .getByText(/Message à Nadège Thibaudot/)
      .first()
      .waitFor();
    await eventually(async () => {
      expect(await composer.getByRole("checkbox", { name: /Hélène Dorval/ }).isChecked()).toBe(true);
    });
    expect(await textOf(composer).innerText()).toBe("Les pièces sont là.");

    await composer.getByRole("button", { name: "Pièce du dossier" }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /Avis d’imposition/ })
      .click();
    await composer.getByText(/réservé au côté requérant/).waitFor();
    await lookAt(page, "agent-piece-reservee");
    await page.keyboard.press("Control+Enter");
    await composer.getByText(/Une pièce n’est pas destinée à ce côté/).waitFor();
    await composer.getByLabel(/Pourquoi l’envoyer/).fill("Elle l’a demandé par écrit");
    await composer.getByRole("button", { name: "L’envoyer quand même" }).click();
    await composer.getByRole("button", { name: "Envoyer", exact: true }).click();
    const mail = await mailTo(administration, /Dossier/);
    expect(mail.attachments.map(({ name }) => name)).toContain("Avis d’imposition.pdf");
    const [told] =
      await look()`select after from audit_event where action = 'file.share' and aggregate_id = ${found.id}`;
    expect(told?.after).toMatchObject({ why: "Elle l’a demandé par écrit" });
  });

  it("a note says that it is never sent, from the keyboard and from a message; readers may add one", async () => {
    const found = await aCase("nadege.note");
    const page = await newPage();
    await open(page, found, onlooker);
    await page.getByText(/Claire Vasseur en a la charge/).waitFor();
    await page.keyboard.press("n");
    const note = page.getByRole("region", { name: "Note interne" });
    await note.getByRole("textbox").fill("Même situation dans un autre dossier.");
    await lookAt(page, "agent-note-en-cours");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Note ajoutée. Elle ne sera jamais envoyée.").waitFor();
    await page
      .getByRole("button", { name: /Créer une note \(Nadège/ })
      .first()
      .click();
    await eventually(async () =>
      expect(await note.getByRole("textbox").inputValue()).toMatch(/^> Bonjour,[\s\S]*\(Nadège Thibaudot, /),
    );
    await page.keyboard.press("Escape");
    await lookAt(page, "agent-note-ajoutee");
    expect(await mailsTo(found.email), "only the receipt left").toHaveLength(1);
  });

  it("without network nothing typed is lost; when it is back, the server has it", async () => {
    const found = await aCase("nadege.hors-ligne");
    const page = await newPage();
    await open(page, found);
    await page.keyboard.press("r");
    await textOf(composerOf(page)).fill("Madame, écrit");
    await page.context().setOffline(true);
    await page.keyboard.type(" sans réseau");
    await composerOf(page)
      .getByText(/Brouillon gardé sur cet ordinateur/)
      .waitFor({ timeout: 15_000 });
    await composerOf(page).getByRole("button", { name: "Envoyer", exact: true }).click();
    await composerOf(page)
      .getByText(/La connexion est coupée. Rien n’est perdu/)
      .waitFor();
    await lookAt(page, "agent-composeur-hors-ligne");
    await page.context().setOffline(false);
    await composerOf(page)
      .getByText(/Brouillon enregistré à/)
      .waitFor({ timeout: 15_000 });
    const [row] = await look()`select text from message_draft where target_id = ${found.id}`;
    expect(row?.text).toBe("Madame, écrit sans réseau");
  });
});
