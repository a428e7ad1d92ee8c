import { beforeAll, describe, expect, it } from "vitest";
import type { UpdateMediationTexts, UpdateOrganisation } from "../../../shared/access/organisation.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { readObject } from "../../platform/files.ts";
import { pictureSize } from "../../platform/picture-size.ts";
import { aMediator, anAdministrator, anOrganisation, signedIn } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { aPng, withText } from "../../platform/test-kit/pictures.ts";
import { removeLogo, setLogo } from "./organisation-logo.ts";
import { updateMediationTexts } from "./organisation-mediation-texts.ts";
import { updateOrganisation } from "./organisation-settings.ts";
import { readOrganisation } from "./organisation-view.ts";
import { granted, reasonOf } from "./test-kit.ts";

const database = testDatabase();
let town: Awaited<ReturnType<typeof anOrganisation>>;
let admin: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  admin = await signedIn(database, await anAdministrator(database, town.id));
});

const view = async () => granted(await readOrganisation(admin, town.id));
const form = async (changed: Partial<UpdateOrganisation> = {}) => ({
  organisationId: town.id,
  version: (await view()).version,
  name: "Ville de Valbrune",
  shortName: "Valbrune",
  senderName: "Médiation – Ville de Valbrune",
  timeZone: "Europe/Paris",
  address: ["4 place du Marché", "18990 Valbrune"],
  idleMinutes: 60,
  requireSecondFactor: false,
  ...changed,
});
const pagesAsked = async () =>
  (await database.admin`select id from outbox where queue = 'publish-pages' and organisation_id = ${town.id}`)
    .length;

describe("the settings of an organisation", () => {
  it("are changed by its administrators; its journal keeps what differs and its pages are written anew", async () => {
    const before = await pagesAsked();
    const asked = await form({ shortName: "Valbrune-les-Bains", phone: "", accent: "green-emeraude" });
    const changed = granted(await updateOrganisation(admin, asked));
    expect(changed.settings).toMatchObject({ shortName: "Valbrune-les-Bains", accent: "green-emeraude" });
    expect(changed.settings.phone).toBeUndefined();
    expect(changed.settings.mediation?.title).toBe("médiatrice");
    expect(await pagesAsked()).toBe(before + 1);
    const [note] = await database.admin`select before, after from audit_event
      where action = 'organisation.change' and target_id = ${town.id} order by at desc limit 1`;
    expect(note?.after).toEqual({ shortName: "Valbrune-les-Bains", accent: "green-emeraude", phone: null });
    expect(note?.before).toMatchObject({ shortName: "Valbrune", accent: null });
  });

  it("saved over an older version are refused with both values; nothing is overwritten", async () => {
    const old = await form({ shortName: "Première" });
    granted(await updateOrganisation(admin, old));
    const late = await updateOrganisation(admin, { ...old, shortName: "Seconde" });
    expect(late).toMatchObject({
      refusal: {
        reason: "version_differs",
        facts: { "current.shortName": "Première", "given.shortName": "Seconde" },
      },
    });
    expect((await view()).settings.shortName).toBe("Première");
  });

  it("have a real time zone, a sender name on one line, and no second factor asked by who has none", async () => {
    for (const timeZone of ["Europe/Valbrune", "+02:00", ""]) {
      expect(await updateOrganisation(admin, await form({ timeZone }))).toMatchObject({
        refusal: { fields: [{ path: "timeZone" }] },
      });
    }
    const changed = granted(
      await updateOrganisation(
        admin,
        await form({ timeZone: "America/Cayenne", senderName: "Ville\nde  V" }),
      ),
    );
    expect([changed.timeZone, changed.settings.senderName]).toEqual(["America/Cayenne", "Ville de V"]);
    const strict = await form({ requireSecondFactor: true });
    expect(reasonOf(await updateOrganisation(admin, strict))).toBe("second_factor_needed");
    const boss = await anAdministrator(database, town.id);
    const strong = await signedIn(database, boss, { secondFactor: true });
    expect(granted(await updateOrganisation(strong, strict)).requireSecondFactor).toBe(true);
    expect(reasonOf(await readOrganisation(await signedIn(database, boss), town.id))).toBe("not_found");
    granted(
      await updateOrganisation(strong, {
        ...strict,
        version: strict.version + 1,
        requireSecondFactor: false,
      }),
    );
  });

  it("sign with a name of their own: no address, no other organisation's name", async () => {
    await anOrganisation(database, { name: "Ville de Saint-Aubrin" });
    await anOrganisation(database, { name: "Ville de Val" });
    for (const senderName of ["Médiation <mairie@valbrune.example>", "Médiation – ville de Saint-Aubrin"])
      expect(await updateOrganisation(admin, await form({ senderName }))).toMatchObject({
        refusal: { fields: [{ path: "senderName" }] },
      });
    granted(await updateOrganisation(admin, await form({ senderName: "Médiation – Ville de Valbrune" })));
  });

  it("belong to administrators; members read them, others do not know them", async () => {
    const mediator = await signedIn(database, await aMediator(database, town.id));
    expect(granted(await readOrganisation(mediator, town.id)).allowed).toEqual([
      "organisation.read",
      "organisation.leave",
    ]);
    expect(reasonOf(await updateOrganisation(mediator, await form()))).toBe("role_missing");
    const elsewhere = await anOrganisation(database);
    const foreign = await signedIn(database, await anAdministrator(database, elsewhere.id));
    expect(reasonOf(await readOrganisation(foreign, town.id))).toBe("not_found");
    expect(reasonOf(await updateOrganisation(foreign, await form()))).toBe("not_found");
  });
});

