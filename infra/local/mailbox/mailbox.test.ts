import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SESClient, SendRawEmailCommand } from "@aws-sdk/client-ses";
import { createTransport } from "nodemailer";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { aTestS3, credentials, region } from "../s3/s3-fixture.ts";
import { type RunningSes, startSes } from "../ses/server.ts";
import type { ReceiptNotification } from "../smtp/receipt-notification.ts";
import { type RunningSmtp, startSmtp } from "../smtp/server.ts";
import { type RunningMailbox, startMailbox } from "./server.ts";
import { type Mailbox, openMailbox } from "./store.ts";

const R = "courrier.guichet.example";
const citizen = "claire.petit@citoyens.example";
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let s3: Awaited<ReturnType<typeof aTestS3>>;
let smtp: RunningSmtp;
let ses: RunningSes;
let store: Mailbox;
let web: RunningMailbox;
let dataDir: string;
let received: ReceiptNotification[];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "guichet-mailbox-"));
  s3 = await aTestS3();
  store = await openMailbox(dataDir);
  smtp = await startSmtp({
    port: 0,
    mailDomain: R,
    s3: { endpoint: s3.server.url, credentials, region, bucket: "mail-raw" },
    publish: async (_, message) => {
      received.push(JSON.parse(message));
    },
  });
  ses = await startSes({
    ...{ port: 0, credentials, region, verifiedDomains: ["guichet.example"], mailDomain: R, mailbox: store },
    publish: async () => undefined,
    deliverInbound: async (envelope, raw) => {
      await smtp.accept(envelope, raw);
    },
  });
  web = await startMailbox({ port: 0, mailbox: store, smtp });
});
beforeEach(async () => {
  received = [];
  await store.clear();
});
afterAll(async () => {
  for (const engine of [web, ses, smtp, s3]) await engine?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Sends as the platform does: nodemailer makes the MIME, SES takes it. */
const sendOut = async (more: object = {}, to = citizen) => {
  const composed = await createTransport({
    streamTransport: true,
    buffer: true,
    newline: "windows",
  }).sendMail({
    from: { name: "Médiation – Ville de Valbourg", address: `r-abc@${R}` },
    to,
    subject: "Votre demande n° 2027-00042",
    text: "Bonjour,\n\nSuivre : http://localhost:3000/suivi#abc.\n",
    html: '<p>Bonjour</p><script>top.x = 1</script><img src="cid:logo" alt="">',
    attachments: [
      { filename: "Pièce n°1 – été.pdf", content: "%PDF-1.7", contentType: "application/pdf" },
      { filename: "logo.png", content: pixel, cid: "logo" },
    ],
    ...more,
  });
  const client = new SESClient({ endpoint: ses.url, region, credentials });
  const Data = composed.message as Buffer;
  const { MessageId } = await client.send(
    new SendRawEmailCommand({ RawMessage: { Data }, Destinations: [to] }),
  );
  return MessageId;
};
const get = async (path: string) => {
  const answer = await fetch(web.url + path);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const getJson = async (path: string) => JSON.parse((await get(path)).text);
const newest = async (): Promise<string> => (await getJson("/api/messages"))[0].id;

describe("for scripts", () => {
  it("lists mails newest first, and those of one address", async () => {
    await sendOut({ subject: "premier" });
    await sendOut({ subject: "second" }, "marc@citoyens.example");
    const all = await getJson("/api/messages");
    expect(all.map((one: { subject: string }) => one.subject)).toEqual(["second", "premier"]);
    expect(all[1]).toMatchObject({
      providerMessageId: expect.stringMatching(/^0109/),
      from: `r-abc@${R}`,
      to: [citizen],
      envelope: { from: `r-abc@${R}`, to: [citizen] },
      size: expect.any(Number),
    });
    const one = await getJson("/api/messages?to=Marc@citoyens.example");
    expect(one.map((mail: { subject: string }) => mail.subject)).toEqual(["second"]);
  });

  it("gives one mail read and raw", async () => {
    const MessageId = await sendOut();
    const id = await newest();
    const mail = await getJson(`/api/messages/${id}`);
    expect(mail.text).toContain("Bonjour");
    expect(mail.headers).toContainEqual({
      name: "Message-ID",
      value: `<${MessageId}@eu-west-3.amazonses.com>`,
    });
    expect(mail.attachments).toEqual([
      expect.objectContaining({ name: "logo.png", inline: true, url: `/messages/${id}/attachments/0` }),
      expect.objectContaining({
        name: "Pièce n°1 – été.pdf",
        type: "application/pdf",
        size: 8,
        inline: false,
      }),
    ]);
    const raw = await get(`/api/messages/${id}/raw`);
    expect(raw.headers.get("content-type")).toBe("message/rfc822");
    expect(raw.text).toBe(mail.raw);
    expect((await get("/api/messages/0123")).status).toBe(404);
  });

  it("writes to Guichet, and says what is wrong", async () => {
    const send = (body: object) =>
      fetch(`${web.url}/api/send`, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      });
    const good = { from: citizen, to: `mairie@${R}`, subject: "Ma demande", text: "Bonjour, c’est moi." };
    const sent = await send(good);
    expect([sent.status, (await sent.json()).response]).toEqual([200, expect.stringMatching(/^250/)]);
    expect(received[0]?.receipt.recipients).toEqual([`mairie@${R}`]);
    const refused = await send({ ...good, to: "mairie@ailleurs.example" });
    expect([refused.status, (await refused.json()).error]).toEqual([422, expect.stringContaining("550")]);
    const empty = await send({ ...good, text: "", from: "claire" });
    expect(Object.keys((await empty.json()).errors).sort()).toEqual(["from", "text"]);
    expect((await send({ ...good, inReplyTo: "<a@b>\r\nBcc: x@y.example" })).status).toBe(422);
  });

  it("forgets all mails when told to", async () => {
    await sendOut();
    expect((await fetch(`${web.url}/messages`, { method: "DELETE" })).status).toBe(204);
    expect(await getJson("/api/messages")).toEqual([]);
    expect((await openMailbox(dataDir)).list()).toEqual([]);
  });

  it("still knows them after a restart", async () => {
    await sendOut();
    const again = await openMailbox(dataDir);
    expect(again.list()).toEqual(store.list());
    const id = again.list()[0]?.id ?? "";
    expect((await again.get(id))?.raw).toEqual((await store.get(id))?.raw);
  });
});

describe("for people", () => {
  it("shows a mail, its HTML where it can do nothing, its attachments under their own names", async () => {
    await sendOut();
    const id = await newest();
    expect((await get("/")).text).toContain(`<a href="/messages/${id}">Votre demande n° 2027-00042</a>`);
    const page = (await get(`/messages/${id}`)).text;
    expect(page).toContain("Pièce n°1 – été.pdf");
    expect(page).toContain('<a href="http://localhost:3000/suivi#abc" target="_blank" rel="noopener">');
    expect(page).not.toContain("<script>");
    const framed = await get(`/messages/${id}/html`);
    expect(framed.headers.get("content-security-policy")).toMatch(
      /^sandbox allow-popups .*default-src 'none'/,
    );
    expect(framed.text).toContain('src="data:image/png;base64,');
    const file = await get(`/messages/${id}/attachments/1`);
    expect([file.text, file.headers.get("content-type")]).toEqual(["%PDF-1.7", "application/octet-stream"]);
    expect(file.headers.get("content-disposition")).toContain("filename*=UTF-8''Pi%C3%A8ce%20n%C2%B01");
    expect((await get(`/messages/${id}/attachments/9`)).status).toBe(404);
  });

  it("never takes a mail's words for its own", async () => {
    await sendOut({
      subject: '<img src=x onerror="alert(1)">',
      text: "</pre><script>x</script>",
      html: undefined,
    });
    for (const path of ["/", `/messages/${await newest()}`, `/ecrire?en-reponse=${await newest()}`]) {
      const { text } = await get(path);
      expect(text).not.toContain("<img");
      expect(text).not.toContain("<script");
    }
  });

  it("answers a mail: the form is filled, and the answer carries the thread", async () => {
    const MessageId = await sendOut({ references: ["<c.anchor@r.example>"] });
    const form = (await get(`/ecrire?en-reponse=${await newest()}`)).text;
    expect(form).toContain(`name="from" type="email" value="${citizen}"`);
    expect(form).toContain(`name="to" type="email" value="r-abc@${R}"`);
    expect(form).toContain('value="Re: Votre demande n° 2027-00042"');
    const wireId = `<${MessageId}@eu-west-3.amazonses.com>`;
    const fields = {
      from: citizen,
      to: `r-abc@${R}`,
      subject: "Re: Votre demande",
      text: "Merci.",
      inReplyTo: wireId,
    };
    const sent = await fetch(`${web.url}/api/send`, {
      method: "POST",
      body: new URLSearchParams(fields),
      redirect: "manual",
    });
    expect([sent.status, sent.headers.get("location")]).toEqual([303, "/?envoye"]);
    const value = (name: string) => received[0]?.mail.headers.find((header) => header.name === name)?.value;
    expect(value("In-Reply-To")).toBe(wireId);
    expect(value("References")).toBe(`<c.anchor@r.example> ${wireId}`);
  });

  it("gives back what was typed when the form is wrong or the server refuses", async () => {
    const post = (fields: Record<string, string>) =>
      fetch(`${web.url}/api/send`, { method: "POST", body: new URLSearchParams(fields) });
    const wrong = await post({ from: citizen, to: "", subject: "Objet <gardé>", text: "Texte gardé" });
    const page = await wrong.text();
    expect(wrong.status).toBe(422);
    expect(page).toContain('aria-invalid="true" aria-describedby="to-fault"');
    expect(page).toContain("Objet &#60;gardé&#62;");
    expect(page).toContain("Texte gardé");
    const refused = await (
      await post({ from: citizen, to: "x@ailleurs.example", subject: "", text: "a" })
    ).text();
    expect(refused).toContain("Le serveur a refusé ce courriel");
  });

  it("does nothing that another site's page asks for", async () => {
    await sendOut();
    const foreign = { origin: "https://evil.example" };
    expect((await fetch(`${web.url}/effacer`, { method: "POST", headers: foreign })).status).toBe(403);
    expect((await fetch(`${web.url}/messages`, { method: "DELETE", headers: foreign })).status).toBe(403);
    expect(store.list()).toHaveLength(1);
  });
});
