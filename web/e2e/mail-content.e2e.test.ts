import { AxeBuilder } from "@axe-core/playwright";
import type { Locator } from "playwright-core";
import { describe, expect, it } from "vitest";
import { openCase, signIn } from "./acts.ts";
import { eventually, journeys, lookAt, sendMail, shared } from "./journey.ts";

const { newPage, look } = journeys();

/** The demo's case with an invitation, a forwarded original and an encrypted mail, its handler and its requester. */
const specialCase = async () => {
  const [row] = await look()`
    select c.id, c.year || '-' || lpad(c.seq::text, 5, '0') as number, u.email as handler, p.email, a.token
    from case_entry e join cases c on c.id = e.case_id join user_account u on u.id = c.assignee_id
    join participant p on p.id = e.participant_id
    join reply_address a on a.participant_id = p.id and a.state = 'live'
    where e.subject = 'Rendez-vous sur place'`;
  if (!row) throw new Error("the demo has no special mails");
  return {
    id: String(row.id),
    number: String(row.number),
    handler: String(row.handler),
    email: String(row.email),
    address: `r-${row.token}@${shared.mailDomain}`,
  };
};

const laidOut = `<!doctype html><html><body>
  <p>Bonjour, voici le détail de ma <strong>consommation</strong>.</p>
  <table><tr><th scope="col">Mois</th><th scope="col">m³</th></tr><tr><td>Janvier</td><td>12</td></tr></table>
  <p><img src="https://images.example/logo.png" alt="Logo de la régie"> <a href="https://ailleurs.example/x">www.impots.example</a></p>
  <div class="gmail_quote">Le lun. 1 mars 2027 à 09:00, Médiation a écrit :<blockquote>Avez-vous un relevé ?</blockquote></div>
  <script>document.title = "fait"</script></body></html>`;

describe("what mails carry besides words", () => {
  it("an appointment, a forwarded original, an encrypted mail and the original of each are shown", async () => {
    const { number, handler } = await specialCase();
    const page = await newPage();
    await signIn(page, handler);
    await openCase(page, number);

    const appointment = page.getByRole("region", { name: /Invitation : Visite sur place/ });
    await appointment.getByText(/de 10\sh\s00 à 10\sh\s45/).waitFor();
    await appointment.getByText("Lieu : Devant l’école des Tilleuls").waitFor();
    const forwarded = page.getByRole("region", { name: "Message joint : Votre demande" });
    await forwarded.getByText("le délai est dépassé").waitFor();
    await page.getByText("Facture de septembre.pdf").waitFor();
    await page.getByText(/Ce message est chiffré\s: Guichet ne peut pas le lire/).waitFor();
    await lookAt(page, "agent-courriels-particuliers");

    const message = page.getByRole("article").filter({ has: forwarded });
    await message.getByRole("button", { name: /Voir l’original/ }).click();
    const dialog = page.getByRole("dialog", { name: "Courriel d’origine" });
    await dialog.getByText(/Content-Type: multipart\/mixed/).waitFor();
    await dialog.getByText(/En-têtes \(\d+\)/).click();
    await lookAt(page, "agent-original");
    await dialog.getByRole("tab", { name: "Original" }).focus();
    await page.keyboard.press("ArrowLeft");
    await dialog.getByText("Voici la réponse que j’avais reçue du service.").waitFor();
    expect(await dialog.getByRole("tab", { name: "Version texte" }).getAttribute("aria-selected")).toBe(
      "true",
    );

    await dialog.getByRole("button", { name: "Conserver l’original" }).click();
    await page.getByText(/Original conservé/).waitFor();
    await dialog.getByRole("button", { name: "Fermer" }).click();
    await message.getByText("Tr _ Votre demande.eml").waitFor();
  });

  it("a laid-out mail stands in a frame that runs nothing, reads well and can be left for its text", async () => {
    const { number, handler, email, address, id } = await specialCase();
    const subject = `Ma consommation ${Date.now()}`;
    await sendMail({
      from: email,
      to: address,
      cc: "voisin@courriel.example",
      replyTo: "autre@courriel.example",
      subject,
      text: "",
      html: laidOut,
    });
    await eventually(async () => {
      const [row] = await look()`select id from case_entry where case_id = ${id} and subject = ${subject}`;
      expect(row).toBeDefined();
    });
    const page = await newPage();
    await signIn(page, handler);
    await openCase(page, number);
    const message = page.getByRole("article").filter({ hasText: subject });
    await message.getByText("Envoyé à ce dossier et voisin@courriel.example").waitFor();
    await message.getByText(/Demande une réponse à autre@courriel\.example/).waitFor();
    await message.getByText(/Afficher le texte cité \(\d+\slignes?\)/).waitFor();

    await message.getByRole("button", { name: "Mise en forme d’origine" }).click();
    const frame = message.locator("iframe");
    expect(await frame.getAttribute("title")).toMatch(/^Message de .+ du .+ 20\d\d à /);
    expect(await frame.getAttribute("sandbox")).toBe("allow-popups allow-popups-to-escape-sandbox");
    const html = await eventually(() => frameHtml(frame));
    expect(html).toContain("[Image non chargée : Logo de la régie – images.example]");
    expect(html).toContain("[ce lien mène à ailleurs.example]");
    expect(html).toMatch(/<a href="https:\/\/ailleurs\.example\/x" rel="noopener noreferrer nofollow"/);
    expect(html).not.toMatch(/<script|images\.example\/logo/);
    await lookAt(page, "agent-courriel-mis-en-forme");
    expect(await frameFaults(html)).toEqual([]);

    await message.getByRole("button", { name: "Version texte" }).click();
    await message.getByText("Bonjour, voici le détail de ma consommation.").waitFor();
  });
});

/** The page that a frame shows, as its origin answers. */
const frameHtml = async (frame: Locator): Promise<string> => {
  const answer = await fetch((await frame.getAttribute("src")) ?? "");
  expect(answer.status).toBe(200);
  return answer.text();
};

/** What axe finds in it: the frame runs no script, so it is looked at apart. */
const frameFaults = async (html: string): Promise<string[]> => {
  const plain = await newPage();
  await plain.setContent(html);
  const { violations } = await new AxeBuilder({ page: plain })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
};
