import {
  type BlockChanges,
  given,
  type LegalDates,
  legalDateProblems,
  legalDateWords,
} from "../../../shared/mediation/case-blocks.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { invalid, refuse } from "../../platform/refusal.ts";
import type { Organisation } from "../access/index.ts";
import type { CaseRow } from "./case-access.ts";
import { type CorrectedDate, tellCorrection } from "./correct-dates.ts";
import type { Block, Edit } from "./edit-block.ts";

/** The legal dates of a case, in its organisation's zone. */
export const legalDatesOf = (found: CaseRow, { timeZone }: Pick<Organisation, "timeZone">): LegalDates => ({
  receivedOn: dayIn(timeZone, found.receivedAt),
  mediationAgreedOn: found.mediationAgreedOn,
  firstMeetingOn: found.firstMeetingOn,
  mediationEndedOn: found.mediationEndedOn,
  partiesInformedOn: found.partiesInformedOn,
});

const dateNames = Object.keys(legalDateWords) as (keyof LegalDates)[];

/**
 * Checks dates as they will be, and tells the parties of those that were corrected: a date that was set and changes,
 * which a reason explains (mediation.md §4.5). Gives the letters that follow.
 */
export const settleDates = async (
  { tx, ctx, found, organisation, reason }: Edit<unknown>,
  next: LegalDates,
  afterwards: CaseRow,
) => {
  const today = dayIn(organisation.timeZone, ctx.now());
  const problems = legalDateProblems(next, today);
  if (problems.length > 0) refuse(invalid(problems));
  const before = legalDatesOf(found, organisation);
  const corrected = dateNames.flatMap((name): CorrectedDate[] => {
    const [from, to] = [before[name], next[name]];
    return from !== null && from !== to ? [{ label: legalDateWords[name], from, to }] : [];
  });
  if (corrected.length === 0) return [];
  if (!reason)
    refuse(
      invalid([{ path: "reason", message: "Vous corrigez une date déjà notée\u00a0: dites pourquoi." }]),
    );
  return tellCorrection({ tx, ctx, found: afterwards, organisation }, corrected);
};

const fieldsOf = (found: CaseRow) => ({
  mediationAgreedOn: found.mediationAgreedOn,
  firstMeetingOn: found.firstMeetingOn,
  faceToFace: found.faceToFace,
  mediationEndedOn: found.mediationEndedOn,
  partiesInformedOn: found.partiesInformedOn,
});

/**
 * The dates a mediation counts by. Their order is checked, none lies in the future; correcting one asks for a reason and
 * sends a dated corrected receipt. A closed case keeps an end.
 */
export const editDates: Block<"dates"> = {
  journal: "case.dates",
  current: async (_tx, found) => fieldsOf(found),
  edit: async (edit) => {
    const { found, organisation, changes } = edit;
    const before = fieldsOf(found);
    const set = { ...before, ...given<BlockChanges["dates"]>(changes) };
    if (found.status === "CLOSED" && set.mediationEndedOn === null)
      refuse(invalid([{ path: "mediationEndedOn", message: "Un dossier clos garde sa date de fin." }]));
    const { faceToFace: _, ...dates } = set;
    const next = { ...legalDatesOf(found, organisation), ...dates };
    const events = await settleDates(edit, next, { ...found, ...set });
    return { set, before, after: set, events };
  },
};
