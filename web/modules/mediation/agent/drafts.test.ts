import { beforeEach, expect, it, vi } from "vitest";
import {
  type Draft,
  draftsOf,
  forgetDraft,
  fromServer,
  isEmptyDraft,
  keepDraft,
  readDraft,
  toServer,
} from "./drafts.ts";

const now = Date.parse("2027-03-16T09:42:00Z");
const hour = 60 * 60 * 1000;
const draft: Draft = {
  kind: "message",
  messageKey: "k",
  caseNumber: "2027-00042",
  organisationId: "valbrune",
  recipients: ["p"],
  recipientsVisible: false,
  subject: "Votre facture",
  text: "Madame,",
  files: [{ id: "11111111-1111-4111-8111-111111111111", name: "a.pdf", size: 1 }],
  nextStatus: null,
  lastSeenEntryId: null,
  basedOn: null,
  savedAt: now - hour,
};

beforeEach(() => {
  const kept = new Map<string, string>();
  // Enumerable like the browser's: each item is a property, the methods are not.
  const storage = new Proxy(
    {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    },
    {
      ownKeys: () => [...kept.keys()],
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    },
  );
  vi.stubGlobal("localStorage", storage);
});

it("keeps a draft for one person, one case and one kind", () => {
  expect(keepDraft("claire", "case", draft)).toBe(true);
  expect(readDraft("claire", "case", "message", now)).toEqual(draft);
  expect(readDraft("claire", "case", "note", now)).toBeUndefined();
  expect(readDraft("hugo", "case", "message", now)).toBeUndefined();
  forgetDraft("claire", "case", "message");
  expect(readDraft("claire", "case", "message", now)).toBeUndefined();
});

it("forgets a draft after thirty days and ignores what it cannot read", () => {
  keepDraft("claire", "case", draft);
  expect(readDraft("claire", "case", "message", now + 31 * 24 * hour)).toBeUndefined();
  localStorage.setItem("guichet.brouillon.claire.case.message", '{"text":');
  expect(readDraft("claire", "case", "message", now)).toBeUndefined();
});

it("lists the drafts to take up again, the last written first, each organisation apart", () => {
  keepDraft("claire", "old", { ...draft, savedAt: now - 3 * hour });
  keepDraft("claire", "new", draft);
  keepDraft("claire", "elsewhere", { ...draft, organisationId: "trois-rives" });
  keepDraft("hugo", "his", draft);
  expect(draftsOf("claire", "valbrune", now).map(({ caseId }) => caseId)).toEqual(["new", "old"]);
});

it("goes to the server and comes back the same, knowing which version it follows", () => {
  const { caseId, basedOn, ...sent } = toServer("case", draft);
  expect([caseId, basedOn]).toEqual(["case", null]);
  const back = fromServer({ ...sent, savedAt: "2027-03-16T09:41:00.000Z" }, draft);
  expect(back).toEqual({
    ...draft,
    basedOn: "2027-03-16T09:41:00.000Z",
    savedAt: Date.parse("2027-03-16T09:41:00.000Z"),
  });
});

it("is empty without a word and without a file", () => {
  expect(isEmptyDraft({ ...draft, text: " \n", files: [] })).toBe(true);
  expect(isEmptyDraft({ ...draft, text: "" })).toBe(false);
});
