import { and, eq, sql } from "drizzle-orm";
import { longInstant } from "../../../shared/mediation/date-words.ts";
import { type Db, prepared } from "../../platform/db.ts";
import { askerHolds, nameOf } from "../access/index.ts";
import type { DisplayedEntry } from "../mail/index.ts";
import { notHidden, service } from "./case-access.ts";
import { caseEntry, caseFile, cases } from "./tables.ts";

const entryId = sql.placeholder("entryId");

// The same rule as `may(actor, "case.read")`, in SQL: this read travels with `enter`, before the actor is known.
const readable = and(
  askerHolds(cases.organisationId, service, "manager", "mediator", "assistant", "reader"),
  notHidden(cases.id),
);

const theEntry = prepared((db) =>
  db
    .select({
      html: caseEntry.html,
      at: caseEntry.occurredAt,
      author: nameOf(caseEntry.authorUserId),
      label: caseEntry.authorLabel,
    })
    .from(caseEntry)
    .innerJoin(cases, eq(cases.id, caseEntry.caseId))
    .where(and(eq(caseEntry.id, entryId), readable))
    .prepare("displayed_entry"),
);
const itsImages = prepared((db) =>
  db
    .select({ contentId: caseFile.contentId, storedFileId: caseFile.storedFileId })
    .from(caseFile)
    .where(and(eq(caseFile.entryId, entryId), eq(caseFile.decision, "kept")))
    .prepare("displayed_images"),
);

/** HTML of one entry for the sandboxed frame, and the images it shows in place; undefined when it may not be read. */
export const displayedEntry = async (db: Db, id: string): Promise<DisplayedEntry | undefined> => {
  const [[found], images] = await Promise.all([
    theEntry(db).execute({ entryId: id }),
    itsImages(db).execute({ entryId: id }),
  ]);
  if (!found?.html) return undefined;
  const from = found.author ?? found.label;
  return {
    title: `Message ${from ? `de ${from} ` : ""}du ${longInstant(found.at, "Europe/Paris")}`,
    html: found.html,
    images: images.flatMap(({ contentId, storedFileId }) =>
      contentId && storedFileId ? [{ contentId, storedFileId }] : [],
    ),
  };
};
