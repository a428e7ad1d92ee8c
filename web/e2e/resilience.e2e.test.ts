import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fillRequest, receiptNumber } from "./acts.ts";
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
const intake = `valbrune.mediation@${shared.mailDomain}`;

const casesOf = async (email: string): Promise<number> => {
  const [row] = await look()`select count(*)::int as cases from party where email_canonical = ${email}`;
  return row?.cases ?? 0;
};

/** A mail that asks for mediation, with an attachment that is stored before the transaction. */
const askByMail = (email: string, text: string) =>
  sendMail({
    from: email,
    to: intake,
    subject: "Bac à ordures jamais remplacé",
    text,
    attachments: [{ filename: "plainte.txt", content: Buffer.from(`plainte ${randomUUID()}`) }],
  });

describe("what breaks resumes by itself, and nothing is doubled", () => {
  it("a function killed in the middle of a mail: the message comes back and makes one case", async () => {
    const email = newAddress("mireille");
    const lock = await look().reserve();
    await lock`begin`;
    // The mail's own transaction waits here: it has read, stored its file, and committed nothing.
    await lock`lock table case_entry in exclusive mode`;
    await askByMail(email, "Mon bac a été volé, je l’ai signalé quatre fois.");
    await eventually(async () => {
      const waiting = await look()`
        select 1 from pg_stat_activity where usename = 'guichet_worker' and wait_event_type = 'Lock'`;
      expect(waiting.length).toBeGreaterThan(0);
    });
    expect(await order("kill/inbound-mail")).toBeGreaterThan(0);
    await lock`rollback`;
    lock.release();

    await mailTo(email, /enregistrée|Dossier/);
    expect(await casesOf(email)).toBe(1);
    const [entry] = await look()`
      select count(distinct e.id)::int as entries, count(f.id)::int as files from party p
      join case_entry e on e.case_id = p.case_id and e.kind = 'message' left join case_file f on f.entry_id = e.id
      where p.email_canonical = ${email}`;
    expect(entry).toEqual({ entries: 1, files: 1 });
    expect(await mailsTo(email)).toHaveLength(1);
  });

  it("a stopped database: the form says so and loses nothing, mail waits, and both go through once it is back", async () => {
    const page = await newPage();
    const email = newAddress("theo");
    const byMail = newAddress("olga");
    await fillRequest(page, {
      lastName: "Gaillardet",
      email,
      text: "Un forfait de stationnement malgré l’abonnement.",
    });
    await order("stop-database");
    try {
      await page.getByRole("button", { name: "Envoyer ma demande" }).click();
      await page
        .getByText(/Le service ne répond pas|n’a pas pu être envoyée/)
        .first()
        .waitFor();
      await lookAt(page, "demande-5-service-en-panne");
      await askByMail(byMail, "L’inscription de ma fille a été refusée.");
    } finally {
      await order("start-database");
    }
    await page.getByRole("button", { name: "Réessayer" }).click();
    await receiptNumber(page);
    await mailTo(email, /enregistrée|Dossier/);
    await mailTo(byMail, /enregistrée|Dossier/);
    expect(await casesOf(email)).toBe(1);
    expect(await casesOf(byMail)).toBe(1);
    expect(await mailsTo(email)).toHaveLength(1);
    expect(await mailsTo(byMail)).toHaveLength(1);
  });

  it("queues that refuse everything: the request is filed, and its mail leaves when they are back", async () => {
    const page = await newPage();
    const email = newAddress("yvonne");
    await fillRequest(page, {
      lastName: "Kerdoncuff",
      email,
      text: "La concession de ma famille a un autre nom.",
    });
    await order("queues/down");
    try {
      await page.getByRole("button", { name: "Envoyer ma demande" }).click();
      await receiptNumber(page);
      expect(await mailsTo(email)).toHaveLength(0);
    } finally {
      await order("queues/up");
    }
    const sent = await eventually(async () => {
      await order("run-schedule/sweep-outbox");
      const mails = await mailsTo(email);
      expect(mails).toHaveLength(1);
      return mails;
    });
    await order("run-schedule/sweep-outbox");
    expect(await mailsTo(email)).toEqual(sent);
  });
});
