import { deadlineOf } from "../../../shared/declarations/deadlines.ts";
import type { DeclarationForm, DeclaredPerformance } from "../../../shared/declarations/declaration.ts";
import type { Blocker, BlockerReason, Elsewhere, Missing } from "../../../shared/declarations/declaring.ts";
import type { Body } from "../../../shared/declarations/enums.ts";
import { missingFor } from "../../../shared/declarations/form-checks.ts";
import { declaredPerformances, filesFor } from "../../../shared/declarations/freeze.ts";
import { longInstant } from "../../../shared/mediation/date-words.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Queries } from "../../platform/db.ts";
import { type Agency, findAgencies } from "./find-agency.ts";
import type { WholeDeclaration } from "./whole-declaration.ts";

/** What hinders a body, and where it would go. */
export interface BodyCheck {
  missing: Missing[];
  blockers: Blocker[];
  deadline: string | null;
  agency: Agency | undefined;
  postalCode: string;
  elsewhere: Elsewhere[];
}

const blocker = (reason: BlockerReason, message: string, performanceIds: string[] = []): Blocker => ({
  ...{ reason, message, performanceIds },
});

/** Postal code by which the agency of a show is found: its default place's, else that of its first performance. */
const postalCodeOf = (form: DeclarationForm, whole: Pick<WholeDeclaration, "performances">): string => {
  const [first] = declaredPerformances(form, whole.performances);
  return (form.place ?? first?.place)?.postalCode ?? "";
};

/** Files of the show as they would go. */
export const filesOf = (whole: Pick<WholeDeclaration, "files">) =>
  whole.files.map(({ row, stored }) => ({
    id: row.storedFileId,
    type: row.type,
    name: row.fileName,
    size: stored.size,
    sha256: stored.sha256,
    scan: stored.scan,
  }));

/** Everything that keeps a body from being told (declarations.md §4.6, blockers; §6, required fields). */
export const checkBody = async (
  on: Queries,
  whole: WholeDeclaration,
  form: DeclarationForm,
  body: Body,
  now: Date,
): Promise<BodyCheck> => {
  const { performances, claim, profile } = whole;
  const missing = missingFor(body, form, { profile, siret: claim.siret, performances });
  const chosen = performances.filter(({ id }) =>
    form.performances.some(({ performanceId }) => performanceId === id),
  );
  const blockers: Blocker[] = [];
  if (!claim.verified) blockers.push(blocker("siret_unverified", "Votre SIRET n’est pas encore vérifié."));
  const gone = chosen.filter(({ row }) => row.sourceState === "cancelled");
  if (gone.length > 0)
    blockers.push(
      blocker(
        "nothing_to_declare",
        "Une séance annulée est encore choisie\u00a0: retirez-la.",
        gone.map(({ id }) => id),
      ),
    );
  const aside = chosen.filter(({ row }) => asideOf(whole, row.externalId) > 0);
  const count = aside.reduce((sum, { row }) => sum + asideOf(whole, row.externalId), 0);
  if (count > 0)
    blockers.push(
      blocker(
        "records_aside",
        count === 1 ? "1 vente à décider." : `${count} ventes à décider.`,
        aside.map(({ id }) => id),
      ),
    );
  const coming = chosen.filter(({ startAt, endAt }) => new Date(endAt ?? startAt) > now);
  for (const { id, startAt } of coming.slice(0, 1))
    blockers.push(
      blocker(
        "not_over",
        coming.length === 1
          ? `La séance du ${longInstant(new Date(startAt), zoneOf(whole, form))} n’est pas terminée.`
          : `${coming.length} séances ne sont pas terminées.`,
        coming.length === 1 ? [id] : coming.map((one) => one.id),
      ),
    );
  const files = filesFor(body, filesOf(whole));
  const scanned = new Map(filesOf(whole).map(({ id, scan }) => [id, scan]));
  const unscanned = files.filter(({ id }) => scanned.get(id) !== "clean");
  const [first] = unscanned;
  if (first)
    blockers.push(
      blocker(
        "file_not_scanned",
        scanned.get(first.id) === "pending"
          ? `«\u00a0${first.name}\u00a0» est en cours d’analyse, encore quelques secondes.`
          : `«\u00a0${first.name}\u00a0» n’a pas pu être déclaré sans virus\u00a0: retirez ce fichier.`,
      ),
    );
  const taken = whole.others.filter(
    (other) => other.body === body && chosen.some(({ id }) => id === other.performanceId),
  );
  if (taken.length > 0)
    blockers.push(
      blocker(
        "already_declared",
        "Une autre déclaration compte déjà une de ces séances pour cet organisme.",
        taken.map(({ performanceId }) => performanceId),
      ),
    );
  const postalCode = postalCodeOf(form, whole);
  const declared = declaredPerformances(form, performances);
  const mails = body === "SACEM" || (body === "SACD" && files.length > 0);
  const codes = body === "SACEM" ? declared.map(({ place }) => place.postalCode) : [];
  const agencies = mails ? await findAgencies(on, body, [postalCode, ...codes]) : new Map<string, Agency>();
  const agency = agencies.get(postalCode);
  if (mails && !agency && postalCode !== "")
    blockers.push(
      blocker(
        "agency_not_found",
        body === "SACEM"
          ? `Aucune délégation connue pour ${postalCode}. L’équipe Guichet est prévenue, votre brouillon est gardé.`
          : `Aucune agence connue pour ${postalCode}, à qui envoyer vos pièces. L’équipe Guichet est prévenue, votre brouillon est gardé.`,
      ),
    );
  const last = chosen.at(-1);
  const deadline = last
    ? deadlineOf(whole.deadlines[body], dayIn(zoneOf(whole, form), new Date(last.endAt ?? last.startAt)))
    : null;
  const elsewhere = body === "SACEM" && agency ? elsewhereThan(agency, declared, agencies) : [];
  return { missing, blockers, deadline, agency, postalCode, elsewhere };
};

/** Performances that another agency would be told of, were they declared by themselves; by agency. */
const elsewhereThan = (
  agency: Agency,
  declared: readonly DeclaredPerformance[],
  agencies: ReadonlyMap<string, Agency>,
): Elsewhere[] => {
  const own = declared.filter(
    ({ place }) => place.postalCode !== "" && agencies.get(place.postalCode)?.email !== agency.email,
  );
  const groups = Map.groupBy(own, ({ place }) => agencies.get(place.postalCode)?.label ?? null);
  return [...groups].map(([label, performances]) => ({
    agency: label,
    places: [...new Set(performances.map(({ place }) => `${place.name}, ${place.postalCode} ${place.city}`))],
    performanceIds: performances.map(({ id }) => id),
  }));
};

const zoneOf = (whole: WholeDeclaration, form: DeclarationForm): string =>
  form.place?.timeZone ?? whole.organisation.timeZone;

/** Records that wait for a decision and would count for a performance; those of the whole series count for each. */
export const asideOf = (whole: Pick<WholeDeclaration, "asides">, externalId: string): number =>
  whole.asides
    .filter(({ performanceExternalId }) => [null, externalId].includes(performanceExternalId))
    .reduce((sum, { count }) => sum + count, 0);
