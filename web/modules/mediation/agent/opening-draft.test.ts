import { beforeEach, expect, it, vi } from "vitest";
import type { Composing, DraftView } from "../../../../shared/mediation/compose.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { keepDraft } from "./drafts.ts";
import { allDrafts } from "./drafts-to-resume.tsx";
import { anEntry, aParticipant } from "./fixtures.ts";
import { draftToOpen } from "./opening-draft.ts";

const found: Pick<CaseView, "id" | "number" | "organisationId" | "participants" | "entries"> = {
  id: "case",
  number: "2027-00042",
  organisationId: "valbrune",
  participants: [
    aParticipant(),
    aParticipant({ id: "p-service", name: "Hélène Dorval", side: "ADMINISTRATION" }),
  ],
  entries: [anEntry({ subject: "Re: [Dossier 2027-00042] Votre facture" })],
};
const onServer: DraftView = {
  kind: "message",
  messageKey: "k",
  subject: "Votre facture",
  text: "Écrit ailleurs",
  recipients: ["p-requester", "p-gone"],
  recipientsVisible: false,
  files: [],
  nextStatus: null,
  lastSeenEntryId: null,
  savedAt: "2027-03-16T09:41:00.000Z",
};
const composing = (message: DraftView | null): Composing => ({
  message,
  note: null,
  signature: null,
  undoSeconds: 10,
});

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});

it("begins with whoever wrote last, under the same subject", () => {
  const draft = draftToOpen(found, "claire", "message", composing(null));
  expect(draft).toMatchObject({
    recipients: ["p-requester"],
    subject: "Votre facture",
    text: "",
    basedOn: null,
  });
});

it("goes on with the server's draft, without people who left the case", () => {
  const draft = draftToOpen(found, "claire", "message", composing(onServer));
  expect(draft).toMatchObject({
    messageKey: "k",
    text: "Écrit ailleurs",
    recipients: ["p-requester"],
    basedOn: onServer.savedAt,
  });
});

it("prefers what this device wrote and the server has not seen", () => {
  const here = draftToOpen(found, "claire", "message", composing(null));
  keepDraft("claire", "case", { ...here, text: "Écrit hors ligne" });
  expect(draftToOpen(found, "claire", "message", composing(onServer)).text).toBe("Écrit hors ligne");
});

it("answers the author of the message asked for, and never readdresses words already written", () => {
  const about = anEntry({ participantId: "p-service", subject: "Relevé 2026" });
  expect(draftToOpen(found, "claire", "message", composing(null), about)).toMatchObject({
    recipients: ["p-service"],
    subject: "Relevé 2026",
  });
  expect(draftToOpen(found, "claire", "message", composing(onServer), about).recipients).toEqual([
    "p-requester",
  ]);
});

it("quotes a message in a note, under what was there already", () => {
  const note = draftToOpen(found, "claire", "note", composing(null), anEntry({ text: "Un\nDeux" }));
  expect(note).toMatchObject({ kind: "note", recipients: [], subject: "" });
  expect(note.text).toMatch(/^> Un\n> Deux\n\(Nadège Thibaudot, mardi 16 mars 2027 à /);
});

it("lists each draft once: this device's words win over the server's older ones", () => {
  const here = draftToOpen(found, "claire", "message", composing(null));
  const listed = allDrafts(
    [
      {
        caseId: "case",
        caseNumber: "2027-00042",
        kind: "message",
        subject: "Ancien",
        savedAt: onServer.savedAt,
      },
      {
        caseId: "other",
        caseNumber: "2027-00043",
        kind: "note",
        subject: "Autre",
        savedAt: "2027-03-16T10:00:00Z",
      },
    ],
    [{ caseId: "case", draft: { ...here, subject: "Nouveau", savedAt: Date.parse("2027-03-16T09:50:00Z") } }],
  );
  expect(listed.map(({ subject }) => subject)).toEqual(["Autre", "Nouveau"]);
});
