import { describe, expect, it } from "vitest";
import type { PublicStatus } from "../../../../../shared/mediation/enums.ts";
import { mediatorWords } from "../../../../../shared/mediation/mediator-words.ts";
import type { FollowUpView } from "../../../../../shared/mediation/schema.ts";
import { progressMarks, statusSentence, statusTitle } from "./status-words.ts";

const words = mediatorWords("médiatrice");
const now = Date.parse("2027-03-31T08:00:00Z");
const viewOf = (status: PublicStatus, marks: Partial<Record<PublicStatus, string>>): FollowUpView => ({
  link: {
    number: "2027-00042",
    organisation: { slug: "valbrune", name: "Ville de Valbrune", shortName: "Valbrune", title: "médiatrice" },
    receivedAt: "2027-03-16T09:42:00Z",
    timeZone: "Europe/Paris",
    status,
    closedAt: status === "CLOSED" ? "2027-04-22T10:00:00Z" : null,
    maskedEmail: null,
    open: true,
    ...{ withdrawnAt: null, reopenedAt: null, readableUntil: null },
    expiresAt: "2027-03-31T08:30:00Z",
  },
  subject: "Facture de cantine",
  description: "",
  handlerName: "Claire Vasseur",
  marks: Object.entries(marks).map(([mark, at]) => ({ status: mark as PublicStatus, at })),
  entries: [
    {
      id: "e1",
      kind: "message",
      from: "MEDIATOR",
      authorName: "Claire Vasseur",
      medium: "EMAIL",
      at: "2027-03-30T12:20:00Z",
      subject: null,
      text: "Bonjour",
      fact: null,
      files: [],
    },
  ],
  canAnswer: true,
  own: {
    role: "REQUESTER",
    readsExchanges: true,
    mandateState: null,
    contact: {
      ...{ email: null, pendingEmail: null, phone: null, line1: null, line2: null },
      ...{ postalCode: null, city: null, country: "FR", preferredContact: "POST" },
    },
    canWithdraw: true,
    documentsLeft: 100,
  },
});
const states = (view: FollowUpView) => progressMarks(view).map(({ state }) => state);

describe("the five marks", () => {
  it("waiting for the person is a pause under the mark reached", () => {
    const view = viewOf("WAITING_FOR_YOU", {
      RECEIVED: "2027-03-16T09:42:00Z",
      IN_REVIEW: "2027-03-18T09:00:00Z",
    });
    expect(states(view)).toEqual(["done", "now", "later", "later", "later"]);
    expect(progressMarks(view)[1]).toMatchObject({
      when: "depuis le 18 mars",
      note: "Nous attendons votre réponse",
    });
    expect(progressMarks(view)[2]?.when).toBe("ensuite");
  });

  it("a new case stands on its first mark", () => {
    expect(states(viewOf("RECEIVED", { RECEIVED: "2027-03-16T09:42:00Z" }))).toEqual([
      "now",
      "later",
      "later",
      "later",
      "later",
    ]);
  });

  it("the first mark tells the day of the request, not since when", () => {
    const view = viewOf("RECEIVED", { RECEIVED: "2027-03-16T09:42:00Z" });
    expect(progressMarks(view)[0]?.when).toBe("le 16 mars");
  });

  it("a mark reached stays reached when work goes back", () => {
    const view = viewOf("IN_REVIEW", {
      RECEIVED: "2027-03-16T09:42:00Z",
      IN_REVIEW: "2027-03-18T09:00:00Z",
      WITH_ADMINISTRATION: "2027-03-20T09:00:00Z",
    });
    expect(states(view)).toEqual(["done", "now", "done", "later", "later"]);
  });

  it("a closed case has all its marks done", () => {
    expect(
      states(viewOf("CLOSED", { RECEIVED: "2027-03-16T09:42:00Z", CLOSED: "2027-04-22T10:00:00Z" })),
    ).toEqual(["done", "done", "done", "done", "done"]);
  });
});

it("the sentence says who wrote when and what is needed", () => {
  expect(statusSentence(viewOf("WAITING_FOR_YOU", {}), words, now)).toBe(
    "Claire Vasseur, la médiatrice, vous a écrit hier à 14 h 20. Elle a besoin de votre réponse pour continuer.",
  );
});

it("a closed case is titled with its date", () => {
  expect(statusTitle(viewOf("CLOSED", {}).link)).toBe("Dossier clos le 22 avril 2027");
});
