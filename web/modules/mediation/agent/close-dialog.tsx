import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import { inadmissibilityReasons, outcomes, sides } from "../../../../shared/mediation/enums.ts";
import { type CaseView, limits } from "../../../../shared/mediation/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Modal } from "../../../ui/agent/modal.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { dayOf, shortDay } from "../../../ui/agent/relative-dates.ts";
import { Button } from "../../../ui/button.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Input } from "../../../ui/input.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { requesterOf } from "./case-flags.ts";
import { caseQuery, closeCase, keepCase } from "./case-queries.ts";
import { askedBy, type ClosingFaults, type ClosingForm, closingLabel, readClosing } from "./closing.ts";
import { ClosingPreviews } from "./closing-previews.tsx";
import { ClosingWarnings } from "./closing-warnings.tsx";
import { isBlocked } from "./message-sides.ts";
import { competenceOptions } from "./synthesis/assessment-block.tsx";
import { optionsOf } from "./synthesis/block-words.ts";
import { Choice } from "./synthesis/choice.tsx";
import { agreementOf, agreementOptions } from "./synthesis/conclusion-block.tsx";
import { ListPicker } from "./synthesis/list-picker.tsx";
import { usePending } from "./synthesis/pending-edits.tsx";
import { referenceListsQuery } from "./synthesis/synthesis-queries.ts";
import "../../../ui/agent/forms.css";
import "./closing.css";

/** `16/03/2027` */
const typedDay = (isoDay: string) => isoDay.split("-").toReversed().join("/");

/** What a mail may say to a representative whose mandate nobody verified. */
const onlyThatItIsOver = " · mandat non vérifié\u00a0: le message dit seulement que le dossier est clos";

