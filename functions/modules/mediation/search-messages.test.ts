import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { searchMessages } from "./search-messages.ts";
import { aCase, anEntry, granted, signedIn } from "./test-kit.ts";

const database = testDatabase();
let town: Awaited<ReturnType<typeof anOrganisation>>;
let other: Awaited<ReturnType<typeof anOrganisation>>;
let ctx: Ctx;

const found = async (q: string, as: Ctx = ctx) =>
  granted(await searchMessages(as, { organisation: town.id, q })).messages;
const texts = async (q: string, as?: Ctx) =>
  (await found(q, as)).map(({ excerpt }) => excerpt.map(({ text }) => text).join(""));

beforeAll(async () => {
  [town, other] = await Promise.all([anOrganisation(database), anOrganisation(database)]);
  const open = await aCase(database, town);
  const leak = "Les dégâts des eaux ont été constatés par l’huissier, près de l’école.";
  await anEntry(database, open.found, { text: leak });
  await anEntry(database, open.found, {
    kind: "note",
    direction: null,
    text: "Rappeler l’assureur 100% lundi",
  });
  const theirs = await aCase(database, other);
  await anEntry(database, theirs.found, { text: "Un huissier est passé." });
  const secret = await aCase(database, town, { restricted: true });
  await anEntry(database, secret.found, { text: "Un huissier discret." });
  const entryId = await anEntry(database, open.found, { text: "Ci-joint." });
  await database.admin`
    insert into case_file (id, organisation_id, case_id, entry_id, name, source, visibility, position, decision)
    values (gen_random_uuid(), ${town.id}, ${open.found.id}, ${entryId}, 'constat-d_huissier.2026.pdf', 'REQUESTER',
      'SHARED', 0, 'kept')`;
  // What somebody must not know of is found once, when they arrive.
  ctx = await signedIn(database, await aMediator(database, town.id));
});

describe("words of messages", () => {
  it("are found without accents, in their other forms, in any order, the last one unfinished", async () => {
    for (const q of ["dégâts", "degat", "DEGAT eau", "eaux dég", "ecole huiss"])
      expect(await texts(q)).toEqual([expect.stringContaining("dégâts des eaux")]);
    expect(await texts("assureur")).toEqual([expect.stringContaining("assureur")]);
    expect(await texts("inconnu")).toEqual([]);
    expect(await texts("dégâts inconnus")).toEqual([]);
  });

  it("are marked in their excerpt", async () => {
    const [first] = await found("eaux");
    expect(first?.excerpt.filter((part) => part.found).map(({ text }) => text)).toEqual(["eaux"]);
  });

  it("name files too, and are nothing but words: signs are not syntax", async () => {
    expect((await found("constat huissier")).map(({ fileName }) => fileName)).toContain(
      "constat-d_huissier.2026.pdf",
    );
    for (const q of ["100%", "a' | b & !c :*", "l’assureur", "((", "\\"]) await found(q);
    expect(await texts("100%")).toHaveLength(1);
    expect(await found("&& ||")).toEqual([]);
  });

  it("of another organisation or of a restricted case are not there", async () => {
    expect(await texts("huissier")).toHaveLength(2);
    expect((await texts("huissier")).join(" ")).not.toMatch(/passé|discret/);
    const manager = await signedIn(database, await aMediator(database, town.id, { role: "manager" }));
    expect((await texts("huissier", manager)).join(" ")).toContain("discret");
    const stranger = await signedIn(database, await aMediator(database, other.id));
    await expect(searchMessages(stranger, { organisation: town.id, q: "huissier" })).rejects.toMatchObject({
      refusal: { reason: "not_found" },
    });
  });
});