describe("the public texts of a mediation", () => {
  const texts = async (): Promise<UpdateMediationTexts & { organisationId: string }> => ({
    organisationId: town.id,
    version: (await view()).version,
    title: "médiateur",
    intro: "Un désaccord avec un service de la ville ? Le médiateur vous écoute.",
    accepts: ["une facture"],
    refers: [{ text: "un conflit entre voisins", who: "le conciliateur" }],
    answerDelay: "",
    privacy: "Vos réponses servent à traiter votre demande, et sont gardées cinq ans.",
    dueDays: 30,
  });

  it("are its managers' and administrators', and empty ones disappear", async () => {
    const manager = await signedIn(database, await aMediator(database, town.id, { role: "manager" }));
    const changed = granted(await updateMediationTexts(manager, await texts()));
    expect(changed.settings.mediation).toMatchObject({ title: "médiateur", dueDays: 30 });
    expect(changed.settings.mediation).not.toHaveProperty("answerDelay");
    const mediator = await signedIn(database, await aMediator(database, town.id));
    expect(reasonOf(await updateMediationTexts(mediator, await texts()))).toBe("role_missing");
    expect(reasonOf(await updateMediationTexts(manager, { ...(await texts()), version: 1 }))).toBe(
      "version_differs",
    );
  });
});

describe("mediation#43 a logo", () => {
  const png = aPng(200, 200);
  const send = (bytes: Uint8Array, type = "image/png") =>
    setLogo(admin, { organisationId: town.id, type, base64: Buffer.from(bytes).toString("base64") });

  it("is kept drawn anew, without what its file said besides, and named by its bytes; removing it leaves the name", async () => {
    const { settings } = granted(await send(withText(png, "dessiné par Yann")));
    expect(settings.logo).toMatch(new RegExp(`^/logos/${town.id}/[0-9a-f]{64}\\.png$`));
    const hash = settings.logo?.split("/").at(-1)?.replace(".png", "");
    const kept = await readObject(admin.env, "files", `${town.id}/${hash}`, 10_000);
    expect(kept && pictureSize(kept)).toEqual({ width: 200, height: 200 });
    expect(kept?.toString("latin1")).not.toContain("Yann");
    expect(granted(await removeLogo(admin, town.id)).settings.logo).toBeUndefined();
  });

  it.each([
    ["a drawing that can run", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>')],
    ["a program renamed", Buffer.concat([Buffer.from("MZ"), Buffer.alloc(200)])],
    ["a page", Buffer.from("<!doctype html><p>bonjour")],
    ["a document", Buffer.from("%PDF-1.7\n")],
    ["nothing known", Buffer.from("bonjour")],
    ["a picture cut short", png.subarray(0, 60)],
    ["too much", Buffer.concat([png, Buffer.alloc(750 * 1024)])],
  ])("that is %s is refused, whatever its announced type", async (_, bytes) => {
    expect(reasonOf(await send(bytes))).toBe("not_a_picture");
  });

  it("is at least 200 pixels on its longer side", async () => {
    expect(reasonOf(await send(aPng(199, 120)))).toBe("picture_too_small");
    granted(await send(aPng(80, 200)));
    expect(reasonOf(await send(aPng(200, 200, { said: 60_000 })))).toBe("picture_too_large");
    granted(await removeLogo(admin, town.id));
  });

  it("is its administrators' business", async () => {
    const manager = await signedIn(database, await aMediator(database, town.id, { role: "manager" }));
    const asked = { organisationId: town.id, type: "image/png", base64: png.toString("base64") };
    expect(reasonOf(await setLogo(manager, asked))).toBe("role_missing");
    expect(reasonOf(await removeLogo(manager, town.id))).toBe("role_missing");
  });
});
