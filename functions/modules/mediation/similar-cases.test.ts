import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { FindSimilar } from "../../../shared/mediation/people.ts";
import { searchText } from "../../../shared/mediation/search-text.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { caseNeighbours } from "./neighbours.ts";
import { answerSamePerson } from "./same-person.ts";
import { findSimilar, similarAmong } from "./similar-cases.ts";
import { aCase, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let asClaire: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  asClaire = await signedIn(database, await aMediator(database, town.id));
});

/** A name nobody else has in this file: letters alone, of which two draws share next to none. */
const aName = () =>
  `Ferrand${randomUUID()
    .replaceAll("-", "")
    .slice(0, 14)
    .replaceAll(/\d/g, (digit) => "ghijklmnop"[Number(digit)] ?? "")}`;
const of = (lastName: string, changed: object = {}) => ({
  requester: { firstName: "Jean", lastName, searchText: searchText("Jean", lastName), ...changed },
});
const typing = async (ctx: Ctx, typed: Partial<FindSimilar>) =>
  granted(await findSimilar(ctx, { organisation: town.id, ...typed })).cases;

describe("cases alike", () => {
  it("are found while a name, an address or a phone is typed, with why", async () => {
    const name = aName();
    const { found } = await aCase(
      database,
      town,
      of(name, {
        postalCode: "01000",
        phone: "06 11 22 33 44",
        phoneE164: "+33611223344",
        email: `${name}@a.example`,
      }),
    );
    const [byName] = await typing(asClaire, { lastName: `${name} Jean`, postalCode: "01000" });
    expect(byName).toMatchObject({ id: found.id, score: 50, reasons: ["name", "postal_code"] });
    const [byPhone] = await typing(asClaire, { phone: "0611223344" });
    expect(byPhone).toMatchObject({ id: found.id, reasons: ["phone"] });
    const [byEmail] = await typing(asClaire, { email: `${name.toUpperCase()}@a.example` });
    expect(byEmail).toMatchObject({ id: found.id, score: 60 });
    expect(await typing(asClaire, { lastName: "Introuvable" })).toEqual([]);
  });

  it("mediation#34 leave restricted ones out for those who may not know of them, everywhere", async () => {
    const name = aName();
    const hidden = await aCase(database, town, { ...of(name), restricted: true });
    const open = await aCase(database, town, of(name));
    const asManager = await signedIn(database, await aMediator(database, town.id, { role: "manager" }));
    const seen = async (ctx: Ctx) => ({
      typing: (await typing(ctx, { firstName: "Jean", lastName: name })).map(({ id }) => id).toSorted(),
      beside: granted(await caseNeighbours(ctx, open.found.id)).suggestions.map(({ id }) => id),
      among: granted(await similarAmong(ctx, { organisation: town.id, cases: [open.found.id] })).best.map(
        ({ similar }) => similar.id,
      ),
    });
    expect(await seen(await again(asClaire))).toEqual({ typing: [open.found.id], beside: [], among: [] });
    expect(await seen(asManager)).toEqual({
      typing: [hidden.found.id, open.found.id].toSorted(),
      beside: [hidden.found.id],
      among: [hidden.found.id],
    });
    expect(
      refusalOf(
        await similarAmong(await again(asClaire), { organisation: town.id, cases: [hidden.found.id] }),
      ).code,
    ).toBe("notFound");

    granted(await answerSamePerson(asManager, open.found.id, { otherId: hidden.found.id, same: true }));
    const beside = granted(await caseNeighbours(await again(asClaire), open.found.id));
    expect(beside.samePerson).toEqual([]);
    expect(beside.person?.emails).toEqual([open.email]);
    const answer = { otherId: hidden.found.id, same: true };
    expect(refusalOf(await answerSamePerson(await again(asClaire), open.found.id, answer)).code).toBe(
      "notFound",
    );
  });

  it("are never those of another organisation", async () => {
    const name = aName();
    const elsewhere = await anOrganisation(database);
    const theirs = await aCase(database, elsewhere, of(name));
    expect(await typing(asClaire, { lastName: name })).toEqual([]);
    const foreign = await findSimilar(asClaire, { organisation: elsewhere.id, lastName: name });
    expect(foreign.ok).toBe(false);
    const ours = await aCase(database, town, of(name));
    const answer = { otherId: theirs.found.id, same: true };
    expect(refusalOf(await answerSamePerson(asClaire, ours.found.id, answer)).code).toBe("notFound");
  });
});

describe("« Même personne ? »", () => {
  it("yes joins cases under one person, whatever the order; nothing is joined by itself", async () => {
    const name = aName();
    const [a, b, c] = [
      await aCase(database, town, of(name)),
      await aCase(database, town, of(name)),
      await aCase(database, town, of(name)),
    ];
    expect(granted(await caseNeighbours(asClaire, a.found.id))).toMatchObject({
      person: null,
      samePerson: [],
    });
    const d = await aCase(database, town, of(name));
    granted(await answerSamePerson(asClaire, a.found.id, { otherId: b.found.id, same: true }));
    granted(await answerSamePerson(asClaire, c.found.id, { otherId: d.found.id, same: true }));
    const joined = granted(await answerSamePerson(asClaire, b.found.id, { otherId: c.found.id, same: true }));
    expect(joined.samePerson.map(({ id }) => id).toSorted()).toEqual(
      [a, c, d].map(({ found }) => found.id).toSorted(),
    );
    expect(joined.person?.emails.toSorted()).toEqual([a, b, c, d].map(({ email }) => email).toSorted());
    const persons =
      await admin`select distinct person_id from cases where id in ${admin([a, b, c, d].map(({ found }) => found.id))}`;
    expect(persons).toHaveLength(1);
  });

  it("no is remembered, and parts what was joined by mistake", async () => {
    const name = aName();
    const [a, b] = [await aCase(database, town, of(name)), await aCase(database, town, of(name))];
    expect(granted(await caseNeighbours(asClaire, a.found.id)).suggestions.map(({ id }) => id)).toEqual([
      b.found.id,
    ]);
    const no = granted(await answerSamePerson(asClaire, b.found.id, { otherId: a.found.id, same: false }));
    expect(no.suggestions).toEqual([]);
    expect(granted(await caseNeighbours(asClaire, a.found.id)).suggestions).toEqual([]);
    granted(await answerSamePerson(asClaire, a.found.id, { otherId: b.found.id, same: true }));
    const parted = granted(
      await answerSamePerson(asClaire, a.found.id, { otherId: b.found.id, same: false }),
    );
    expect(parted.samePerson).toEqual([]);
  });
});

const again = (ctx: Ctx) =>
  ctx.actor.kind === "user"
    ? signedIn(database, { id: ctx.actor.userId })
    : Promise.reject(new Error("nobody"));
