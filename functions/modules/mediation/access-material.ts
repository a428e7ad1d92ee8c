import { and, asc, desc, eq, inArray, isNull } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { folded } from "../../../shared/mediation/search-text.ts";
import { type Queries, together } from "../../platform/db.ts";
import { storedFile } from "../../platform/tables.ts";
import type { CaseRow } from "./case-access.ts";
import { partyName } from "./names.ts";
import { reachOf } from "./privacy.ts";
import { caseEntry, caseFile, cases, participant, party } from "./tables.ts";

type PartyRow = typeof party.$inferSelect;
type EntryRow = typeof caseEntry.$inferSelect;
type FileRow = typeof caseFile.$inferSelect;

const toldKinds = ["message", "automatic", "note"] as const;
type ToldKind = (typeof toldKinds)[number];

/** One case of a person, with all that could be given of it. */
export interface AccessMaterial {
  row: typeof cases.$inferSelect;
  number: string;
  because: "this" | "confirmed" | "email" | "phone";
  requester: PartyRow;
  /** Whether it is surely of the same person: confirmed, or the same name with the same address or phone. */
  samePerson: boolean;
  others: PartyRow[];
  participants: (typeof participant.$inferSelect)[];
  entries: (EntryRow & { kind: ToldKind })[];
  files: { row: FileRow; stored: typeof storedFile.$inferSelect | null }[];
}

/** Everything of the requester of a case, over all cases of that person the asker may know of. */
export const accessMaterial = async (on: Queries, found: CaseRow): Promise<AccessMaterial[]> => {
  const reached = await reachOf(on, found);
  const ids = reached.map(({ id }) => id);
  const [rows, parties, participants, entries, files] = await together([
    on.select().from(cases).where(inArray(cases.id, ids)).orderBy(desc(cases.receivedAt)).execute(),
    on.select().from(party).where(inArray(party.caseId, ids)).orderBy(asc(party.id)).execute(),
    on.select().from(participant).where(inArray(participant.caseId, ids)).execute(),
    on
      .select()
      .from(caseEntry)
      .where(
        and(inArray(caseEntry.caseId, ids), inArray(caseEntry.kind, toldKinds), isNull(caseEntry.deletedAt)),
      )
      .orderBy(asc(caseEntry.occurredAt), asc(caseEntry.id))
      .execute(),
    on
      .select({ row: caseFile, stored: storedFile })
      .from(caseFile)
      .leftJoin(storedFile, eq(storedFile.id, caseFile.storedFileId))
      .where(and(inArray(caseFile.caseId, ids), eq(caseFile.decision, "kept")))
      .orderBy(asc(caseFile.createdAt), asc(caseFile.position), asc(caseFile.id))
      .execute(),
  ]);
  const name = nameOfRequester(parties, found.id);
  return rows.flatMap((row) => {
    const own = parties.filter(({ caseId }) => caseId === row.id);
    const requester = own.find(({ role }) => role === "REQUESTER");
    const because = reached.find(({ id }) => id === row.id)?.because;
    if (!requester || !because) return [];
    return {
      row,
      number: caseNumber(row.year, row.seq),
      because,
      requester,
      samePerson: because === "this" || because === "confirmed" || folded(partyName(requester)) === name,
      others: own.filter(({ role }) => role !== "REQUESTER"),
      participants: participants.filter(({ caseId }) => caseId === row.id),
      entries: entries.filter((entry): entry is EntryRow & { kind: ToldKind } => entry.caseId === row.id),
      files: files.filter((file) => file.row.caseId === row.id),
    };
  });
};

const nameOfRequester = (parties: readonly PartyRow[], caseId: string): string => {
  const who = parties.find((one) => one.caseId === caseId && one.role === "REQUESTER");
  return who ? folded(partyName(who)) : "";
};

/** What the person wrote or was written: never a note, nor what the administration or others say. */
export const isTheirs = ({ kind, side }: Pick<EntryRow, "kind" | "side">): boolean =>
  kind !== "note" && side === "REQUESTER";

/** A document that their side may read, not taken off the list. */
export const isTheirsToRead = ({ visibility, hiddenAt }: Pick<FileRow, "visibility" | "hiddenAt">): boolean =>
  hiddenAt === null && (visibility === "SHARED" || visibility === "REQUESTER_ONLY");
