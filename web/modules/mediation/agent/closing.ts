import type { PendingEdits } from "../../../../shared/mediation/case-blocks.ts";
import { asksCompetence, closingProblems } from "../../../../shared/mediation/closing.ts";
import { dayIn, readDay } from "../../../../shared/mediation/dates.ts";
import type { Agreement, InadmissibilityReason, Outcome } from "../../../../shared/mediation/enums.ts";
import { type CaseView, type CloseCase, limits } from "../../../../shared/mediation/schema.ts";
import { shortDay } from "../../../ui/agent/relative-dates.ts";
import { failedEntries, waitingEntries } from "./case-flags.ts";
import { openFailures } from "./delivery-words.ts";

/** What the closing dialog holds while it is filled. */
export interface ClosingForm {
  outcome: Outcome | "";
  /** As typed: `16/03/2027`, `16 mars 2027`. */
  endedOn: string;
  competent: "YES" | "NO" | "PENDING";
  thirdPartyId: string;
  inadmissibilityReason: InadmissibilityReason | "";
  agreement: Agreement | "";
  court: Agreement | "";
  words: string;
  sayOutcome: boolean;
  notify: readonly string[];
  finishTasks: boolean;
  letter: boolean;
}

/** Faults by field, in the words of the summary and of the field. */
export type ClosingFaults = Partial<
  Record<"outcome" | "endedOn" | "words" | "competent" | "thirdPartyId" | "inadmissibilityReason", string>
>;

/** Which decisions an outcome asks for, that the case does not hold yet. */
export const askedBy = (outcome: Outcome | "", competentKnown: boolean) => ({
  thirdParty: outcome === "EXTERNAL_FORWARD",
  reason: outcome === "INADMISSIBLE",
  competence: outcome !== "" && outcome !== "EXTERNAL_FORWARD" && asksCompetence(outcome) && !competentKnown,
});

/** What was being edited, taken along by the closing. */
export interface TakenAlong {
  version: number;
  edits: PendingEdits;
  reason: string | undefined;
}

/** Reads the form: what to send, or what is wrong with each field. */
export function readClosing(
  form: ClosingForm,
  found: Pick<CaseView, "id" | "version" | "receivedAt" | "timeZone"> & {
    synthesis: Pick<CaseView["synthesis"], "competent" | "partiesAgreement" | "courtFollowup">;
  },
  now: Date,
  along?: TakenAlong,
): { ok: true; input: CloseCase } | { ok: false; faults: ClosingFaults } {
  const faults: ClosingFaults = {};
  if (form.outcome === "") faults.outcome = "Choisissez un type de clôture";
  const { timeZone } = found;
  const received = dayIn(timeZone, new Date(found.receivedAt));
  const read = readDay(form.endedOn, dayIn(timeZone, now), "Fin de la médiation");
  const endedOn = "day" in read ? read.day : undefined;
  if (!("day" in read)) faults.endedOn = read.message;
  else if (!read.day) faults.endedOn = "Écrivez la date de fin de la médiation";
  else if (read.day < received) {
    faults.endedOn = `La fin de la médiation ne peut pas précéder la saisine (${shortDay(received)})`;
  }
  if (form.words.trim().length > limits.closingWordsMax) {
    faults.words = `Votre mot dépasse de ${form.words.trim().length - limits.closingWordsMax} caractères. Raccourcissez-le.`;
  }
  const known = along?.edits.assessment?.competent ?? found.synthesis.competent;
  const asked = askedBy(form.outcome, known !== null);
  const competent = asked.thirdParty
    ? false
    : asked.competence
      ? { YES: true, NO: false, PENDING: null }[form.competent]
      : known;
  if (form.outcome !== "") {
    const decided = {
      competent,
      thirdPartyId: form.thirdPartyId || null,
      inadmissibilityReason: form.inadmissibilityReason || null,
    };
    for (const { path, message } of closingProblems(form.outcome, decided)) faults[path] = message;
  }
  if (form.outcome === "" || !endedOn || Object.keys(faults).length > 0) return { ok: false, faults };
  const words = form.words.trim();
  const assessment = {
    ...along?.edits.assessment,
    ...(asked.competence ? { competent } : {}),
    ...(asked.thirdParty ? { competent: false, thirdPartyId: form.thirdPartyId } : {}),
    ...(asked.reason && form.inadmissibilityReason
      ? { inadmissibilityReason: form.inadmissibilityReason }
      : {}),
  };
  const conclusion = {
    ...along?.edits.conclusion,
    ...(form.agreement === (found.synthesis.partiesAgreement ?? "")
      ? {}
      : { partiesAgreement: form.agreement || null }),
    ...(form.court === (found.synthesis.courtFollowup ?? "") ? {} : { courtFollowup: form.court || null }),
  };
  const edits = {
    ...along?.edits,
    ...(Object.keys(assessment).length > 0 ? { assessment } : {}),
    ...(Object.keys(conclusion).length > 0 ? { conclusion } : {}),
  };
  return {
    ok: true,
    input: {
      caseId: found.id,
      version: along?.version ?? found.version,
      outcome: form.outcome,
      mediationEndedOn: endedOn,
      ...(words === "" ? {} : { closingWords: words }),
      sayOutcome: form.sayOutcome,
      notify: [...form.notify],
      ...(Object.keys(edits).length > 0 ? { edits } : {}),
      ...(along?.reason ? { reason: along.reason } : {}),
      ...(form.finishTasks ? { finishTasks: true } : {}),
      ...(form.letter ? { letter: true } : {}),
    },
  };
}

/** The button says what will happen. */
export function closingLabel(messages: number, letter = false): string {
  if (messages === 0) return letter ? "Clore et préparer le courrier" : "Clore sans prévenir";
  return messages === 1 ? "Clore et envoyer 1\u00a0message" : `Clore et envoyer ${messages}\u00a0messages`;
}

export interface OpenPoint {
  words: string;
  /** Entry of the thread where it is settled. */
  entryId: string | undefined;
  verb: "Lire" | "Voir";
}

/** What is still open on the case: it warns, it does not block. */
export function openPoints(found: Pick<CaseView, "entries" | "held">): OpenPoint[] {
  const points: OpenPoint[] = [];
  const [waiting, ...moreWaiting] = waitingEntries(found);
  if (waiting) {
    const count = moreWaiting.length + 1;
    const from = count === 1 && waiting.author ? `, de ${waiting.author}` : "";
    points.push({
      words: `${count}\u00a0message${count > 1 ? "s" : ""} à traiter${from}`,
      entryId: waiting.id,
      verb: "Lire",
    });
  }
  const [failed, ...moreFailed] = failedEntries(found);
  if (failed) {
    const count = moreFailed.length + 1;
    const lost = openFailures(failed.recipients).map(({ address }) => address);
    points.push({
      words:
        count === 1 ? `1\u00a0envoi en échec\u00a0: ${lost.join(", ")}` : `${count}\u00a0envois en échec`,
      entryId: failed.id,
      verb: "Voir",
    });
  }
  const [held] = found.held;
  if (held) {
    const count = found.held.length;
    points.push({
      words: `${count}\u00a0message${count > 1 ? "s" : ""} à vérifier`,
      entryId: undefined,
      verb: "Voir",
    });
  }
  return points;
}
