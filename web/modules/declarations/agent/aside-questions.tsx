import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { differenceWords, eurosWords } from "../../../../shared/declarations/amount-words.ts";
import type { AsideAnswer, AsideView, DecideAsides } from "../../../../shared/declarations/asides.ts";
import { asideReasons } from "../../../../shared/declarations/enums.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { capital, dayOf, exactDay } from "../../../ui/agent/relative-dates.ts";
import { Button } from "../../../ui/button.tsx";
import { asideEffect, decideAsides } from "./show-queries.ts";
import "./asides.css";

const later = "later";

const countedWords = (count: number) =>
  count === 1 ? "1\u00a0vente mise de côté" : `${count}\u00a0ventes mises de côté`;

/** « +1 entrée, +12,00 € » */
const effectWords = (effect: AsideAnswer["effect"]): string | undefined =>
  effect === null
    ? "compté à la prochaine lecture"
    : effect.entries === 0 && effect.gross === 0
      ? undefined
      : `+${effect.entries}\u00a0${effect.entries === 1 ? "entrée" : "entrées"}, ${differenceWords(effect.gross)}`;

/**
 * Records set aside, one question each, the likeliest answer chosen but never applied alone; the total they would give
 * is said before anything is written (screens §4).
 */
export function AsideQuestions({
  records,
  timeZone,
  mayDecide,
  organisationId,
  heading,
}: {
  records: readonly AsideView[];
  timeZone: string;
  mayDecide: boolean;
  organisationId: string;
  /** Instead of how many there are. */
  heading?: string;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const id = useId();
  const [chosen, setChosen] = useState<Record<string, number | typeof later>>({});
  const choiceOf = (record: AsideView): number | typeof later =>
    chosen[record.id] ?? (record.answers.length > 0 ? 0 : later);
  const decisions: DecideAsides["decisions"] = records.flatMap((record) => {
    const choice = choiceOf(record);
    const answer = choice === later ? undefined : record.answers[choice];
    return answer ? [{ id: record.id, version: record.version, resolution: answer.resolution }] : [];
  });
  const effect = useQuery({
    queryKey: ["declarations", "aside-effect", organisationId, decisions],
    queryFn: ({ signal }) => asideEffect({ organisation: organisationId, decisions }, signal),
    enabled: mayDecide && decisions.length > 0,
  }).data;
  const decide = useMutation({
    mutationFn: () => decideAsides({ organisation: organisationId, decisions }),
    onSuccess: ({ decided, applied }) => {
      void client.invalidateQueries({ queryKey: ["declarations"] });
      notify(
        `${decided === 1 ? "1\u00a0choix enregistré" : `${decided}\u00a0choix enregistrés`}.${applied ? "" : " Les chiffres changeront à la prochaine lecture."}`,
      );
      document.querySelector<HTMLElement>("main h1")?.focus();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (decisions.length > 0) decide.mutate();
  };
  const count = records.reduce((total, record) => total + record.count, 0);
  const blocks = records.some(({ blocking }) => blocking);
  return (
    <form className="aside-questions" aria-labelledby={`${id}-title`} onSubmit={submit}>
      <h2 id={`${id}-title`}>
        <Icon name="fr-icon-question-line" tone="warning" /> {heading ?? countedWords(count)}
      </h2>
      <p className="small mention">
        {count === 1 ? "Elle n’est dans aucun total." : "Elles ne sont dans aucun total."}
        {blocks && (count === 1 ? " L’envoi attend votre décision." : " L’envoi attend vos décisions.")}
      </p>
      {records.map((record) => (
        <Question
          key={record.id}
          record={record}
          timeZone={timeZone}
          mayDecide={mayDecide}
          choice={choiceOf(record)}
          onChoose={(choice) => setChosen((all) => ({ ...all, [record.id]: choice }))}
        />
      ))}
      {decide.isError && (
        <p className="tone-error" role="alert">
          {refusalWords(decide.error)}
        </p>
      )}
      {mayDecide ? (
        <div className="row row--wrap aside-questions__foot">
          <Button
            type="submit"
            size="sm"
            look="secondary"
            busy={decide.isPending && "Enregistrement…"}
            aria-disabled={decisions.length === 0}
          >
            {decisions.length === 1 ? "Appliquer ce choix" : `Appliquer ces ${decisions.length} choix`}
          </Button>
          <p className="small mention grow" aria-live="polite">
            {effect?.shows.map(({ id: show, name, after }) => (
              <span key={show}>
                {effect.shows.length > 1 && `${name}\u00a0: `}
                {after ? (
                  <>
                    Total TTC après décision&nbsp;: <strong>{eurosWords(after.gross)}</strong>.{" "}
                  </>
                ) : (
                  "Le total sera connu à la prochaine lecture. "
                )}
              </span>
            ))}
            Gardé aux prochaines lectures, modifiable avant l’envoi.
          </p>
        </div>
      ) : (
        <p className="small mention">Un préparateur, un déclarant ou un responsable peut décider.</p>
      )}
    </form>
  );
}

function Question({
  record,
  timeZone,
  mayDecide,
  choice,
  onChoose,
}: {
  record: AsideView;
  timeZone: string;
  mayDecide: boolean;
  choice: number | typeof later;
  onChoose: (choice: number | typeof later) => void;
}) {
  const when = record.performance
    ? capital(exactDay(dayOf(new Date(record.performance.startAt), timeZone)))
    : asideReasons[record.reason];
  return (
    <fieldset className="aside-question" disabled={!mayDecide}>
      <legend>
        <strong>{record.question}</strong>
        <span className="small mention second-line">
          {when}
          {record.amount !== 0 && ` · ${eurosWords(record.amount)}`}
        </span>
      </legend>
      {record.answers.map((answer, index) => {
        const effect = effectWords(answer.effect);
        return (
          <label key={JSON.stringify(answer.resolution)} className="plain-radio">
            <input
              type="radio"
              name={`aside-${record.id}`}
              checked={choice === index}
              onChange={() => onChoose(index)}
            />
            <span>
              {answer.label}{" "}
              <span className="small mention">{[answer.hint, effect].filter(Boolean).join(" · ")}</span>
            </span>
          </label>
        );
      })}
      <label className="plain-radio">
        <input
          type="radio"
          name={`aside-${record.id}`}
          checked={choice === later}
          onChange={() => onChoose(later)}
        />
        <span>Décider plus tard</span>
      </label>
    </fieldset>
  );
}
