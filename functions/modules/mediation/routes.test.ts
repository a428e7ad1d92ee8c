import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { challengePath, proofNeeded } from "../../../shared/platform/proof-of-work.ts";
import { hashSecret, newSecret, uuidV7 } from "../../platform/ids.ts";
import { Challenge } from "../../platform/proof-of-work.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { type Answer, callFunction } from "../../platform/test-kit/call-function.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import { proofFor } from "../../platform/test-kit/proof.ts";
import { aCase, anEntry, aRequest, writeLetters } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let mediator: Awaited<ReturnType<typeof aMediator>>;
let session: string;

/** The production handler of a path, as API Gateway calls it. */
const call = (
  method: string,
  path: string,
  body?: unknown,
  cookies: string[] = [],
  headers: Record<string, string> = {},
): Promise<Answer> =>
  callFunction(database, path.startsWith("/api/public/") ? "public-api" : "api", method, path, body, {
    cookies,
    headers,
  });

/** The headers of a browser that did the work asked of it. */
const proved = async () => proofFor(Challenge.parse((await call("GET", challengePath)).body));

beforeAll(async () => {
  town = await anOrganisation(database);
  mediator = await aMediator(database, town.id, {
    role: "manager",
    firstName: "Claire",
    lastName: "Vasseur",
  });
  const secret = newSecret();
  await admin`insert into session (id, user_id, token_hash, last_seen_at, expires_at)
    values (${uuidV7(new Date())}, ${mediator.id}, ${hashSecret(secret)}, now(), now() + interval '1 hour')`;
  session = `guichet=${secret}`;
});

