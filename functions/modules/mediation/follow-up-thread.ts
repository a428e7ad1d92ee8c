import type { caseEntry, caseFile, party } from "./tables.ts";

type Entry = Pick<
  typeof caseEntry.$inferSelect,
  "kind" | "fact" | "side" | "direction" | "authorship" | "participantId" | "medium"
>;

const shownFacts = new Set(["case.received", "case.closed"]);

/**
 * Whether a line of the thread is on a party's page (mediation.md §4.3, §11 case 14): what their side wrote or was
 * written, and the two facts that concern them. Never a note, a report, or anything of the administration's side.
 */
export const isOnPage = (
  entry: Entry,
  holder: Pick<typeof party.$inferSelect, "role" | "mandateState">,
): boolean => {
  if (entry.kind === "fact") return shownFacts.has(entry.fact ?? "");
  if (entry.kind !== "message" || entry.side !== "REQUESTER") return false;
  // A representative without verified mandate sees what they filed and the public status, nothing else (§4.2).
  return holder.role === "REQUESTER" || holder.mandateState === "VERIFIED";
};

/** Whether a file is on the page: its line is, and it was not kept from that side. */
export const isShownToParty = (
  entry: Entry,
  file: Pick<typeof caseFile.$inferSelect, "visibility">,
  holder: Pick<typeof party.$inferSelect, "role" | "mandateState">,
): boolean =>
  isOnPage(entry, holder) && (file.visibility === "SHARED" || file.visibility === "REQUESTER_ONLY");
