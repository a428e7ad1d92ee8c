import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import {
  aMediator,
  anAdministrator,
  anOrganisation,
  aPlatformAdministrator,
} from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { caseHistory } from "./case-history.ts";
import { changeListItem } from "./change-list-item.ts";
import { createListItem } from "./create-list-item.ts";
import { editBlock } from "./edit-block.ts";
import { fillTemplates } from "./fill-templates.ts";
import { readListSettings, readReferenceLists } from "./list-items.ts";
import { platformItems } from "./platform-lists.ts";
import { readCase } from "./read-case.ts";
import { goOnReplacing, ReplacingAsked, replaceListItem } from "./replace-list-item.ts";
import { changeTag, createTag, deleteTag, tagCase } from "./tags.ts";
import { createTemplate } from "./templates.ts";
import { aCase, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let asClaire: Ctx;
let asManager: Ctx;
let asOffice: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
  asClaire = await signedIn(database, claire);
  asManager = await signedIn(database, await aMediator(database, town.id, { role: "manager" }));
  asOffice = await signedIn(database, await anAdministrator(database, town.id));
});

const item = (code: string) => platformItems.find((one) => one.code === code)?.id ?? "";
const make = async (ctx: Ctx, label: string, more: object = {}) => {
  const made = granted(await createListItem(ctx, town.id, { list: "domain", label, ...more }));
  const found = made.items.find((one) => one.label === label && one.owner === "organisation");
  if (!found) throw new Error("not made");
  return found;
};
const faultOf = (result: Parameters<typeof refusalOf>[0]) => refusalOf(result).fields?.[0];

