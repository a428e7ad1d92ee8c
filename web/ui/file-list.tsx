import { useRef, useState } from "react";
import { fileSize, percent } from "../../shared/mediation/uploads.ts";
import { Button } from "./button.tsx";
import { classes } from "./classes.ts";
import type { Upload, Uploads } from "./uploads.ts";

const icon = (name: string) =>
  /\.pdf$/i.test(name)
    ? "fr-icon-file-pdf-line"
    : /\.(jpe?g|png|webp|hei[cf]|tiff?)$/i.test(name)
      ? "fr-icon-image-line"
      : "fr-icon-file-line";

const Sending = ({ name, sent, size }: { name: string; sent: number; size: number }) => (
  <>
    <progress
      className="file__progress"
      max={100}
      value={percent(sent, size)}
      aria-label={`Envoi de ${name}`}
    />
    <p className="file__state figures">
      Envoi en cours : {percent(sent, size)} %{" "}
      <span className="mention">
        · {fileSize(sent)} sur {fileSize(size)}
      </span>
    </p>
  </>
);

const State = ({ upload: { name, size, state } }: { upload: Upload }) => {
  switch (state.at) {
    case "waiting":
      return <p className="file__state">En attente</p>;
    case "sending":
      return <Sending name={name} sent={state.sent} size={size} />;
    case "checking":
      return <p className="file__state">Vérification…</p>;
    case "added":
      return (
        <p className="file__state file__state--good">
          <span className="fr-icon-checkbox-circle-fill" aria-hidden="true" />
          Ajouté <span className="mention">· {fileSize(size)}</span>
        </p>
      );
    case "interrupted":
      return <p className="file__state">Envoi interrompu à {percent(state.sent, size)} %.</p>;
    case "refused":
      return (
        <>
          <p className="file__state file__state--bad">
            <span className="fr-icon-error-warning-fill" aria-hidden="true" />
            Refusé : {state.cause}
          </p>
          {state.advice ? <p className="file__state">{state.advice}</p> : null}
        </>
      );
  }
};

/** The word of the one action of a row, and what only a screen reader hears after it. */
const actionOf = ({ name, state }: Upload) => {
  if (state.at === "added")
    return { word: "Retirer", rest: ` ${name}`, icon: "fr-icon-delete-line" as const };
  if (state.at === "refused") {
    return { word: "Fermer", rest: ` ce message sur ${name}`, icon: "fr-icon-close-line" as const };
  }
  return { word: "Annuler", rest: ` l’envoi de ${name}`, icon: "fr-icon-close-line" as const };
};

interface FileListProps {
  uploads: Uploads;
  rows: readonly Upload[];
  /** Where the focus goes when the last row is gone. */
  focusAfterLast: () => void;
}

/** One row a file: its name, its state in words, its size, one action. */
export const FileList = ({ uploads, rows, focusAfterLast }: FileListProps) => {
  const list = useRef<HTMLUListElement>(null);
  const [said, setSaid] = useState("");
  const remove = (upload: Upload, place: number) => {
    uploads.remove(upload.key);
    setSaid(`${upload.name} retiré`);
    requestAnimationFrame(() => {
      const buttons = list.current?.querySelectorAll<HTMLButtonElement>("[data-action=remove]") ?? [];
      const next = buttons[Math.min(place, buttons.length - 1)];
      if (next) next.focus();
      else focusAfterLast();
    });
  };
  return (
    <>
      <ul className="files" ref={list}>
        {rows.map((upload, place) => {
          const action = actionOf(upload);
          return (
            <li
              key={upload.key}
              className={classes("file", upload.state.at === "refused" && "file--refused")}
            >
              <span className={icon(upload.name)} aria-hidden="true" />
              <div>
                <p className="file__name">{upload.name}</p>
                <State upload={upload} />
              </div>
              <div className="file__actions">
                {upload.state.at === "interrupted" ? (
                  <Button
                    look="quiet"
                    size="sm"
                    icon="fr-icon-refresh-line"
                    onClick={() => uploads.retry(upload.key)}
                  >
                    Réessayer<span className="fr-sr-only"> l’envoi de {upload.name}</span>
                  </Button>
                ) : null}
                <Button
                  look="quiet"
                  size="sm"
                  icon={action.icon}
                  data-action="remove"
                  onClick={() => remove(upload, place)}
                >
                  {action.word}
                  <span className="fr-sr-only">{action.rest}</span>
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
      <FileNews rows={rows} said={said} />
    </>
  );
};

/** Says aloud how each file ended, never its progress. */
const FileNews = ({ rows, said }: { rows: readonly Upload[]; said: string }) => {
  const ended = rows.flatMap(({ name, state }) =>
    state.at === "added"
      ? [`${name} ajouté`]
      : state.at === "refused"
        ? [`${name} refusé : ${state.cause}`]
        : state.at === "interrupted"
          ? [`Envoi de ${name} interrompu`]
          : [],
  );
  return (
    <p className="fr-sr-only" aria-live="polite">
      {[said, ended.at(-1)].filter(Boolean).join(". ")}
    </p>
  );
};
