import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { BulkResult, bulkMost, bulkUndoMinutes, undoable } from "../../../../shared/mediation/bulk.ts";
import type { CasePage, CaseTotal } from "../../../../shared/mediation/case-lists.ts";
import type { JobView } from "../../../../shared/mediation/jobs.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Menu } from "../../../ui/agent/menu.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { useShortcuts } from "../../../ui/agent/shortcuts.ts";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { BulkDialog, type BulkDialogName } from "./bulk-dialogs.tsx";
import { bulkJobQuery, forgetCases, undoBulk } from "./bulk-queries.ts";
import { BulkRefused } from "./bulk-refused.tsx";
import { useSelection } from "./bulk-selection.tsx";
import { resultWords } from "./bulk-words.ts";
import { JobFile } from "./files/job-file.tsx";
import { mayInMediation } from "./rights.ts";
import "./bulk.css";

const first: readonly { opens: BulkDialogName; label: string }[] = [
  { opens: "assign", label: "Transférer…" },
  { opens: "status", label: "Statut…" },
  { opens: "due", label: "Échéance…" },
  { opens: "tag", label: "Étiquette…" },
];
const others: readonly { opens: BulkDialogName; label: string; icon: `fr-icon-${string}` }[] = [
  { opens: "domain", label: "Domaine…", icon: "fr-icon-stack-line" },
  { opens: "letters", label: "Imprimer des courriers…", icon: "fr-icon-printer-line" },
  { opens: "watch", label: "Suivre…", icon: "fr-icon-eye-line" },
];

/**
 * What may be done with the ticked cases, then how far it is and what it came to. It opens under the filters and pushes
 * the table down once.
 */
export function BulkBar({
  space,
  total,
  everyCase,
}: {
  space: AgentSpace;
  total: CaseTotal | undefined;
  /** Reads the first cases of the list, as many as one act may change. */
  everyCase: () => Promise<CasePage["cases"]>;
}) {
  const selection = useSelection();
  const [opened, setOpened] = useState<BulkDialogName>();
  const [job, setJob] = useState<{ id: string; numbers: ReadonlyMap<string, string> }>();
  const { notify } = useNotices();
  const all = useMutation({
    mutationFn: everyCase,
    onSuccess: (cases) => selection?.choose(cases),
    onError: (error) => notify(refusalWords(error)),
  });
  useShortcuts({ a: selection?.chosen.size ? () => setOpened("assign") : undefined });
  if (!selection) return null;
  const cases = [...selection.chosen.values()];
  const more = total && cases.length > 0 && total.total > cases.length && cases.length < bulkMost;
  const items = mayInMediation(space, "case.bulk_message")
    ? [
        ...others,
        { opens: "message" as const, label: "Envoyer un modèle…", icon: "fr-icon-mail-line" as const },
      ]
    : others;
  return (
    <>
      {cases.length > 0 && (
        <section className="bulk-bar" aria-label="Dossiers sélectionnés">
          <p className="bulk-bar__count">
            <strong role="status">
              {cases.length === 1
                ? "1\u00a0dossier sélectionné"
                : `${cases.length}\u00a0dossiers sélectionnés`}
            </strong>
            <button type="button" className="text-button" onClick={selection.clear}>
              Tout désélectionner
            </button>
            {more && (
              <button type="button" className="text-button" onClick={() => !all.isPending && all.mutate()}>
                {total.total > bulkMost || total.more
                  ? `Sélectionner les ${bulkMost} premiers dossiers de ce filtre`
                  : `Sélectionner les ${total.total} dossiers de ce filtre`}
              </button>
            )}
          </p>
          <div className="bulk-bar__acts">
            {first.map(({ opens, label }) => (
              <Button key={opens} size="sm" look="secondary" onClick={() => setOpened(opens)}>
                {label}
              </Button>
            ))}
            <Menu
              align="right"
              className="case-menu"
              button={<span className="fr-btn fr-btn--sm fr-btn--tertiary">Autres actions</span>}
            >
              <ul>
                {items.map(({ opens, label, icon }) => (
                  <li key={opens}>
                    <button type="button" onClick={() => setOpened(opens)}>
                      <Icon name={icon} />
                      {label}
                    </button>
                  </li>
                ))}
              </ul>
            </Menu>
          </div>
        </section>
      )}
      {opened && (
        <BulkDialog
          name={opened}
          space={space}
          cases={cases}
          onAsked={(id) => {
            setJob({ id, numbers: new Map(cases.map((one) => [one.id, one.number])) });
            selection.clear();
          }}
          onClose={() => setOpened(undefined)}
        />
      )}
      {job && (
        <BulkProgress
          key={job.id}
          {...job}
          onUndo={(id) => setJob({ id, numbers: job.numbers })}
          onClose={() => setJob(undefined)}
        />
      )}
    </>
  );
}