describe("through the API's door", () => {
  it("a citizen reads the organisation, files, opens the page with the code of the mail and answers", async () => {
    const face = await call("GET", `/api/public/mediation/organisations/${town.slug}`);
    expect(face).toMatchObject({
      status: 200,
      body: { intakeAddress: `${town.slug}@courrier.guichet.example` },
    });
    const directory = await call("GET", "/api/public/mediation/organisations");
    expect(directory.body.organisations).toMatchObject([
      { slug: town.slug, city: "Valbrune", formOpen: true },
    ]);

    const request = aRequest();
    const requests = `/api/public/mediation/organisations/${town.slug}/requests`;
    expect(await call("POST", requests, request)).toMatchObject({
      status: 403,
      body: { reason: proofNeeded },
    });
    const filed = await call("POST", requests, request, [], await proved());
    expect(filed).toMatchObject({ status: 201, body: { number: expect.any(String) } });
    const token = String(filed.body.followUpPath).replace("/suivi#", "");

    const opened = await call("POST", "/api/public/suivi/open", { token });
    expect(opened).toMatchObject({ status: 200, body: { open: false, status: "RECEIVED" } });
    expect(opened.cookies[0]).toMatch(/^guichet-link=/);
    const page = opened.cookies;
    expect(await call("GET", "/api/public/suivi/case", undefined, page)).toMatchObject({
      status: 403,
      body: { reason: "code_needed" },
    });
    expect((await call("POST", "/api/public/suivi/code", {}, page)).body.sentTo).toMatch(
      /^a•••@courriel\.example$/,
    );
    await writeLetters(database);
    const [mail] =
      await admin`select text from outgoing_message where template = 'mediation.code@1' order by id desc limit 1`;
    const code = /(\d{3} \d{3})/.exec(mail?.text ?? "")?.[1];
    expect(await call("POST", "/api/public/suivi/code/check", { code }, page)).toMatchObject({
      status: 200,
      body: { open: true },
    });
    const answered = await call(
      "POST",
      "/api/public/suivi/messages",
      { idempotencyKey: randomUUID(), text: "Merci.", files: [] },
      page,
    );
    expect(answered).toMatchObject({
      status: 200,
      body: { entries: [{ kind: "fact" }, { text: "Merci." }] },
    });

    // The same browser also holds an agent's session: neither page borrows the other's rights.
    const both = [...page, session];
    expect((await call("GET", "/api/public/suivi", undefined, both)).body.number).toBe(filed.body.number);
    expect((await call("GET", `/api/mediation/counts?organisation=${town.id}`, undefined, both)).status).toBe(
      200,
    );
    expect((await call("GET", `/api/mediation/counts?organisation=${town.id}`, undefined, page)).status).toBe(
      403,
    );

    expect((await call("POST", "/api/public/suivi/close-page", {}, page)).status).toBe(200);
    expect(await call("GET", "/api/public/suivi", undefined, page)).toMatchObject({
      status: 403,
      body: { reason: "link_closed" },
    });
  });

  it("an agent lists, reads, takes, writes and closes; wrong fields come back at the field", async () => {
    const to = await aCase(database, town);
    const path = `/api/mediation/cases/${to.found.id}`;
    const listed = await call(
      "GET",
      `/api/mediation/cases?organisation=${town.id}&view=unassigned&limit=100`,
      undefined,
      [session],
    );
    expect((listed.body.cases as { id: string }[]).map(({ id }) => id)).toContain(to.found.id);
    expect((await call("GET", path, undefined, [session])).body).toMatchObject({
      number: expect.any(String),
      entries: [],
    });
    expect((await call("POST", `${path}/take`, {}, [session])).body.assignee).toMatchObject({
      name: "Claire Vasseur",
    });
    const letter = {
      idempotencyKey: randomUUID(),
      recipients: [to.participantId],
      subject: "Bonjour",
      text: "Bonjour.",
      files: [],
      lastSeenEntryId: null,
      despiteNewer: true,
    };
    expect(await call("POST", `${path}/messages`, { ...letter, subject: " " }, [session])).toMatchObject({
      status: 422,
      body: { fields: [{ path: "subject", message: "Écrivez un objet." }] },
    });
    expect((await call("POST", `${path}/messages`, letter, [session])).status).toBe(200);
    const closing = {
      version: 2,
      mediationEndedOn: parisDay(),
      sayOutcome: true,
      notify: [],
    };
    expect(await call("POST", `${path}/close`, closing, [session])).toMatchObject({
      status: 422,
      body: { fields: [{ path: "outcome", message: "Choisissez un type de clôture." }] },
    });
    const partial = { ...closing, outcome: "PARTIAL" };
    expect(await call("POST", `${path}/close`, partial, [session])).toMatchObject({
      status: 422,
      body: { fields: [{ path: "competent" }] },
    });
    await admin`update cases set competent = true where id = ${to.found.id}`;
    expect((await call("POST", `${path}/close`, partial, [session])).body.status).toBe("CLOSED");
  });

  it("gives the frame of a message that has one, and of no other", async () => {
    const to = await aCase(database, town);
    const rich = await anEntry(database, to.found, { html: "<p>Bonjour</p>" });
    const plain = await anEntry(database, to.found);
    const frame = (id: string) => call("POST", `/api/mediation/entries/${id}/frame`, {}, [session]);
    expect((await frame(rich)).body.url).toMatch(/^http:\/\/fichiers\.localhost\/frames\//);
    expect([(await frame(plain)).status, (await frame(randomUUID())).status]).toEqual([404, 404]);
  });

  it("takes control characters, lone surrogates and emoji for what they are: never a fault", async () => {
    const odd = "Une facture \u0000 de cantine \ud800 contestée 😀\u202e, avec des octets étranges.";
    const filed = await call(
      "POST",
      `/api/public/mediation/organisations/${town.slug}/requests`,
      aRequest({ description: odd }),
      [],
      await proved(),
    );
    expect(filed.status).toBe(201);
    const [row] =
      await admin`select description from cases where organisation_id = ${town.id} order by seq desc limit 1`;
    expect(row?.description).toContain("😀");
    expect(row?.description).not.toContain("\u0000");
    const search = await call("GET", `/api/mediation/cases?organisation=${town.id}&q=%00`, undefined, [
      session,
    ]);
    expect(search.status).toBe(200);
    expect((await call("GET", "/api/public/mediation/organisations/a%00b")).status).toBe(404);
  });

  it("mediation#53 the pages of somebody removed, or whose session ended elsewhere, show no case from their next call on", async () => {
    const hugo = await aMediator(database, town.id, { role: "reader" });
    const secret = newSecret();
    await admin`insert into session (id, user_id, token_hash, last_seen_at, expires_at)
      values (${uuidV7(new Date())}, ${hugo.id}, ${hashSecret(secret)}, now(), now() + interval '1 hour')`;
    const open = [`guichet=${secret}`];
    const list = `/api/mediation/cases?organisation=${town.id}`;
    const { found } = await aCase(database, town);
    const page = `/api/mediation/cases/${found.id}`;
    expect((await call("GET", page, undefined, open)).status).toBe(200);
    await admin`update membership set ended_at = now() where user_id = ${hugo.id}`;
    expect((await call("GET", page, undefined, open)).status).toBe(404);
    expect((await call("GET", list, undefined, open)).status).toBe(404);
    await admin`update membership set ended_at = null where user_id = ${hugo.id}`;
    expect((await call("GET", list, undefined, open)).status).toBe(200);
    await admin`update session set ended_at = now() where user_id = ${hugo.id}`;
    const after = await call("GET", page, undefined, open);
    expect([after.status, after.body.reason]).toEqual([403, "signed_out"]);
  });
});
