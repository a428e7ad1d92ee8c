import { expect, it } from "vitest";
import type { Member } from "../../../../shared/access/members.ts";
import { memberNotes } from "./member-notes.ts";

const now = new Date("2027-03-16T09:00:00Z");
const aMember: Member = {
  userId: "01900000-0000-7000-8000-000000000001",
  firstName: "Inès",
  lastName: "Rocher",
  email: "i.rocher@valbrune.example",
  you: false,
  roles: [{ service: "mediation", roles: ["reader"] }],
  lastSeenAt: "2027-03-16T08:00:00Z",
  joinedAt: "2026-01-05T08:00:00Z",
  endedAt: null,
  disabled: false,
  secondFactor: true,
  lastKeeperOf: [],
  openWork: [],
  allowed: ["member.remove"],
};
const wordsOf = (part: Partial<Member>, requireSecondFactor = false) =>
  memberNotes({ ...aMember, ...part }, { now, requireSecondFactor }).map(({ words }) => words);

it("a member seen lately, with nothing special, has nothing to know", () => {
  expect(wordsOf({})).toEqual([]);
});

it("a long silence is said in months, and offers to take the access away only to who may", () => {
  const silent = { lastSeenAt: "2026-11-12T09:00:00Z" };
  expect(memberNotes({ ...aMember, ...silent }, { now, requireSecondFactor: false })).toMatchObject([
    { words: "Sans connexion depuis 4\u00a0mois", remove: true },
  ]);
  expect(
    memberNotes({ ...aMember, ...silent, allowed: [] }, { now, requireSecondFactor: false })[0],
  ).not.toHaveProperty("remove");
});

it("who never came is told apart from who stopped coming", () => {
  expect(wordsOf({ lastSeenAt: null })).toEqual(["Jamais de connexion en 14\u00a0mois"]);
  expect(wordsOf({ lastSeenAt: null, joinedAt: "2027-03-01T09:00:00Z" })).toEqual([]);
});

it("a missing second factor counts only where the organisation asks for one", () => {
  expect(wordsOf({ secondFactor: false })).toEqual([]);
  expect(wordsOf({ secondFactor: false }, true)).toEqual(["Sans vérification en deux étapes"]);
});

it("the last keeper and the work in hand are said in words", () => {
  expect(
    wordsOf({ lastKeeperOf: ["mediation.manager"], openWork: [{ service: "mediation", count: 12 }] }),
  ).toEqual([
    "Seule personne avec le rôle «\u00a0Médiateur principal\u00a0»\u00a0: il ne peut pas être retiré. Désignez d’abord quelqu’un d’autre.",
    "12\u00a0dossiers en charge",
  ]);
});

it("a former member has nothing to know any more", () => {
  expect(wordsOf({ endedAt: "2027-01-01T09:00:00Z", lastSeenAt: null, disabled: true })).toEqual([]);
});