/** One bulk act under way, then its result. */
function BulkProgress({
  id,
  numbers,
  onUndo,
  onClose,
}: {
  id: string;
  numbers: ReadonlyMap<string, string>;
  onUndo: (jobId: string) => void;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const query = useQuery(bulkJobQuery(id));
  const job = query.data;
  const over = job?.state === "done" || job?.state === "failed";
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  useEffect(() => {
    if (over) void forgetCases(client);
  }, [over, client]);
  const result = job?.state === "done" ? BulkResult.safeParse(job.result).data : undefined;
  return (
    <section ref={box} tabIndex={-1} className="bulk-result" aria-label="Action sur plusieurs dossiers">
      {query.isError && <p className="tone-error">{refusalWords(query.error)}</p>}
      {!over && !query.isError && (
        <p className="bulk-result__head">
          <span className="grow" role="status">
            Action en cours : {job?.made ?? 0} sur {job?.total ?? numbers.size}. Vous pouvez continuer à
            travailler.
          </span>
          <progress max={job?.total ?? 1} value={job?.made ?? 0} aria-label="Avancement" />
        </p>
      )}
      {job?.state === "failed" && (
        <p className="bulk-result__head" role="alert">
          <span className="grow">L’action n’a pas pu aboutir : vos droits ont peut-être changé.</span>
          <Close onClose={onClose} />
        </p>
      )}
      {job && result && (
        <>
          <p className="bulk-result__head">
            <Icon name="fr-icon-checkbox-circle-line" tone="success" />
            <strong className="grow" role="status">
              {resultWords(result.act, result.lines)}
            </strong>
            {job.file && <JobFile id={job.id} part={0} {...job.file} />}
            <Undo job={job} result={result} onUndo={onUndo} />
            <Close onClose={onClose} />
          </p>
          <BulkRefused lines={result.lines} numbers={numbers} />
        </>
      )}
    </section>
  );
}

const Close = ({ onClose }: { onClose: () => void }) => (
  <button type="button" className="text-button" onClick={onClose}>
    Fermer
  </button>
);

/** « Annuler l’attribution (encore 9 min) », while it can be. */
function Undo({
  job,
  result,
  onUndo,
}: {
  job: JobView;
  result: BulkResult;
  onUndo: (jobId: string) => void;
}) {
  const now = useNow();
  const { notify } = useNotices();
  const undo = useMutation({
    mutationFn: () => undoBulk(job.id),
    onSuccess: ({ jobId }) => onUndo(jobId),
    onError: (error) => notify(refusalWords(error)),
  });
  const left = bulkUndoMinutes - Math.floor((now.getTime() - Date.parse(job.finishedAt ?? "")) / 60_000);
  const some = result.lines.some(({ done, version }) => done && version !== undefined);
  if (!undoable(result.act) || result.undoneBy || !some || !(left > 0)) return null;
  return (
    <Button size="sm" look="secondary" busy={undo.isPending && "Un instant…"} onClick={() => undo.mutate()}>
      {result.act === "assign" ? "Annuler l’attribution" : "Annuler"} (encore {left}&nbsp;min)
    </Button>
  );
}