describe("reference lists", () => {
  it("mediation#27 own parent, third level, a parent that has children and a label that reads the same are refused", async () => {
    const top = await make(asManager, "Eau potable");
    const child = await make(asManager, "Branchement", { parentId: top.id });
    const change = (id: string, version: number, input: object) =>
      changeListItem(asManager, town.id, id, { version, ...input });
    expect(faultOf(await change(top.id, 1, { parentId: top.id }))?.path).toBe("parentId");
    expect(faultOf(await change(top.id, 1, { parentId: child.id }))?.path).toBe("parentId");
    expect(
      faultOf(
        await createListItem(asManager, town.id, { list: "domain", label: "Trop bas", parentId: child.id }),
      )?.message,
    ).toContain("deux niveaux");
    expect(faultOf(await change(top.id, 1, { parentId: item("water") }))?.message).toContain(
      "premier niveau",
    );
    for (const label of ["EAU POTABLE", "eau  pôtable"])
      expect(faultOf(await createListItem(asManager, town.id, { list: "domain", label }))?.path).toBe(
        "label",
      );
    // Of two at once, the database lets one be.
    const both = await Promise.all([
      createListItem(asManager, town.id, { list: "domain", label: "Piscine" }),
      createListItem(asOffice, town.id, { list: "domain", label: "PISCINE" }),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(
      granted(await change(child.id, 1, { parentId: null })).items.find(({ id }) => id === child.id),
    ).toMatchObject({ parentId: null, version: 2 });
    expect(refusalOf(await change(child.id, 1, { label: "Trop tard" })).reason).toBe("version_differs");
  });

  it("mediation#27 a platform item goes under a platform item only, and cases keep a deactivated one", async () => {
    const own = await make(asManager, "Domaine local");
    const platform = await signedIn(database, await aPlatformAdministrator(database), { secondFactor: true });
    const made = granted(
      await createListItem(platform, null, { list: "domain", label: `Essai ${crypto.randomUUID()}` }),
    );
    const created = made.items.find(({ label }) => label.startsWith("Essai"));
    const id = created?.id ?? "";
    expect(faultOf(await changeListItem(platform, null, id, { version: 1, parentId: own.id }))?.path).toBe(
      "parentId",
    );
    const { found } = await aCase(database, town, { assigneeId: claire.id });
    granted(
      await editBlock(asClaire, "assessment", { caseId: found.id, version: 1, changes: { domainId: id } }),
    );
    granted(await changeListItem(platform, null, id, { version: 1, active: false }));
    expect(granted(await readCase(asClaire, found.id)).synthesis.domain).toMatchObject({ id, active: false });
    // It stays with the case it is on, and is offered to no other.
    granted(
      await editBlock(asClaire, "assessment", { caseId: found.id, version: 2, changes: { competent: true } }),
    );
    const other = await aCase(database, town, { assigneeId: claire.id });
    expect(
      faultOf(
        await editBlock(asClaire, "assessment", {
          caseId: other.found.id,
          version: 1,
          changes: { domainId: id },
        }),
      )?.path,
    ).toBe("domainId");
    expect(refusalOf(await changeListItem(asManager, town.id, id, { version: 2, active: true })).code).toBe(
      "notFound",
    );
    expect(refusalOf(await createListItem(asManager, null, { list: "domain", label: "Non" })).code).toBe(
      "notFound",
    );
  });

  it("mediation#28 a closed organisation's items are nobody else's", async () => {
    const other = await anOrganisation(database);
    const theirs = await signedIn(database, await aMediator(database, other.id, { role: "manager" }));
    const made = granted(await createListItem(theirs, other.id, { list: "domain", label: "Fermé" }));
    const id = made.items.find(({ label }) => label === "Fermé")?.id ?? "";
    await admin`update organisation set closed_at = now() where id = ${other.id}`;
    expect(granted(await readListSettings(asManager, town.id)).items.some((one) => one.id === id)).toBe(
      false,
    );
    expect(granted(await readReferenceLists(asClaire, town.id)).items.some((one) => one.id === id)).toBe(
      false,
    );
    const [row] = await admin`select organisation_id from list_item where id = ${id}`;
    expect(row?.organisation_id).toBe(other.id);
    const { found } = await aCase(database, town, { assigneeId: claire.id });
    expect(
      faultOf(
        await editBlock(asClaire, "assessment", { caseId: found.id, version: 1, changes: { domainId: id } }),
      )?.path,
    ).toBe("domainId");
  });

  it("replace by: every case moves in one act that the journal counts, restricted ones too, by who sees none", async () => {
    const old = await make(asManager, "Ancien libellé");
    const fresh = await make(asManager, "Nouveau libellé", { mapsTo: item("water") });
    const cases = [
      await aCase(database, town, { assigneeId: claire.id }),
      await aCase(database, town, { assigneeId: claire.id, restricted: true }),
    ];
    for (const { found } of cases)
      granted(
        await editBlock(asClaire, "assessment", {
          caseId: found.id,
          version: 1,
          changes: { domainId: old.id },
        }),
      );
    expect(faultOf(await replaceListItem(asOffice, town.id, old.id, old.id))?.path).toBe("by");
    const replaced = granted(await replaceListItem(asOffice, town.id, old.id, fresh.id));
    expect(replaced.cases).toBe(2);
    expect(replaced.items.find(({ id }) => id === old.id)?.active).toBe(false);
    for (const { found } of cases)
      expect(granted(await readCase(asClaire, found.id))).toMatchObject({
        version: 3,
        synthesis: { domain: { label: "Nouveau libellé" } },
      });
    const notes =
      await admin`select after from audit_event where target_id = ${old.id} and action = 'list.replace'`;
    expect(notes).toMatchObject([{ after: { item: "Nouveau libellé", cases: 2 } }]);
    // Each case says so in its own history, to whoever may read that case.
    for (const { found } of cases) {
      const { lines } = granted(await caseHistory(asClaire, found.id, {}));
      expect(lines.find(({ what }) => what.includes("remplacé"))).toMatchObject({
        kind: "change",
        changes: [{ label: "Domaine", before: "Ancien libellé", after: "Nouveau libellé" }],
      });
    }
  });

  it("replace by, on more cases than one transaction takes: the rest moves just after, each case once", async () => {
    const old = await make(asManager, "Très ancien libellé");
    const fresh = await make(asManager, "Libellé d’aujourd’hui");
    const made = await Promise.all(
      Array.from({ length: 5 }, () => aCase(database, town, { assigneeId: claire.id })),
    );
    const ids = made.map(({ found }) => found.id);
    await admin`update cases set domain_id = ${old.id} where id = any(${ids})`;
    const replaced = granted(await replaceListItem(asOffice, town.id, old.id, fresh.id, 2));
    expect(replaced.cases).toBe(5);
    const moved = async () =>
      Number((await admin`select count(*) from cases where domain_id = ${fresh.id}`)[0]?.count);
    expect(await moved()).toBe(2);
    const [asked] =
      await admin`select body from outbox where queue = 'case-jobs' and body ->> 'replaced' = ${old.id}`;
    const rest = ReplacingAsked.parse(asked?.body);
    await Promise.all([goOnReplacing(database.worker(), rest, 2), goOnReplacing(database.worker(), rest, 2)]);
    await goOnReplacing(database.worker(), rest, 2);
    expect(await moved()).toBe(5);
    const lines = await admin`select aggregate_id, before, after from audit_event
      where action = 'case.list_replaced' and aggregate_id = any(${ids})`;
    expect(new Set(lines.map(({ aggregate_id }) => aggregate_id))).toEqual(new Set(ids));
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatchObject({
      before: { domain: "Très ancien libellé" },
      after: { domain: "Libellé d’aujourd’hui" },
    });
    const versions = await admin`select distinct version from cases where id = any(${ids})`;
    expect(versions).toEqual([{ version: 2 }]);
  });

  it("renaming shows everywhere, and templates say the domain, the third party and whom to turn to", async () => {
    const { found } = await aCase(database, town, { assigneeId: claire.id });
    const made = granted(
      await createListItem(asManager, town.id, {
        list: "third_party",
        label: "Médiatrice de la régie",
        guidance: "Vous pouvez lui écrire gratuitement.",
      }),
    );
    const third = made.items.find(({ label }) => label === "Médiatrice de la régie");
    granted(
      await editBlock(asClaire, "assessment", {
        caseId: found.id,
        version: 1,
        changes: { competent: false, domainId: item("water.facture-fuite"), thirdPartyId: third?.id },
      }),
    );
    granted(
      await changeListItem(asManager, town.id, third?.id ?? "", {
        version: 1,
        label: "Médiateur de la régie",
      }),
    );
    granted(
      await createTemplate(asManager, {
        organisationId: town.id,
        title: "Réorientation d’essai",
        category: "other",
        shared: true,
        sides: [],
        subject: "{{case.domain}}",
        body: "{{third_party.name}}\n{{third_party.guidance}}",
      }),
    );
    const filled = granted(await fillTemplates(asClaire, { organisation: town.id, case: found.id }));
    expect(filled.templates.find(({ title }) => title === "Réorientation d’essai")).toMatchObject({
      subject: "Facture, fuite",
      body: "Médiateur de la régie\nVous pouvez lui écrire gratuitement.",
      empty: [],
    });
  });
});

describe("tags", () => {
  it("managers make, rename and delete them; whoever decides puts them on a case", async () => {
    const { found } = await aCase(database, town, { assigneeId: claire.id });
    expect(refusalOf(await createTag(asClaire, town.id, { label: "Régie", colour: "blue" })).code).toBe(
      "forbidden",
    );
    const made = granted(await createTag(asManager, town.id, { label: "Régie", colour: "blue" }));
    const id = made.tags.find(({ label }) => label === "Régie")?.id ?? "";
    expect(faultOf(await createTag(asManager, town.id, { label: "régie", colour: "green" }))?.path).toBe(
      "label",
    );
    const put = { caseId: found.id, add: [id], remove: [] };
    granted(await tagCase(asClaire, put));
    expect(granted(await tagCase(asClaire, put)).synthesis.tags).toEqual([
      { id, label: "Régie", colour: "blue" },
    ]);
    granted(await changeTag(asManager, id, { label: "Régie des eaux", colour: "green" }));
    expect(granted(await readCase(asClaire, found.id)).synthesis.tags).toEqual([
      { id, label: "Régie des eaux", colour: "green" },
    ]);
    const stranger = await signedIn(
      database,
      await aMediator(database, (await anOrganisation(database)).id, { role: "manager" }),
    );
    expect(refusalOf(await deleteTag(stranger, id)).code).toBe("notFound");
    granted(await deleteTag(asManager, id));
    expect(granted(await readCase(asClaire, found.id)).synthesis.tags).toEqual([]);
  });
});
