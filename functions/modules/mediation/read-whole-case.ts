import { asc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { statusesOf } from "../../../shared/mediation/status-words.ts";
import { together } from "../../platform/db.ts";
import type { JobRun } from "../../platform/long-work.ts";
import { storedFile } from "../../platform/tables.ts";
import { nameOf, organisationById } from "../access/index.ts";
import { deliveriesOf } from "../mail/index.ts";
import { type CaseRow, caseOf } from "./case-access.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { caseClosing, caseEntry, caseFile, cases, participant, party } from "./tables.ts";
import { listItem } from "./tables-office.ts";

const parent = alias(listItem, "parent_item");

/** Everything of one case as its files show it, whoever asked having been allowed by the caller. */
export const readWholeCase = async ({ ctx }: Pick<JobRun, "ctx">, caseId: string) => {
  const found: CaseRow = await caseOf(ctx.db, caseId);
  const item = (id: string | null) =>
    ctx.db
      .select({ label: listItem.label, parent: parent.label })
      .from(listItem)
      .leftJoin(parent, eq(parent.id, listItem.parentId))
      .where(id ? eq(listItem.id, id) : sql`false`)
      .execute();
  const [
    organisation,
    names,
    parties,
    participants,
    entries,
    files,
    closings,
    deliveries,
    [domain],
    [third],
    { statusLabels },
  ] = await together([
    organisationById(ctx.db, found.organisationId),
    ctx.db
      .select({ assignee: nameOf(cases.assigneeId), closedBy: nameOf(cases.closedBy) })
      .from(cases)
      .where(eq(cases.id, caseId))
      .execute(),
    ctx.db.select().from(party).where(eq(party.caseId, caseId)).orderBy(asc(party.id)).execute(),
    ctx.db
      .select()
      .from(participant)
      .where(eq(participant.caseId, caseId))
      .orderBy(asc(participant.id))
      .execute(),
    ctx.db
      .select({ row: caseEntry, author: nameOf(caseEntry.authorUserId) })
      .from(caseEntry)
      .where(eq(caseEntry.caseId, caseId))
      .orderBy(asc(caseEntry.occurredAt), asc(caseEntry.id))
      .execute(),
    ctx.db
      .select({ row: caseFile, stored: storedFile })
      .from(caseFile)
      .leftJoin(storedFile, eq(storedFile.id, caseFile.storedFileId))
      .where(eq(caseFile.caseId, caseId))
      .orderBy(asc(caseFile.createdAt), asc(caseFile.position), asc(caseFile.id))
      .execute(),
    ctx.db
      .select()
      .from(caseClosing)
      .where(eq(caseClosing.caseId, caseId))
      .orderBy(asc(caseClosing.closedAt))
      .execute(),
    deliveriesOf(ctx.db, caseId),
    item(found.domainId),
    item(found.thirdPartyId),
    mediationSettingsOf(ctx.db, found.organisationId),
  ]);
  const withParent = (one: { label: string; parent: string | null } | undefined) =>
    one ? [one.parent, one.label].filter(Boolean).join(", ") : null;
  return {
    found,
    organisation,
    /** As the organisation calls it. */
    status: statusesOf(statusLabels)[found.status],
    assignee: names[0]?.assignee ?? null,
    parties,
    participants,
    // What was taken away is not in a file.
    entries: entries.filter(({ row }) => row.deletedAt === null),
    files,
    closings,
    deliveries,
    domain: withParent(domain),
    thirdParty: withParent(third),
  };
};

export type WholeCase = Awaited<ReturnType<typeof readWholeCase>>;
export type WholeEntry = WholeCase["entries"][number];

/** Who wrote an entry, in words. */
export const authorOf = ({ row, author }: WholeEntry): string => author ?? row.authorLabel ?? "Guichet";
