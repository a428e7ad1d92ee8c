import { eq, sql } from "drizzle-orm";
import { publicFacts } from "../../../shared/mediation/facts.ts";
import type { Queries } from "../../platform/db.ts";
import { type caseEntry, type caseFile, participant, party } from "./tables.ts";

type Entry = Pick<
  typeof caseEntry.$inferSelect,
  "kind" | "fact" | "side" | "direction" | "authorship" | "participantId" | "medium"
>;

/** Who holds the opened page, and how much of the exchanges is theirs to read. */
export interface PageHolder {
  who: typeof party.$inferSelect;
  /** False for a representative whose mandate was not verified (`guichet.reads_exchanges`, shared/mediation/correspondence.ts). */
  readsExchanges: boolean;
  /** As whom they wrote. */
  participantIds: readonly string[];
}

const opened = sql`(select guichet.opened_party())`;

/** The holder of the opened page, once the code was given; undefined before. */
export const pageHolder = async (on: Queries): Promise<PageHolder | undefined> => {
  const [holder] = await on
    .select({
      who: party,
      readsExchanges: sql<boolean>`guichet.reads_exchanges()`,
      participantIds: sql<string[]>`coalesce((select jsonb_agg(${participant.id}) from ${participant}
        where ${participant.partyId} = ${opened}), '[]'::jsonb)`,
    })
    .from(party)
    .where(eq(party.id, opened))
    .execute();
  return holder;
};

const shownFacts: ReadonlySet<string> = new Set(Object.keys(publicFacts));

/**
 * Whether a line of the thread is on a party's page (mediation.md §4.3, §11 cases 11 and 14): what their side wrote or
 * was written, and the facts that concern them. Never a note, a report, or anything of the administration's side; a
 * representative without verified mandate finds what they sent themselves and nothing else.
 */
export const isOnPage = (entry: Entry, holder: Omit<PageHolder, "who">): boolean => {
  if (entry.kind === "fact") return shownFacts.has(entry.fact ?? "");
  if (entry.kind !== "message" || entry.side !== "REQUESTER") return false;
  const wrote = entry.direction === "IN" && holder.participantIds.includes(entry.participantId ?? "");
  return holder.readsExchanges || wrote;
};

/** Whether a file is on the page: its line is, and it was not kept from that side. */
export const isShownToParty = (
  entry: Entry,
  file: Pick<typeof caseFile.$inferSelect, "visibility">,
  holder: Omit<PageHolder, "who">,
): boolean =>
  isOnPage(entry, holder) && (file.visibility === "SHARED" || file.visibility === "REQUESTER_ONLY");
