import { describe, expect, it } from "vitest";
import { aPdf, openCase, signIn } from "./acts.ts";
import { eventually, journeys, lookAt, mailTo, newAddress, sendMail, shared } from "./journey.ts";

const { newPage, look } = journeys();
const mediator = "c.vasseur@valbrune.example";
const intake = `valbrune.mediation@${shared.mailDomain}`;

const numberOf = (email: string) =>
  eventually(async () => {
    const [row] = await look()`select c.year || '-' || lpad(c.seq::text, 5, '0') as number from cases c
      join party p on p.case_id = c.id where p.email_canonical = ${email}`;
    if (!row) throw new Error(`no case of ${email}`);
    return String(row.number);
  });
/** The test virus inside a document, where only the scanner of the bucket looks. In pieces, so that this is not one. */
const infected = () =>
  Buffer.from(
    `Compte rendu\n${Buffer.from(["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("")).toString("base64")}\n`,
  );

describe("files that come", () => {
  it("wait for the antivirus, then open; one with a virus says so and cannot be opened", async () => {
    const email = newAddress("paul.garel");
    await sendMail({
      from: `Paul Garel <${email}>`,
      to: intake,
      subject: "Ma taxe d’ordures",
      text: "Voici les deux pièces.",
      attachments: [
        { filename: "avis.pdf", content: Buffer.concat([aPdf(), Buffer.from(email)]) },
        { filename: "compte rendu.txt", content: infected() },
      ],
    });
    const number = await numberOf(email);
    const scans =
      () => look()`select s.scan, f.name from case_file f join stored_file s on s.id = f.stored_file_id
      join party p on p.case_id = f.case_id where p.email_canonical = ${email} order by f.name`;
    await eventually(async () => {
      expect((await scans()).map(({ scan }) => scan)).toEqual(["clean", "threat"]);
    });
    // As the agent finds it while the antivirus still looks.
    const set = (
      scan: string,
    ) => look()`update stored_file set scan = ${scan} where scan in ('clean', 'pending') and id in (
      select f.stored_file_id from case_file f join party p on p.case_id = f.case_id where p.email_canonical = ${email})`;
    await set("pending");
    const page = await newPage();
    await signIn(page, mediator);
    await openCase(page, number);
    await page.getByText("Analyse en cours").waitFor();
    await page.getByText("Refusée : virus détecté").first().waitFor();
    expect(await page.getByRole("button", { name: /compte rendu/ }).count()).toBe(0);
    await lookAt(page, "agent-fichiers-en-analyse");
    await set("clean");
    await page.getByRole("button", { name: /avis\.pdf/ }).waitFor({ timeout: 15_000 });
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: /avis\.pdf/ }).click();
    expect((await download).suggestedFilename()).toBe("avis.pdf");
  });
});

describe("a file too large for a mail", () => {
  it("goes as a link, opens with the code of a second mail, and ends when the agent revokes it", async () => {
    const email = newAddress("lina.morel");
    await sendMail({
      from: `Lina Morel <${email}>`,
      to: intake,
      subject: "Plan",
      text: "Auriez-vous le plan ?",
    });
    const number = await numberOf(email);
    const agent = await newPage();
    await signIn(agent, mediator);
    await openCase(agent, number);
    await agent.getByRole("button", { name: "Prendre le dossier" }).click();
    await agent.getByText(`${number} est à vous.`).waitFor();
    await agent.keyboard.press("r");
    const composer = agent.getByRole("region", { name: "Répondre" });
    await composer.getByLabel("Votre message", { exact: true }).fill("Voici le plan.");
    const chooser = agent.waitForEvent("filechooser");
    await composer.getByRole("button", { name: "Joindre" }).click();
    await (await chooser).setFiles({
      name: "Plan cadastral.pdf",
      mimeType: "application/pdf",
      buffer: Buffer.concat([aPdf(), Buffer.alloc(7 * 1024 * 1024, 10)]),
    });
    await composer.getByText(/^Ajouté/).waitFor({ timeout: 30_000 });
    await composer.getByText(/est trop lourd pour un e-mail/).waitFor();
    await lookAt(agent, "agent-reponse-fichier-en-lien");
    await composer.getByRole("button", { name: "Envoyer" }).click();

    const letter = await eventually(async () => {
      const mail = await mailTo(email, /Plan/);
      if (!mail.text.includes("/fichier#")) throw new Error("not that one");
      return mail;
      // It leaves after the time to take it back.
    }, 60_000);
    const link = /https?:\/\/\S+\/fichier#[\w-]{43}/.exec(letter.text)?.[0] ?? "";
    expect(letter.attachments).toEqual([]);

    const page = await newPage();
    await page.goto(link);
    await page.getByText("Plan cadastral.pdf").waitFor();
    expect(page.url()).not.toContain("#");
    await lookAt(page, "fichier-code");
    await page.getByRole("button", { name: "Recevoir un code par e-mail" }).click();
    const code =
      /(\d{3}) (\d{3})/
        .exec((await mailTo(email, /Votre code/)).text)
        ?.slice(1)
        .join("") ?? "";
    const field = page.getByLabel(/Code reçu par/);
    await field.fill(code === "000000" ? "000001" : "000000");
    await page.keyboard.press("Enter");
    await page.getByText(/Ce code ne correspond pas.*4\sessais/).waitFor();
    await lookAt(page, "fichier-code-faux");
    await field.fill(code);
    await page.keyboard.press("Enter");
    const button = page.getByRole("button", { name: /Télécharger le fichier/ });
    await button.waitFor();
    await lookAt(page, "fichier-pret");
    const download = page.waitForEvent("download");
    await button.click();
    expect((await download).suggestedFilename()).toBe("Plan cadastral.pdf");

    await eventually(async () => {
      await agent.reload();
      await agent.getByText(/lien ouvert/).waitFor({ timeout: 3_000 });
    });
    await lookAt(agent, "agent-fichier-en-lien");
    await agent.getByRole("button", { name: /^Révoquer le lien/ }).click();
    await agent.getByRole("dialog").getByRole("button", { name: "Révoquer le lien" }).click();
    await agent.getByText(/lien révoqué/).waitFor();

    await button.click();
    await page.getByText(/Ce lien a été annulé/).waitFor();
    await lookAt(page, "fichier-lien-revoque");
  });
});
