import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { hashSecret } from "../../platform/ids.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { answerFrame, frameLink } from "./message-frame.ts";
import { receive } from "./receive.ts";
import { deliver } from "./test-kit/deliveries.ts";
import { createLetters, letters, service } from "./test-kit/letters.ts";
import { aMultipart } from "./test-kit/raw-mails.ts";

const database = testDatabase();
const mailboxes = [letters];
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
let organisationId: string;
let entryId: string;
let reader: Ctx;

/** The context of an agent with an open session. */
const signedIn = async (ofOrganisation: string): Promise<Ctx> => {
  const { id, actor } = await aMediator(database, ofOrganisation);
  const sessionHash = hashSecret(randomUUID());
  await database.admin`insert into session (id, user_id, token_hash, last_seen_at, expires_at)
    values (${randomUUID()}, ${id}, ${sessionHash}, now(), now() + interval '1 hour')`;
  return database.app(actor, { sessionHash });
};

beforeAll(async () => {
  await createLetters(database);
  const organisation = await anOrganisation(database);
  organisationId = organisation.id;
  await database.admin`update intake_address set service = ${service} where organisation_id = ${organisationId}`;
  const raw = aMultipart(
    "multipart/related",
    [
      {
        type: "text/html; charset=utf-8",
        body: '<p>Voici &lt;3</p><img src="cid:Photo@x" alt="photo"><img src="cid:absente@x" alt="absente"><div class="gmail_quote"><blockquote class="gmail_quote">cité</blockquote></div>',
      },
      { type: "image/png; name=photo.png", body: png, headers: ["Content-ID: <photo@x>"] },
    ],
    ["From: anna@usagers.example", "Message-ID: <image@usagers.example>"],
  );
  await receive(
    database.worker(),
    mailboxes,
    await deliver(database.worker(), { raw, to: [organisation.intake] }),
  );
  // Its scan came back: until then an image is not shown.
  await database.admin`update stored_file set scan = 'clean' where organisation_id = ${organisationId}`;
  const [entry] = await database.admin`select id from letter_entry`;
  entryId = entry?.id;
  reader = await signedIn(organisationId);
});

/** The ticket of a link, as the browser would ask for it. */
const ticketFor = (ctx: Ctx): string => {
  const link = frameLink(ctx, service, entryId);
  if (!link.ok) throw new Error(link.refusal.reason);
  return link.value.url.slice(`${ctx.env.filesOrigin}/frames/`.length);
};
const visitor = () => database.app();
const ask = (ticket: string, theme?: string) => answerFrame(visitor(), mailboxes, ticket, theme);

describe("the frame of a message", () => {
  test("mail#57 shows the message with its images, under a policy that lets nothing else load or run", async () => {
    const answer = await ask(ticketFor(reader));
    expect(answer.status).toBe(200);
    expect(answer.body).toContain("<p>Voici &lt;3</p>");
    expect(answer.body).toContain("<details><summary>Afficher le texte cité (1\u00a0ligne)</summary>");
    expect(answer.headers["content-security-policy"]).toMatch(
      /^default-src 'none'; img-src http:\/\/[^;' ]+; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors http:\/\/guichet\.localhost; sandbox/,
    );
    const source = /<img alt="photo" src="([^"]+)"/.exec(answer.body)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const image = await fetch(source);
    expect([image.status, image.headers.get("content-type")]).toEqual([200, "image/png"]);
    expect(answer.body).toMatch(/<img alt="absente" data-missing=""/);
  });

  test("the right is asked again: an ended session, a lost membership and another organisation see nothing", async () => {
    const stranger = await signedIn((await anOrganisation(database)).id);
    expect((await ask(ticketFor(stranger))).status).toBe(404);
    const gone = await signedIn(organisationId);
    const ticket = ticketFor(gone);
    await database.admin`update session set ended_at = now() where token_hash = ${gone.credentials.sessionHash ?? ""}`;
    const answer = await ask(ticket);
    expect([answer.status, answer.body.includes("Voici")]).toEqual([404, false]);
  });

  test("a ticket lives a minute, and cannot be made or changed", async () => {
    const ticket = ticketFor(reader);
    expect((await ask(`${ticket.slice(0, -4)}AAAA`)).status).toBe(410);
    expect((await ask("x.y")).status).toBe(410);
    expect((await ask("")).status).toBe(410);
    database.setNow(new Date(Date.now() + 61_000));
    expect((await ask(ticket)).status).toBe(410);
    database.setNow(undefined);
    expect(frameLink(visitor(), service, entryId).ok).toBe(false);
  });

  test("follows the theme, unless the message has colours of its own", async () => {
    const ticket = ticketFor(reader);
    expect((await ask(ticket, "dark")).body).toContain(":root{color-scheme:dark}");
    expect((await ask(ticket, "light")).body).not.toContain("color-scheme:dark");
    expect((await ask(ticket)).body).toContain("prefers-color-scheme:dark");
    await database.admin`update letter_entry set html = '<p style="color:red">x</p>' where id = ${entryId}`;
    expect((await ask(ticketFor(reader), "dark")).body).not.toContain("color-scheme:dark");
  });
});
