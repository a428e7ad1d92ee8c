import { type RefObject, useEffect, useRef, useState } from "react";
import { dayIn } from "../../../../../shared/mediation/dates.ts";
import { mediationName, mediatorWords } from "../../../../../shared/mediation/mediator-words.ts";
import type { PublicOrganisation, Receipt } from "../../../../../shared/mediation/schema.ts";
import { Button } from "../../../../ui/button.tsx";
import { ErrorSummary } from "../../../../ui/error-summary.tsx";
import { Stepper } from "../../../../ui/stepper.tsx";
import { useUploads } from "../../../../ui/use-uploads.ts";
import { toRequest } from "./answers.ts";
import { CheckStep } from "./check-step.tsx";
import { DetailsStep } from "./details-step.tsx";
import { DisputeStep } from "./dispute-step.tsx";
import { FilesStep } from "./files-step.tsx";
import { ForWhomStep } from "./for-whom-step.tsx";
import { FoundDraft } from "./found-draft.tsx";
import { type Fault, faultsOf, usualForm } from "./problems.ts";
import { QuestionFiles } from "./question-files.tsx";
import { draftUploads } from "./request-door.ts";
import { SendingFaultAlert } from "./sending-fault.tsx";
import { promisedFiles, sentFiles } from "./sent-files.ts";
import { DraftPanel, HelpPanel } from "./side-column.tsx";
import { bindFields, type StepProps } from "./step-props.ts";
import {
  fieldId,
  lastStep,
  progressOf,
  type StepNumber,
  stepAfter,
  stepOfField,
  stepTitle,
} from "./steps.ts";
import { useDraft } from "./use-draft.ts";
import { useSending, waitingWords } from "./use-sending.ts";
import { useShownFaults } from "./use-shown-faults.ts";
import { useSteps } from "./use-steps.ts";

interface RequestFormProps {
  slug: string | null;
  organisation: PublicOrganisation | null;
  onFiled: (receipt: Receipt) => void;
}

const useTitle = (step: StepNumber, wrong: boolean, organisation: PublicOrganisation | null) => {
  useEffect(() => {
    const name = organisation ? mediationName(organisation.name) : "Médiation";
    document.title = `${wrong ? "Erreur : " : ""}${stepTitle(step)} – ${name}`;
  }, [step, wrong, organisation]);
};

const focusSummary = (summaryBox: RefObject<HTMLDivElement | null>) =>
  requestAnimationFrame(() => summaryBox.current?.focus());

/** The trap: people do not see it and leave it empty. */
const Trap = ({ field }: { field: RefObject<HTMLInputElement | null> }) => (
  <div className="out-of-sight" aria-hidden="true">
    <label htmlFor="website">Ne remplissez pas ce champ</label>
    <input ref={field} id="website" name="website" type="text" tabIndex={-1} autoComplete="off" />
  </div>
);