/** Closing: what stays open first, then outcome, end, word, who to tell. The button says what will happen. */
export function CloseDialog({
  found,
  onDone,
  onLetter,
  onReopen,
}: {
  found: CaseView;
  onDone: () => void;
  /** Asked for when nobody could be told by mail. */
  onLetter: () => void;
  /** Offered once it is closed. */
  onReopen: () => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const lists = useQuery(referenceListsQuery(found.organisationId));
  /** What was being edited behind the dialog: saved with the closing. */
  const [along] = useState(usePending().read);
  const reachable = found.participants.filter((one) => !isBlocked(one) && one.speaks !== "ended");
  const posted = !reachable.some(({ side, speaks }) => side === "REQUESTER" && speaks === "yes");
  const [form, setForm] = useState<ClosingForm>(() => ({
    outcome: found.synthesis.withdrawnAt ? "CITIZEN_WAIVER" : "",
    endedOn: typedDay(found.mediationEndedOn ?? dayOf(new Date(), found.timeZone)),
    competent: "PENDING",
    thirdPartyId: found.synthesis.thirdParty?.id ?? "",
    inadmissibilityReason: found.synthesis.inadmissibilityReason ?? "",
    agreement: found.synthesis.partiesAgreement ?? "",
    court: found.synthesis.courtFollowup ?? "",
    finishTasks: false,
    letter: posted && found.synthesis.requester?.deceased !== true,
    words: "",
    sayOutcome: true,
    notify: reachable
      .filter(({ side, getsLetters }) => side === "REQUESTER" && getsLetters)
      .map(({ id }) => id),
  }));
  const [typed, setTyped] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [faults, setFaults] = useState<ClosingFaults>({});
  const [refusal, setRefusal] = useState<string>();
  const summary = useRef<HTMLDivElement>(null);
  const id = useId();
  const set = (part: Partial<ClosingForm>) => {
    setTyped(true);
    setLeaving(false);
    setForm((current) => ({ ...current, ...part }));
  };
  const close = useMutation({
    mutationFn: closeCase,
    onSuccess: (answer) => {
      keepCase(client, answer);
      notify(
        <>
          Dossier {answer.number} clos.{" "}
          {answer.allowed.includes("case.reopen") && (
            <button type="button" className="text-button" onClick={onReopen}>
              Rouvrir…
            </button>
          )}
        </>,
      );
      onDone();
      if (form.letter) onLetter();
    },
    onError: (error) => {
      setRefusal(refusalWords(error));
      void client.invalidateQueries(caseQuery(found.id));
      requestAnimationFrame(() => summary.current?.focus());
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (close.isPending) return;
    setRefusal(undefined);
    if (along?.ok === false) {
      setRefusal(
        `Dans «\u00a0${along.title}\u00a0», un champ en cours de modification est à corriger. Revenez-y avant de clore.`,
      );
      requestAnimationFrame(() => summary.current?.focus());
      return;
    }
    const read = readClosing(form, found, new Date(), along?.ok ? along : undefined);
    setFaults(read.ok ? {} : read.faults);
    if (read.ok) close.mutate(read.input);
    else requestAnimationFrame(() => summary.current?.focus());
  };
  const leave = () => {
    if (typed && !leaving) setLeaving(true);
    else onDone();
  };
  const wrong = Object.entries(faults);
  const known = (along?.ok ? along.edits.assessment?.competent : undefined) ?? found.synthesis.competent;
  const asked = askedBy(form.outcome, known !== null);
  return (
    <Modal
      title={
        <>
          Clore le dossier <span className="nowrap">{found.number}</span>
        </>
      }
      subtitle={found.subject}
      size="large"
      onClose={leave}
      footer={
        leaving ? (
          <div className="modal__leaving" role="alert">
            <p>Quitter sans clore&nbsp;? Ce que vous avez saisi ici sera perdu.</p>
            <Button look="secondary" onClick={onDone}>
              Quitter sans clore
            </Button>
            <Button onClick={() => setLeaving(false)}>Continuer</Button>
          </div>
        ) : (
          <>
            <Button type="submit" form={`${id}-form`} busy={close.isPending && "Clôture en cours…"}>
              {closingLabel(form.notify.length, form.letter)}
            </Button>
            <Button look="secondary" onClick={leave}>
              Annuler
            </Button>
          </>
        )
      }
    >
      <ClosingWarnings
        found={found}
        onGo={onDone}
        finishTasks={form.finishTasks}
        onFinishTasks={(finishTasks) => set({ finishTasks })}
      />
      {along && (
        <p className="closing__along small">
          <Icon name="fr-icon-save-line" size="xs" /> Votre modification en cours de «&nbsp;{along.title}
          &nbsp;» sera enregistrée avec la clôture.
        </p>
      )}
      <div ref={summary} tabIndex={-1} role="alert">
        {(wrong.length > 0 || refusal) && (
          <div className="banner banner--error">
            <Icon name="fr-icon-error-warning-fill" tone="error" />
            <div>
              {refusal && <p>{refusal}</p>}
              <ul className="closing__faults">
                {wrong.map(([field, words]) => (
                  <li key={field}>
                    <a href={`#${id}-${field}`}>{words}</a>
                  </li>
                ))}
              </ul>
            </div>
          </div>
        )}
      </div>
      <form id={`${id}-form`} className="closing" noValidate onSubmit={submit}>
        <div className={`fr-select-group ${faults.outcome ? "fr-select-group--error" : ""}`}>
          <label className="fr-label" htmlFor={`${id}-outcome`}>
            Type de clôture <span className="mention">(obligatoire)</span>
          </label>
          <select
            id={`${id}-outcome`}
            className="fr-select"
            value={form.outcome}
            aria-invalid={faults.outcome ? true : undefined}
            aria-describedby={`${id}-outcome-message`}
            onChange={(event) => set({ outcome: event.currentTarget.value as ClosingForm["outcome"] })}
          >
            <option value="">Choisissez</option>
            {Object.entries(outcomes).map(([code, label]) => (
              <option key={code} value={code}>
                {label}
              </option>
            ))}
          </select>
          <div id={`${id}-outcome-message`} className="fr-messages-group">
            {faults.outcome && <p className="fr-message fr-message--error">{faults.outcome}</p>}
          </div>
        </div>
        <Input
          id={`${id}-endedOn`}
          label={
            <>
              Fin de la médiation <span className="mention">(obligatoire)</span>
            </>
          }
          hint={`Entre le ${shortDay(dayOf(new Date(found.receivedAt), found.timeZone))} (saisine) et aujourd’hui`}
          inputMode="numeric"
          value={form.endedOn}
          error={faults.endedOn}
          onChange={(endedOn) => set({ endedOn })}
        />
        {asked.thirdParty && (
          <div className="closing__wide">
            <ListPicker
              id={`${id}-thirdPartyId`}
              label="Institution compétente (obligatoire)"
              hint="Écrivez un mot&#160;: défenseur, énergie, CAF…"
              list="third_party"
              items={lists.data?.items ?? []}
              value={form.thirdPartyId}
              current={found.synthesis.thirdParty}
              error={faults.thirdPartyId}
              onChange={(thirdPartyId) => set({ thirdPartyId })}
            />
          </div>
        )}
        {asked.reason && (
          <div className="closing__wide">
            <Choice
              id={`${id}-inadmissibilityReason`}
              label="Motif d’irrecevabilité (obligatoire)"
              options={optionsOf(inadmissibilityReasons, "Choisissez")}
              value={form.inadmissibilityReason}
              error={faults.inadmissibilityReason}
              onChange={(reason) =>
                set({ inadmissibilityReason: reason as ClosingForm["inadmissibilityReason"] })
              }
            />
          </div>
        )}
        {asked.competence && (
          <div className="closing__wide">
            <RadioButtons
              name={`${id}-competent`}
              legend="La médiation était-elle compétente ? (obligatoire)"
              options={competenceOptions.filter(({ value }) => value !== "PENDING")}
              value={form.competent === "PENDING" ? undefined : form.competent}
              error={faults.competent}
              onChange={(competent) => set({ competent })}
            />
          </div>
        )}
        <RadioButtons
          name={`${id}-agreement`}
          legend="Accord des parties"
          options={agreementOptions}
          value={form.agreement || "NONE"}
          onChange={(value) => set({ agreement: agreementOf(value) })}
        />
        <RadioButtons
          name={`${id}-court`}
          legend="Suite devant le tribunal administratif"
          options={agreementOptions}
          value={form.court || "NONE"}
          onChange={(value) => set({ court: agreementOf(value) })}
        />
        <div className={`fr-input-group closing__wide ${faults.words ? "fr-input-group--error" : ""}`}>
          <label className="fr-label" htmlFor={`${id}-words`}>
            Mot de conclusion adressé au demandeur <span className="mention">(facultatif)</span>
            <span className="fr-hint-text">
              Il figurera dans le message ci-dessous. La conclusion interne se remplit dans
              «&nbsp;Synthèse&nbsp;».
            </span>
          </label>
          <textarea
            id={`${id}-words`}
            className="fr-input"
            rows={4}
            value={form.words}
            aria-invalid={faults.words ? true : undefined}
            aria-describedby={`${id}-words-message`}
            onChange={(event) => set({ words: event.currentTarget.value })}
          />
          <div id={`${id}-words-message`} className="fr-messages-group" aria-live="polite">
            {faults.words && <p className="fr-message fr-message--error">{faults.words}</p>}
            {!faults.words && form.words.length > limits.closingWordsMax - 200 && (
              <p className="fr-message">{limits.closingWordsMax - form.words.length} caractères restants</p>
            )}
          </div>
        </div>
        <fieldset className="closing__wide closing__notify">
          <legend>Qui prévenir&nbsp;?</legend>
          {reachable.length === 0 && (
            <p className="mention">
              Personne n’a d’adresse e-mail sur ce dossier&nbsp;: prévenez par courrier ou par téléphone.
            </p>
          )}
          <div className="closing__people">
            {reachable.map(({ id: participantId, name, email, side, speaks }) => (
              <Checkbox
                key={participantId}
                id={`${id}-${participantId}`}
                label={name}
                hint={`${sides[side]} · ${email}${speaks === "no_mandate" ? onlyThatItIsOver : ""}`}
                checked={form.notify.includes(participantId)}
                onChange={(checked) =>
                  set({
                    notify: checked
                      ? [...form.notify, participantId]
                      : form.notify.filter((one) => one !== participantId),
                  })
                }
              />
            ))}
          </div>
          {posted && (
            <Checkbox
              id={`${id}-letter`}
              label={`Préparer le courrier pour ${requesterOf(found)?.name ?? "le requérant"}`}
              hint="Il s’ouvre après la clôture, prêt à relire et à imprimer."
              checked={form.letter}
              onChange={(letter) => set({ letter })}
            />
          )}
          {form.notify.length > 0 && (
            <Checkbox
              id={`${id}-say`}
              label="Dire l’issue en clair dans le message"
              hint="Sinon le message dit seulement que le dossier est clos."
              checked={form.sayOutcome}
              onChange={(sayOutcome) => set({ sayOutcome })}
            />
          )}
          {form.notify.length > 0 && (
            <ClosingPreviews
              people={reachable.filter((one) => form.notify.includes(one.id))}
              read={() => {
                const read = readClosing(form, found, new Date(), along?.ok ? along : undefined);
                setFaults(read.ok ? {} : read.faults);
                if (!read.ok) requestAnimationFrame(() => summary.current?.focus());
                return read.ok ? read.input : undefined;
              }}
            />
          )}
        </fieldset>
      </form>
    </Modal>
  );
}
