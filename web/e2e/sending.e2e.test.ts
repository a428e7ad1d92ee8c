import { describe, expect, it } from "vitest";
import { openCase, signIn } from "./acts.ts";
import {
  eventually,
  journeys,
  lookAt,
  mailsTo,
  mailTo,
  newAddress,
  order,
  sendMail,
  shared,
} from "./journey.ts";

const { newPage, look } = journeys();
const mediator = "c.vasseur@valbrune.example";
const intake = `valbrune.mediation@${shared.mailDomain}`;

/** A case opened by a mail from this address, taken by the mediator, open on the screen. */
const caseBeforeAgent = async (email: string) => {
  await sendMail({ from: email, to: intake, subject: "Bac jamais remplacé", text: "Mon bac a été volé." });
  const found = await eventually(async () => {
    const [row] = await look()`
      select c.id, c.year || '-' || lpad(c.seq::text, 5, '0') as number from cases c
      join party p on p.case_id = c.id where p.email_canonical = ${email}`;
    if (!row) throw new Error(`no case of ${email}`);
    return { id: String(row.id), number: String(row.number) };
  });
  const page = await newPage();
  await signIn(page, mediator);
  await openCase(page, found.number);
  await page.getByRole("button", { name: "Prendre le dossier" }).click();
  await page.getByText(`${found.number} est à vous.`).waitFor();
  return { page, ...found };
};

const write = async (page: Awaited<ReturnType<typeof newPage>>, text: string) => {
  await page.keyboard.press("r");
  const composer = page.getByRole("region", { name: "Répondre" });
  await composer.getByLabel("Votre message", { exact: true }).fill(text);
  await composer.getByRole("button", { name: "Envoyer" }).click();
};
/** Sends what waits to be taken back, now. */
const leaveNow = async (caseId: string) => {
  await eventually(async () => {
    const rows = await look()`update outgoing_recipient r set next_attempt_at = now() - interval '2 minutes'
      from outgoing_message m where m.id = r.outgoing_message_id and m.target_id = ${caseId} and r.state = 'queued'
      returning r.id`;
    expect(rows.length).toBeGreaterThan(0);
  });
  await order("run-schedule/sweep-outbox");
};
const stateOf = (caseId: string, address: string) =>
  look()`select r.state, r.provider from outgoing_recipient r join outgoing_message m on m.id = r.outgoing_message_id
    where m.target_id = ${caseId} and r.address = ${address} and m.class = 'conversation' order by r.id`;

describe("a message that does not arrive", () => {
  it("says so inside the message, and goes to the corrected address", async () => {
    const email = newAddress("solene");
    const { page, id } = await caseBeforeAgent(email);
    await order(`ses-outcome/${email}=noEmail`);
    await write(page, "Avez-vous la date du vol ?");
    await leaveNow(id);
    await eventually(async () => expect((await stateOf(id, email))[0]?.state).toBe("hard_bounced"));
    await page.reload();
    const banner = page.getByRole("region", { name: "Envoi en échec" });
    await banner.getByText("Message non distribué.").waitFor();
    await banner.getByText("Cette adresse n’existe pas.").waitFor();
    await lookAt(page, "agent-envoi-en-echec");

    await banner.getByRole("button", { name: /Corriger l’adresse et renvoyer/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Corriger et renvoyer" }).click();
    await dialog.getByText("C’est l’adresse qui n’a pas fonctionné.").waitFor();
    await lookAt(page, "agent-corriger-l-adresse");
    const right = newAddress("solene");
    await dialog.getByLabel(/Adresse e-mail/).fill(right);
    await dialog.getByRole("button", { name: "Corriger et renvoyer" }).click();
    await page.getByText(`Le message est renvoyé à ${right}.`).waitFor();
    await banner.waitFor({ state: "detached" });
    const mail = await mailTo(right, /Bac jamais remplacé/);
    expect(mail.text).toContain("date du vol");
    await eventually(async () => {
      await page.reload();
      await page
        .getByText(/\(renvoi\).*distribué/)
        .first()
        .waitFor({ timeout: 2_000 });
    });
    await lookAt(page, "agent-envoi-corrige");
  });
});

describe("no double send, whatever dies", () => {
  it("mail#80 outbound-mail killed while it waits to commit: the event says sent, and it leaves once", async () => {
    const email = newAddress("gaspard");
    const { page, id } = await caseBeforeAgent(email);
    await write(page, "Merci de me donner le numéro du bac.");
    const lock = await look().reserve();
    await lock`begin`;
    // SES takes the mail; what the function writes of it waits here, and dies with it.
    await lock`lock table cases in exclusive mode`;
    await look()`update outgoing_recipient r set next_attempt_at = now() - interval '2 minutes' from outgoing_message m
      where m.id = r.outgoing_message_id and m.target_id = ${id} and r.state = 'queued'`;
    void order("run-schedule/sweep-outbox").catch(() => {});
    await mailTo(email, /Bac jamais remplacé$/);
    await order("kill/outbound-mail");
    await lock`rollback`;
    lock.release();
    await eventually(
      async () => expect((await stateOf(id, email))[0]?.state).toMatch(/sent|delivered/),
      60_000,
    );
    await look()`update outgoing_recipient set lease_until = now() - interval '1 minute' where lease_until is not null`;
    await order("run-schedule/sweep-outbox");
    const mails = (await mailsTo(email)).filter((one) => /Bac jamais remplacé$/.test(one.subject));
    expect(mails).toHaveLength(1);
  });

  it("mail#77 SES refuses: the second provider takes it, once, and the mailbox shows it", async () => {
    const email = newAddress("irene");
    const { page, id } = await caseBeforeAgent(email);
    await write(page, "Avez-vous gardé la facture ?");
    await order("ses/throttling");
    try {
      await leaveNow(id);
      await eventually(async () =>
        expect((await stateOf(id, email))[0]).toMatchObject({ state: "sent", provider: "smtp" }),
      );
    } finally {
      await order("ses/normal");
    }
    const mail = await mailTo(email, /Bac jamais remplacé$/);
    expect(mail.text).toContain("gardé la facture");
    await order("run-schedule/sweep-outbox");
    const mails = (await mailsTo(email)).filter((one) => /Bac jamais remplacé$/.test(one.subject));
    expect(mails).toHaveLength(1);
  });
});

describe("a link of a mail", () => {
  it("says what it is for, and that a wrong one is none", async () => {
    const page = await newPage();
    await page.goto(`/courriels#debloquer.${"0".repeat(64)}`);
    await page.getByRole("heading", { level: 1, name: "Débloquer mon adresse" }).waitFor();
    await lookAt(page, "courriels-debloquer");
    await page.getByRole("button", { name: "Débloquer mon adresse" }).click();
    await page.getByText(/Ce lien n’est pas valable/).waitFor();
    await page.goto(`/courriels#resumes.${"0".repeat(64)}`);
    await page.getByRole("heading", { level: 1, name: "Résumés quotidiens" }).waitFor();
    await lookAt(page, "courriels-resumes");
  });
});
