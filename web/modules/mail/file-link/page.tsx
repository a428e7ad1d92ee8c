import { useCallback, useEffect, useRef, useState } from "react";
import type { FileLinkPage as File } from "../../../../shared/mail/file-links.ts";
import { fileSize } from "../../../../shared/mediation/uploads.ts";
import { ConnectionLost, ProblemError } from "../../../app/api.ts";
import { failureWords } from "../../../app/failure-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { fullDay } from "../../../ui/dates.ts";
import { Notice } from "../../../ui/notice.tsx";
import { guichet, PageFrame } from "../../../ui/page-frame.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { CodeForm } from "./code-form.tsx";
import { Download, NothingThere } from "./download.tsx";
import { currentFile, openFileLink } from "./file-link-api.ts";

type Shown =
  | { at: "loading" }
  | { at: "failed"; error: unknown }
  /** No link was given, or the page closed by itself and its link is not known here any more. */
  | { at: "none"; closed: boolean }
  /** Something is wrong with the link, in the API's own sentence. */
  | { at: "fault"; detail: string }
  | { at: "file"; file: File; closed: boolean };

/** The secret of the address, which goes no further than this page: it leaves the address bar at once. */
const takeToken = (): string | null => {
  const token = location.hash.slice(1);
  if (!token) return null;
  history.replaceState(null, "", location.pathname);
  return token;
};

const isClosed = (error: unknown) => error instanceof ProblemError && error.problem.reason === "link_closed";
const faultOf = (error: unknown): string | undefined =>
  error instanceof ProblemError && error.problem.reason.startsWith("link_") && !isClosed(error)
    ? error.problem.detail
    : undefined;

/** Pace at which the antivirus is asked after. */
const analysisMs = 3_000;

