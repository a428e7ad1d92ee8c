import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { channels } from "../../../../../shared/mediation/enums.ts";
import {
  type CasesCompared,
  type MergedGroup,
  mergedGroups,
} from "../../../../../shared/mediation/merging.ts";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { Modal } from "../../../../ui/agent/modal.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { dayOf, shortDay } from "../../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Alert } from "../../../../ui/alert.tsx";
import { Button } from "../../../../ui/button.tsx";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { CaseLink } from "../case-link.tsx";
import { keepCase } from "../case-queries.ts";
import { Status } from "../status-mark.tsx";
import { comparisonQuery, keepNeighbours, linkCases, mergeCases } from "./people-queries.ts";
import "./people.css";

type Side = CasesCompared["one"];

/**
 * Two cases side by side, and what can be done about them: nothing, a link, or a merge of the second into the first
 * with what wins. `caseId` is the one that would stay.
 */
export function CompareDialog({
  caseId,
  otherId,
  space,
  onClose,
}: {
  caseId: string;
  otherId: string;
  space: AgentSpace;
  onClose: () => void;
}) {
  const [kept, setKept] = useState(caseId);
  const gone = kept === caseId ? otherId : caseId;
  const query = useQuery(comparisonQuery(kept, gone));
  return query.data ? (
    <Compared
      key={kept}
      found={query.data}
      space={space}
      onSwap={() => setKept(gone)}
      onClose={onClose}
      reload={() => void query.refetch()}
    />
  ) : (
    <Modal title="Comparer deux dossiers" size="large" onClose={onClose}>
      {query.isError ? (
        <LoadFailed what="ces deux dossiers" error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Skeleton says="Chargement des deux dossiers…" rows={5} />
      )}
    </Modal>
  );
}