export const RequestForm = ({ slug, organisation, onFiled }: RequestFormProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const summaryBox = useRef<HTMLDivElement>(null);
  const trap = useRef<HTMLInputElement>(null);
  const draftId = useRef("");
  const slugNow = useRef("");
  slugNow.current = slug ?? "";
  const form = organisation?.form ?? usualForm;
  const formNow = useRef(form);
  formNow.current = form;
  const { uploads, rows } = useUploads(() =>
    draftUploads(
      () => slugNow.current,
      () => draftId.current,
      () => formNow.current.fileMegabytes,
    ),
  );
  const { draft, phase, savedAt, change, resume, restart, finish } = useDraft(slug, uploads, rows);
  draftId.current = draft.draftId;
  const { answers, step } = draft;
  const [returning, setReturning] = useState(false);
  const today = dayIn(organisation?.timeZone ?? "Europe/Paris", new Date());
  const faultsAt = (at: StepNumber) => faultsOf(at, answers, { today, form, files: promisedFiles(rows) });
  const shown = useShownFaults(() => faultsAt(step));
  const words = mediatorWords(organisation?.title ?? "");

  const goTo = (next: StepNumber, faults: Fault[] = []) => {
    shown.show(faults);
    change({ step: next });
    if (faults.length > 0) focusSummary(summaryBox);
  };
  const { back } = useSteps({
    draftId: draft.draftId,
    step,
    ready: phase === "writing",
    heading,
    onStep: (next) => {
      setReturning(false);
      goTo(next);
    },
  });
  useTitle(step, shown.faults.length > 0, organisation);

  const sending = useSending({
    slug: slug ?? "",
    rows,
    begun: step > 1,
    request: () =>
      toRequest(answers, {
        draftId: draft.draftId,
        files: sentFiles(rows),
        form: organisation?.form,
        filledInMs: Date.now() - draft.openedAt,
        website: trap.current?.value ?? "",
        today,
      }),
    onFiled: (receipt) => {
      finish();
      onFiled(receipt);
    },
    onFieldFaults: (faults) => {
      const first = stepOfField(faults[0]?.path ?? "");
      setReturning(true);
      goTo(
        first,
        faults.filter(({ path }) => stepOfField(path) === first),
      );
    },
  });

  /** The first step that cannot be left as it is, when everything is to be sent. */
  const firstWrongStep = () => ([1, 2, 3, 4] as const).find((number) => faultsAt(number).length > 0);

  const submit = () => {
    if (phase !== "writing") return;
    const faults = faultsAt(step);
    if (faults.length > 0) {
      shown.show(faults);
      focusSummary(summaryBox);
    } else if (step < lastStep) {
      goTo(returning ? lastStep : stepAfter(step, form));
      setReturning(false);
    } else {
      const wrong = firstWrongStep();
      setReturning(wrong !== undefined);
      if (wrong) goTo(wrong, faultsAt(wrong));
      else sending.send();
    }
  };

  if (phase === "found")
    return (
      <FoundDraft
        savedAt={draft.savedAt}
        onResume={() => {
          resume();
          requestAnimationFrame(() => heading.current?.focus());
        }}
        onRestart={restart}
      />
    );

  const stepProps: StepProps = {
    answers,
    change: (patch) => change({ answers: { ...answers, ...patch } }),
    words,
    form,
    field: bindFields(shown.messageAt, shown.recheck),
  };
  const busy = sending.phase === "idle" ? false : "Envoi en cours…";
  return (
    <div className="fr-grid-row fr-grid-row--gutters">
      <div className="fr-col-12 fr-col-md-8">
        <Stepper ref={heading} {...progressOf(step, form)} />
        <form
          className="form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          {shown.faults.length > 0 ? (
            <ErrorSummary
              ref={summaryBox}
              errors={shown.faults.map(({ path, focus, summary }) => ({
                fieldId: fieldId(focus ?? path),
                summary,
              }))}
            />
          ) : null}
          {sending.fault && step === lastStep ? (
            <SendingFaultAlert
              fault={sending.fault}
              phone={organisation?.phone}
              onRetry={sending.send}
              onFiles={() => goTo(4)}
            />
          ) : null}
          {step < 4 ? (
            <p className="mention">Les champs sont obligatoires, sauf mention « facultatif ».</p>
          ) : null}
          {step === 1 ? <ForWhomStep {...stepProps} /> : null}
          {step === 2 ? <DetailsStep {...stepProps} /> : null}
          {step === 3 ? (
            <DisputeStep
              {...stepProps}
              files={promisedFiles(rows)}
              questionFiles={(question, asked) => (
                <QuestionFiles
                  key={question.id}
                  question={question}
                  words={asked}
                  uploads={uploads}
                  rows={rows}
                  field={stepProps.field(`answers.${question.id}`)}
                />
              )}
            />
          ) : null}
          {step === 4 ? (
            <FilesStep
              uploads={uploads}
              rows={rows}
              form={form}
              error={shown.messageAt("files")}
              forSomeone={answers.onBehalf === "PERSON"}
            />
          ) : null}
          {step === 5 ? (
            <CheckStep
              answers={answers}
              form={form}
              change={stepProps.change}
              rows={rows}
              today={today}
              privacy={organisation?.privacy}
              onEdit={(edited) => {
                setReturning(true);
                goTo(edited);
              }}
            />
          ) : null}
          <Trap field={trap} />
          <p role="status" className="mention">
            {sending.phase === "waiting" ? waitingWords(rows) : ""}
          </p>
          <div className="actions actions--form">
            {step > 1 ? (
              <Button look="tertiary" onClick={back}>
                Étape précédente
              </Button>
            ) : null}
            <Button type="submit" busy={busy}>
              {step === lastStep ? "Envoyer ma demande" : "Continuer"}
            </Button>
          </div>
        </form>
      </div>
      <aside className="fr-col-12 fr-col-md-4 side" aria-label="Aide">
        <HelpPanel organisation={organisation} />
        <DraftPanel savedAt={savedAt} onErase={restart} />
      </aside>
    </div>
  );
};
