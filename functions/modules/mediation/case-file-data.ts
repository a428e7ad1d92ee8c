import { CaseFileData } from "../../../shared/mediation/case-file.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { authorOf, type WholeCase } from "./read-whole-case.ts";

const iso = (at: Date | null) => at?.toISOString() ?? null;

/** `donnees.json` of a whole case, checked against its schema before it leaves (docs/case-file.md). */
export const caseFileData = (
  ctx: Ctx,
  whole: WholeCase,
  paths: ReadonlyMap<string, string>,
): CaseFileData => {
  const { found } = whole;
  return CaseFileData.parse({
    format: "guichet.case/1",
    madeAt: ctx.now().toISOString(),
    organisation: whole.organisation.name,
    case: {
      ...found,
      number: caseNumber(found.year, found.seq),
      receivedAt: found.receivedAt.toISOString(),
      registeredAt: found.registeredAt.toISOString(),
      withdrawnAt: iso(found.withdrawnAt),
      closedAt: iso(found.closedAt),
      domain: whole.domain,
      thirdParty: whole.thirdParty,
    },
    people: whole.parties.map((who) => ({
      ...who,
      address: [who.line1, who.line2, [who.postalCode, who.city].filter(Boolean).join(" ")].filter(Boolean),
    })),
    participants: whole.participants.map(({ displayName, email, side }) => ({
      name: displayName,
      email,
      side,
    })),
    entries: whole.entries.map((entry) => ({
      ...entry.row,
      at: entry.row.occurredAt.toISOString(),
      author: authorOf(entry),
      file: paths.get(entry.row.id) ?? null,
      recipients: whole.deliveries
        .filter((copy) => copy.messageId === entry.row.outgoingMessageId)
        .map(({ name, address, state, stateAt }) => ({ name, address, state, at: stateAt.toISOString() })),
    })),
    documents: whole.files.map(({ row }) => ({ ...row, file: paths.get(row.id) ?? null })),
    closings: whole.closings.map(({ closedAt, endedOn, outcome, reopenedAt, reopenReason }) => ({
      closedAt: closedAt.toISOString(),
      endedOn,
      outcome,
      reopenedAt: iso(reopenedAt),
      reopenReason,
    })),
  });
};