const useFile = () => {
  const [shown, setShown] = useState<Shown>({ at: "loading" });
  const token = useRef<string | null>(null);

  const start = useCallback(async (closed = false) => {
    try {
      const file = token.current ? await openFileLink(token.current) : await currentFile();
      setShown({ at: "file", file, closed });
    } catch (error) {
      const detail = faultOf(error);
      if (detail) setShown({ at: "fault", detail });
      else if (isClosed(error)) setShown({ at: "none", closed });
      else setShown({ at: "failed", error });
    }
  }, []);
  useEffect(() => {
    const fromAddress = () => {
      token.current = takeToken() ?? token.current;
      void start();
    };
    fromAddress();
    // A second link opened in the same tab only changes the fragment.
    const onHash = () => {
      if (location.hash.length > 1) fromAddress();
    };
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, [start]);

  const isAnalysed = shown.at !== "file" || shown.file.state !== "checking";
  useEffect(() => {
    if (isAnalysed) return;
    const look = () => {
      if (document.visibilityState !== "visible") return;
      currentFile().then(
        (file) => setShown({ at: "file", file, closed: false }),
        (error: unknown) => {
          // A lost connection is tried again by the next look; a page that closed is opened again, up to its code.
          if (isClosed(error)) void start(true);
        },
      );
    };
    const timer = setInterval(look, analysisMs);
    return () => clearInterval(timer);
  }, [isAnalysed, start]);

  return {
    shown,
    retry: () => void start(),
    show: (file: File) => setShown({ at: "file", file, closed: false }),
    /** A page that closed meanwhile is opened again, up to its code. */
    onFailure: (error: unknown): boolean => {
      if (!isClosed(error)) return false;
      void start(true);
      return true;
    },
  };
};

const title = "Télécharger un fichier";

const Loading = () => (
  <>
    <h1>{title}</h1>
    <noscript>
      <div className="fr-alert fr-alert--info">
        <h2 className="fr-alert__title">Cette page a besoin de JavaScript</h2>
        <p>Sans lui, répondez à l’e-mail qui contient ce lien pour recevoir le fichier autrement.</p>
      </div>
    </noscript>
    <p role="status" className="fr-sr-only">
      Chargement…
    </p>
    <div className="skeleton" aria-hidden="true">
      <div />
      <div />
    </div>
  </>
);

/** What the link alone shows: the file, who sent it, until when. */
const FileSummary = ({ file }: { file: File }) => (
  <Panel title="Votre fichier">
    <dl className="facts">
      <div>
        <dt>Nom</dt>
        <dd>
          <strong>{file.name}</strong>
        </dd>
      </div>
      {file.size > 0 ? (
        <div>
          <dt>Taille</dt>
          <dd>{fileSize(file.size)}</dd>
        </div>
      ) : null}
      <div>
        <dt>Envoyé par</dt>
        <dd>{file.sender}</dd>
      </div>
      <div>
        <dt>Lien valable jusqu’au</dt>
        <dd>{fullDay(file.endsAt)}</dd>
      </div>
    </dl>
  </Panel>
);

const closedWords = "La page s’est fermée pour protéger ce fichier.";

const OpenFile = ({
  file,
  closed,
  onOpened,
  onFailure,
}: {
  file: File;
  closed: boolean;
  onOpened: (file: File) => void;
  onFailure: (error: unknown) => boolean;
}) => (
  <div className="fr-grid-row fr-grid-row--gutters">
    <div className="fr-col-12 fr-col-md-7">
      <h1>{title}</h1>
      {closed ? (
        <div className="narrow fr-mb-3w">
          <Notice>{closedWords} Demandez un nouveau code pour continuer.</Notice>
        </div>
      ) : null}
      {file.state === "gone" || file.state === "refused" ? (
        <NothingThere file={file} />
      ) : file.open ? (
        <Download file={file} onFailure={onFailure} />
      ) : (
        <CodeForm file={file} onOpened={onOpened} onFailure={onFailure} />
      )}
    </div>
    <aside className="fr-col-12 fr-col-md-4 fr-col-offset-md-1 side" aria-label="Votre fichier">
      <FileSummary file={file} />
    </aside>
  </div>
);

const Failed = ({ error, onRetry }: { error: unknown; onRetry: () => void }) => (
  <Alert
    severity="warning"
    title={error instanceof ConnectionLost ? "La connexion est coupée" : "Le fichier ne s’affiche pas"}
  >
    <p>{failureWords(error)}</p>
    <Button look="secondary" size="sm" onClick={onRetry}>
      Réessayer
    </Button>
  </Alert>
);

/** One file that was too large for a mail: what it is, then a code, then its bytes (settled.md §3). */
export const FileLinkPage = () => {
  const { shown, retry, show, onFailure } = useFile();
  const host =
    shown.at === "file"
      ? { ...guichet, name: shown.file.organisation, service: "Envoi de fichier" }
      : { ...guichet, service: "Envoi de fichier" };
  useEffect(() => {
    if (shown.at === "file") document.title = `${title} – ${shown.file.sender}`;
  }, [shown]);
  if (shown.at === "loading" || shown.at === "file") {
    return (
      <PageFrame host={host}>
        {shown.at === "loading" ? (
          <Loading />
        ) : (
          <OpenFile file={shown.file} closed={shown.closed} onOpened={show} onFailure={onFailure} />
        )}
      </PageFrame>
    );
  }
  return (
    <PageFrame host={host}>
      <h1>{title}</h1>
      <div className="narrow">
        {shown.at === "failed" ? <Failed error={shown.error} onRetry={retry} /> : null}
        {shown.at === "fault" ? (
          <Alert severity="warning" title="Ce lien n’ouvre pas de fichier">
            <p>{shown.detail}</p>
          </Alert>
        ) : null}
        {shown.at === "none" ? (
          <p>
            {shown.closed ? `${closedWords} ` : ""}Ouvrez le lien du fichier depuis l’e-mail qui le contient.
          </p>
        ) : null}
      </div>
    </PageFrame>
  );
};