function Compared({
  found,
  space,
  onSwap,
  onClose,
  reload,
}: {
  found: CasesCompared;
  space: AgentSpace;
  onSwap: () => void;
  onClose: () => void;
  reload: () => void;
}) {
  const { one, other } = found;
  const client = useQueryClient();
  const { notify } = useNotices();
  const [merging, setMerging] = useState(false);
  const [preferOther, setPreferOther] = useState<readonly MergedGroup[]>([]);
  const [requesters, setRequesters] = useState<"same_person" | "cosignatory">();
  const [missing, setMissing] = useState(false);
  const alert = useRef<HTMLDivElement>(null);
  const failed = () => requestAnimationFrame(() => alert.current?.focus());
  const merge = useMutation({
    mutationFn: () =>
      mergeCases(one.id, {
        otherId: other.id,
        version: one.version,
        otherVersion: other.version,
        preferOther: [...preferOther],
        ...(requesters ? { requesters } : {}),
      }),
    onSuccess: (survivor) => {
      keepCase(client, survivor);
      void client.invalidateQueries({ queryKey: ["mediation", "neighbours"] });
      void client.invalidateQueries({ queryKey: ["mediation", "case", other.id] });
      notify(
        <>
          {other.number} est fusionné dans {one.number}. Annulable pendant 30&nbsp;jours.{" "}
          <CaseLink organisation={space.organisation} id={one.id}>
            Ouvrir {one.number}
          </CaseLink>
        </>,
      );
      onClose();
    },
    onError: () => {
      failed();
      reload();
    },
  });
  const link = useMutation({
    mutationFn: (kind: "DUPLICATE" | "RELATED" | "COLLECTIVE") =>
      linkCases(one.id, { otherId: other.id, kind }),
    onSuccess: (beside) => {
      keepNeighbours(client, one.id, beside);
      notify(`${one.number} et ${other.number} sont liés.`);
      onClose();
    },
    onError: failed,
  });
  const confirm = () => {
    if (!found.sameRequester && !requesters) {
      setMissing(true);
      document.getElementById("merge-requesters")?.focus();
      return;
    }
    if (!merge.isPending) merge.mutate();
  };
  const error = merge.error ?? link.error;
  return (
    <Modal
      title={merging ? `Fusionner ${other.number} dans ${one.number}` : "Comparer deux dossiers"}
      subtitle={
        merging
          ? "Les échanges, pièces, notes et tâches passent dans le dossier qui reste. Annulable pendant 30 jours."
          : undefined
      }
      size="large"
      onClose={onClose}
      footer={
        merging ? (
          <>
            <Button busy={merge.isPending && "Fusion en cours…"} onClick={confirm}>
              Fusionner dans {one.number}
            </Button>
            <Button look="secondary" onClick={() => setMerging(false)}>
              Revenir à la comparaison
            </Button>
          </>
        ) : (
          <>
            {found.mergeRefusal === null && <Button onClick={() => setMerging(true)}>Fusionner…</Button>}
            {found.mayLink && (
              <Button
                look="secondary"
                busy={link.isPending && "Lien en cours…"}
                onClick={() => link.mutate(found.sameRequester ? "DUPLICATE" : "COLLECTIVE")}
              >
                {found.sameRequester ? "Lier comme doublon" : "Lier : même litige, autres requérants"}
              </Button>
            )}
            <Button look="tertiary" onClick={onClose}>
              Laisser séparés
            </Button>
          </>
        )
      }
    >
      <div className="dialog-form">
        {error && <Alert ref={alert} severity="error" title={refusalWords(error)} />}
        {!merging && found.mergeRefusal !== null && (
          <p className="mention small">Fusion impossible&nbsp;: {found.mergeRefusal}</p>
        )}
        <div className="compared">
          <ComparedSide side={one} role={merging ? "Reste" : undefined} space={space} />
          <ComparedSide side={other} role={merging ? "Sera fusionné" : undefined} space={space} />
        </div>
        {merging && (
          <>
            <p>
              <button type="button" className="text-button" onClick={onSwap}>
                Inverser&nbsp;: garder {other.number}
              </button>
            </p>
            {!found.sameRequester && (
              <RadioButtons
                name="merge-requesters"
                legend="Les deux requérants sont différents. Qui sont-ils ?"
                options={[
                  { value: "same_person", label: "La même personne" },
                  {
                    value: "cosignatory",
                    label: "Des cosignataires",
                    hint: `${other.requesterName} devient un interlocuteur du côté requérant et lit les échanges.`,
                  },
                ]}
                value={requesters}
                onChange={(value) => {
                  setRequesters(value);
                  setMissing(false);
                }}
                error={missing ? "Choisissez, ou liez plutôt les deux dossiers." : undefined}
                inline={false}
              />
            )}
            {found.differing.map(({ group, one: ours, other: theirs }) => (
              <RadioButtons
                key={group}
                name={`merge-${group}`}
                legend={mergedGroups[group].label}
                options={[
                  { value: "one", label: <Value words={ours} />, hint: `De ${one.number}` },
                  { value: "other", label: <Value words={theirs} />, hint: `De ${other.number}` },
                ]}
                value={preferOther.includes(group) ? "other" : "one"}
                onChange={(value) =>
                  setPreferOther((before) =>
                    value === "other" ? [...before, group] : before.filter((kept) => kept !== group),
                  )
                }
                inline={false}
              />
            ))}
            <ul className="consequences">
              <li>
                <span>
                  La saisine garde la date la plus ancienne&nbsp;: le{" "}
                  {shortDay(
                    dayOf(new Date(one.receivedAt < other.receivedAt ? one.receivedAt : other.receivedAt)),
                  )}
                  .
                </span>
              </li>
              <li>
                <span>
                  {other.entries} échanges, {other.files} pièces et {other.tasks} tâches ouvertes passent dans{" "}
                  {one.number}.
                </span>
              </li>
              {found.filled.length > 0 && (
                <li>
                  <span>
                    Complété par {other.number}&nbsp;:{" "}
                    {found.filled.map((group) => mergedGroups[group].label.toLowerCase()).join(", ")}.
                  </span>
                </li>
              )}
              <li>
                <span>
                  L’adresse, le numéro et la page de suivi de {other.number} mènent à {one.number}.
                </span>
              </li>
              {(one.restricted !== other.restricted || one.legalHold !== other.legalHold) && (
                <li>
                  <span>Le dossier qui reste sera protégé comme le plus protégé des deux.</span>
                </li>
              )}
            </ul>
          </>
        )}
      </div>
    </Modal>
  );
}

const Value = ({ words }: { words: string }) => (
  <span className="compared__value">{words.length > 400 ? `${words.slice(0, 400)}…` : words}</span>
);

function ComparedSide({ side, role, space }: { side: Side; role: string | undefined; space: AgentSpace }) {
  return (
    <section className="box compared__side" aria-label={`Dossier ${side.number}`}>
      {role && <p className="small mention">{role}</p>}
      <h3>
        <CaseLink organisation={space.organisation} id={side.id}>
          {side.number}
        </CaseLink>{" "}
        {side.subject}
      </h3>
      <dl className="facts">
        <dt>Requérant</dt>
        <dd>{side.requesterName}</dd>
        <dt>Joindre</dt>
        <dd className="break-anywhere">
          {[side.email, side.phone, side.place].filter(Boolean).join(" · ") || "Non renseigné"}
        </dd>
        <dt>Saisine</dt>
        <dd>
          {shortDay(dayOf(new Date(side.receivedAt)))} · {channels[side.channel]}
        </dd>
        <dt>Statut</dt>
        <dd>
          <Status status={side.status} short />
        </dd>
        <dt>En charge</dt>
        <dd>{side.assigneeName ?? "Personne"}</dd>
      </dl>
      <p className="compared__text">{side.description}</p>
    </section>
  );
}
