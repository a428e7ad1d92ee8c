import { describe, expect, it } from "vitest";
import { anEntry, aParticipant } from "./fixtures.ts";
import {
  bareSubject,
  firstRecipients,
  firstSubject,
  lastEntry,
  newerThan,
  recipientsFor,
  sidesOf,
  usualStatus,
  whoWillNotRead,
} from "./message-sides.ts";

const requester = aParticipant();
const service = aParticipant({ id: "p-service", name: "Hélène Dorval", side: "ADMINISTRATION" });
const everyone = [requester, service];

describe("to whom a message goes", () => {
  it("says who will not read it", () => {
    expect(whoWillNotRead(everyone, [requester.id], "Nadège Thibaudot")).toBe(
      "L’administration ne verra pas ce message",
    );
    expect(whoWillNotRead(everyone, [service.id], "Nadège Thibaudot")).toBe(
      "Nadège Thibaudot ne verra pas ce message",
    );
    expect(whoWillNotRead(everyone, [service.id, requester.id], "N")).toBeUndefined();
    expect(whoWillNotRead(everyone, [], "N")).toBeUndefined();
    expect(sidesOf(everyone, [requester.id, service.id])).toEqual(["REQUESTER", "ADMINISTRATION"]);
  });

  it("answers who wrote last, else the requester", () => {
    const fromService = anEntry({
      side: "ADMINISTRATION",
      author: "Hélène Dorval",
      participantId: "p-service",
      at: "2027-03-16T10:00:00Z",
    });
    expect(firstRecipients(everyone, [anEntry(), fromService])).toEqual(["p-service"]);
    expect(firstRecipients(everyone, [])).toEqual(["p-requester"]);
    expect(firstRecipients([], [fromService])).toEqual([]);
  });

  it("answers the author of one message, or whom it was sent to, when they can be reached", () => {
    expect(recipientsFor(everyone, anEntry({ participantId: "p-service" }))).toEqual(["p-service"]);
    expect(recipientsFor(everyone, anEntry({ participantId: null }))).toBeUndefined();
    const recipients = everyone.map(({ id, name, email }) => ({
      id,
      name,
      address: email,
      state: "delivered",
      at: "2027-03-16T10:00:00Z",
      cause: null,
      readAt: null,
      resendOf: null,
      settled: false,
      liftRefused: false,
    }));
    expect(recipientsFor([requester], anEntry({ direction: "OUT", recipients }))).toEqual(["p-requester"]);
  });

  it("never starts with an address that mail does not reach", () => {
    expect(firstRecipients([aParticipant({ verification: "undeliverable" })], [])).toEqual([]);
  });

  it("proposes to wait for the side written to, and leaves a case about to close alone", () => {
    expect(usualStatus("TO_PROCESS", "REQUESTER")).toBe("WAITING_FOR_REQUESTER");
    expect(usualStatus("TO_PROCESS", "ADMINISTRATION")).toBe("WAITING_FOR_ADMINISTRATION");
    expect(usualStatus("ABOUT_TO_CLOSE", "REQUESTER")).toBe("ABOUT_TO_CLOSE");
    expect(usualStatus("TO_PROCESS", "THIRD_PARTY")).toBe("TO_PROCESS");
  });
});

describe("the subject of an answer", () => {
  it.each([
    ["Re: RE : [Dossier 2027-00042] Votre facture", "Votre facture"],
    ["[Dossier 2027-00042] Re: Votre facture", "Votre facture"],
    ["Réparation de la rue", "Réparation de la rue"],
    ["Re:", ""],
  ])("« %s » becomes « %s »", (subject, bare) => {
    expect(bareSubject(subject)).toBe(bare);
  });

  it("is that of the last message, else a plain one", () => {
    expect(firstSubject([anEntry({ subject: "Re: votre facture" })])).toBe("votre facture");
    expect(firstSubject([])).toBe("Votre demande de médiation");
  });
});

describe("what came while the agent was writing", () => {
  const entries = [
    anEntry({ id: "old", at: "2027-03-16T08:00:00Z" }),
    anEntry({ id: "fact", kind: "fact", at: "2027-03-16T09:00:00Z" }),
    anEntry({ id: "new", at: "2027-03-16T10:00:00Z" }),
    anEntry({ id: "mine", mine: true, at: "2027-03-16T11:00:00Z" }),
  ];

  it("is the messages since the last entry seen, also one's own from another screen", () => {
    expect(newerThan(entries, "old").map(({ id }) => id)).toEqual(["new", "mine"]);
    expect(newerThan(entries, "mine")).toEqual([]);
    expect(newerThan(entries, null).map(({ id }) => id)).toEqual(["old", "new", "mine"]);
    expect(lastEntry(entries)).toBe("mine");
    expect(lastEntry([])).toBeNull();
  });
});
