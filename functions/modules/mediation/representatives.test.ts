import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { openLink } from "../access/index.ts";
import { addCaseParticipant } from "./add-case-participant.ts";
import { addContact, editContact, listContacts, removeContact } from "./contacts.ts";
import { addRepresentative, editRepresentative, removeRepresentative } from "./representatives.ts";
import { aCase, aVisitor, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let asClaire: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id);
  asClaire = await signedIn(database, claire);
});
const mine = () => aCase(database, town, { assigneeId: claire.id });
const anAddress = () => `a.${randomUUID().slice(0, 8)}@cabinet.example`;

describe("representatives of a requester", () => {
  it("are three at most; each with an address takes part", async () => {
    const { found } = await mine();
    const email = anAddress();
    const add = (lastName: string, address?: string) =>
      addRepresentative(asClaire, found.id, {
        lastName,
        kind: "LAWYER",
        ...(address ? { email: address } : {}),
      });
    const view = granted(await add("Ardouin", email));
    expect(view.participants.find((one) => one.email === email)).toMatchObject({ side: "REQUESTER" });
    granted(await add("Vernois"));
    granted(await add("Salmon"));
    expect(refusalOf(await add("Tessier")).reason).toBe("too_many_representatives");
  });

  it("are changed with their address, and say what is wrong at its field", async () => {
    const { found } = await mine();
    const before = anAddress();
    const email = anAddress();
    const given = { lastName: "Ardouin", kind: "RELATIVE" as const };
    granted(await addRepresentative(asClaire, found.id, { ...given, email: before }));
    const [who] = await admin`select id from party where case_id = ${found.id} and role = 'REPRESENTATIVE'`;
    const partyId = String(who?.id);
    const wrong = await editRepresentative(asClaire, found.id, partyId, { ...given, phone: "0611" });
    expect(refusalOf(wrong).fields?.map(({ path }) => path)).toEqual(["phone"]);
    const view = granted(await editRepresentative(asClaire, found.id, partyId, { ...given, email }));
    expect(view.parties.find(({ role }) => role === "REPRESENTATIVE")).toMatchObject({ email });
    const [now] = await admin`select email from participant where party_id = ${partyId}`;
    expect(now?.email).toBe(email);
  });

  it("leave with their page, which is dead at once, and never the requester", async () => {
    const { found, partyId, secret } = await mine();
    granted(await addRepresentative(asClaire, found.id, { lastName: "Ardouin", kind: "LAWYER" }));
    const [who] = await admin`select id from party where case_id = ${found.id} and role = 'REPRESENTATIVE'`;
    await admin`update secret_link set party_id = ${who?.id} where target_id = ${found.id}`;
    granted(await removeRepresentative(asClaire, found.id, String(who?.id)));
    expect(refusalOf(await openLink(aVisitor(database), secret.token)).reason).toBe("link_revoked");
    expect(await admin`select id from party where id = ${String(who?.id)}`).toHaveLength(0);
    expect(refusalOf(await removeRepresentative(asClaire, found.id, partyId)).code).toBe("notFound");
  });

  it("mediation#48 are not changed by a colleague who does not handle the case", async () => {
    const { found } = await mine();
    const colleague = await signedIn(database, await aMediator(database, town.id));
    const added = await addRepresentative(colleague, found.id, { lastName: "Ardouin", kind: "LAWYER" });
    expect(refusalOf(added).code).toBe("forbidden");
  });
});

describe("the address book", () => {
  const contact = (changed: object = {}) => ({
    organisation: town.id,
    name: "Régie de la cantine",
    department: "Direction de l’éducation",
    side: "ADMINISTRATION" as const,
    email: anAddress(),
    ...changed,
  });

  it("has each address once, is found by any of its words, and gives back what changed meanwhile", async () => {
    const given = contact({ name: `Régie ${randomUUID().slice(0, 6)}` });
    const kept = granted(await addContact(asClaire, given));
    const twice = await addContact(asClaire, { ...given, name: "Autre", email: given.email.toUpperCase() });
    expect(refusalOf(twice).fields?.map(({ path }) => path)).toEqual(["email"]);
    const page = granted(await listContacts(asClaire, { organisation: town.id, q: given.name.slice(2) }));
    expect(page).toMatchObject({ mayWrite: true, next: null });
    expect(page.contacts.map(({ id }) => id)).toEqual([kept.id]);
    expect(granted(await listContacts(asClaire, { organisation: town.id, q: "100%_" })).contacts).toEqual([]);
    const { organisation: _here, ...input } = given;
    const edited = granted(await editContact(asClaire, kept.id, { ...input, name: "Régie", version: 1 }));
    expect(edited.version).toBe(2);
    expect(refusalOf(await editContact(asClaire, kept.id, { ...input, version: 1 })).reason).toBe(
      "version_differs",
    );
    granted(await removeContact(asClaire, kept.id));
    expect(refusalOf(await removeContact(asClaire, kept.id)).code).toBe("notFound");
  });

  it("is read page after page in the order of names", async () => {
    const elsewhere = await anOrganisation(database);
    const ctx = await signedIn(database, await aMediator(database, elsewhere.id));
    for (let at = 0; at < 52; at++) {
      granted(
        await addContact(
          ctx,
          contact({ organisation: elsewhere.id, name: `Service ${String(at).padStart(2, "0")}` }),
        ),
      );
    }
    const first = granted(await listContacts(ctx, { organisation: elsewhere.id }));
    const rest = granted(await listContacts(ctx, { organisation: elsewhere.id, after: first.next ?? "" }));
    expect([first.contacts.length, rest.contacts.length, rest.next]).toEqual([50, 2, null]);
    expect(rest.contacts.map(({ name }) => name)).toEqual(["Service 50", "Service 51"]);
  });

  it("gives participants to a case; a new address comes with its side first, and may be kept", async () => {
    const { found } = await mine();
    const kept = granted(await addContact(asClaire, contact()));
    const view = granted(await addCaseParticipant(asClaire, found.id, { contactId: kept.id }));
    expect(view.participants.find(({ email }) => email === kept.email)).toMatchObject({
      side: "ADMINISTRATION",
      name: "Régie de la cantine",
    });
    const email = anAddress();
    expect(
      refusalOf(await addCaseParticipant(asClaire, found.id, { email })).fields?.map(({ path }) => path),
    ).toEqual(["name", "side"]);
    const typed = { name: "Tiers payeur", email, side: "THIRD_PARTY" as const, keep: true };
    granted(await addCaseParticipant(asClaire, found.id, typed));
    const book = granted(await listContacts(asClaire, { organisation: town.id, q: email }));
    expect(book.contacts.map(({ name, side }) => [name, side])).toEqual([["Tiers payeur", "THIRD_PARTY"]]);
  });

  it("mediation#1 is nobody else's", async () => {
    const kept = granted(await addContact(asClaire, contact()));
    const elsewhere = await anOrganisation(database);
    const stranger = await signedIn(database, await aMediator(database, elsewhere.id));
    expect(refusalOf(await removeContact(stranger, kept.id)).code).toBe("notFound");
    expect((await listContacts(stranger, { organisation: town.id })).ok).toBe(false);
    const theirs = await aCase(database, elsewhere, {});
    expect(refusalOf(await addCaseParticipant(asClaire, theirs.found.id, { contactId: kept.id })).code).toBe(
      "notFound",
    );
  });
});
