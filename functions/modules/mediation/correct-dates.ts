import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { longCalendarDay } from "../../../shared/mediation/date-words.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import { correctedReceiptMail } from "./mail-corrected-receipt.ts";
import { type CaseDesk, tellParties } from "./tell-parties.ts";

/** A date of a case that was set and is another one now. */
export interface CorrectedDate {
  label: string;
  from: string;
  /** Null = there is none any more. */
  to: string | null;
}

/** Sends the corrected receipt to the parties (mediation.md §6, row 6): what it said before, what it says now. */
export const tellCorrection = (
  desk: CaseDesk,
  corrected: readonly CorrectedDate[],
): Promise<OutboxEvent[]> => {
  const { ctx, found, organisation } = desk;
  const said = corrected.map(
    ({ label, from, to }) =>
      `${label}\u00a0: ${to ? longCalendarDay(to) : "aucune date"} (au lieu du ${longCalendarDay(from)})`,
  );
  return tellParties(desk, {
    mail: (to) =>
      correctedReceiptMail(ctx.env, {
        ...to,
        found,
        number: caseNumber(found.year, found.seq),
        organisation,
        corrected,
        at: ctx.now(),
      }),
    said: ["Récépissé corrigé", ...said].join("\n"),
    key: `mediation.corrected:${found.id}:${found.version}`,
    letterTask: "Envoyer par courrier le récépissé corrigé",
  });
};
