import { beforeEach, expect, it, vi } from "vitest";
import { type Draft, draftsOf, forgetDraft, keepDraft, readDraft } from "./drafts.ts";

const now = Date.parse("2027-03-16T09:42:00Z");
const hour = 60 * 60 * 1000;
const draft: Draft = {
  idempotencyKey: "k",
  caseNumber: "2027-00042",
  organisationId: "valbrune",
  recipients: ["p"],
  subject: "Votre facture",
  text: "Madame,",
  files: [
    { id: "fresh", name: "a.pdf", size: 1, sentAt: now - hour },
    { id: "old", name: "b.pdf", size: 1, sentAt: now - 25 * hour },
  ],
  lastSeenEntryId: null,
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

it("keeps a draft for one person and one case, without the files the store forgot", () => {
  expect(keepDraft("claire", "case", draft)).toBe(true);
  expect(readDraft("claire", "case", now)).toEqual({ ...draft, files: [draft.files[0]] });
  expect(readDraft("hugo", "case", now)).toBeUndefined();
  forgetDraft("claire", "case");
  expect(readDraft("claire", "case", now)).toBeUndefined();
});

it("forgets a draft after thirty days and ignores what it cannot read", () => {
  keepDraft("claire", "case", draft);
  expect(readDraft("claire", "case", now + 31 * 24 * hour)).toBeUndefined();
  localStorage.setItem("guichet.brouillon.claire.case", '{"text":');
  expect(readDraft("claire", "case", now)).toBeUndefined();
});

it("lists the drafts to take up again, the last written first, each organisation apart", () => {
  keepDraft("claire", "old", { ...draft, savedAt: now - 3 * hour });
  keepDraft("claire", "new", draft);
  keepDraft("claire", "elsewhere", { ...draft, organisationId: "trois-rives" });
  keepDraft("hugo", "his", draft);
  expect(draftsOf("claire", "valbrune", now).map(({ caseId }) => caseId)).toEqual(["new", "old"]);
});
