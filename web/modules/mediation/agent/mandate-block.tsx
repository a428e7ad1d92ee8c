import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import {
  type Correspondence,
  correspondences,
  type MandateState,
  mandateStates,
  representativeKinds,
} from "../../../../shared/mediation/enums.ts";
import type { CaseView, PartyView } from "../../../../shared/mediation/schema.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { Select } from "../../../ui/select.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { keepCase } from "./case-queries.ts";
import { decideMandate, endRepresentation } from "./representation-queries.ts";

const kindWords: Readonly<Record<string, string>> = representativeKinds;
const tones = {
  VERIFIED: "success",
  REFUSED: "error",
  PROVIDED: "warning",
  NOT_PROVIDED: "warning",
} as const;
const optionsOf = <Code extends string>(words: Readonly<Record<Code, string>>) =>
  (Object.keys(words) as Code[]).map((value) => ({ value, label: words[value] }));

/** What is known of somebody who acts for the requester, and what an agent decides about it (mediation.md §4.2). */
export function MandateBlock({ found, party }: { found: CaseView; party: PartyView }) {
  const [dialog, setDialog] = useState<"decide" | "end">();
  const { representation } = party;
  if (!representation) return null;
  const { mandateState, mandateDecidedAt, mandateFile, correspondence, endedAt } = representation;
  const may = found.allowed.includes("case.decide") && endedAt === null;
  return (
    <div className="mandate">
      <p className="small">
        {[kindWords[representation.kind ?? ""], representation.organisationName].filter(Boolean).join(" · ")}
        {representation.agreedByRequester === false && " · l’accord de la personne n’est pas indiqué"}
      </p>
      {endedAt ? (
        <p className="small tone-error">
          N’agit plus depuis <Moment at={endedAt} />
        </p>
      ) : (
        <>
          <p className={`small tone-${tones[mandateState]}`}>
            Mandat : {mandateStates[mandateState].toLowerCase()}
            {mandateDecidedAt && (
              <span className="mention">
                {" "}
                (<Moment at={mandateDecidedAt} />)
              </span>
            )}
          </p>
          {mandateFile && <p className="small break-anywhere">Document : {mandateFile.name}</p>}
          <p className="small mention">
            {mandateState === "VERIFIED"
              ? `Courriers à : ${correspondences[correspondence].toLowerCase()}`
              : "Ne lit que ce qu’il a envoyé ; les réponses vont au requérant."}
          </p>
        </>
      )}
      {may && (
        <p className="row row--wrap">
          <button type="button" className="text-button small" onClick={() => setDialog("decide")}>
            Vérifier le mandat<span className="fr-sr-only"> de {party.name}</span>
          </button>
          <button type="button" className="text-button small" onClick={() => setDialog("end")}>
            Mettre fin<span className="fr-sr-only"> à la représentation par {party.name}</span>
          </button>
        </p>
      )}
      {dialog === "decide" && (
        <DecideDialog found={found} party={party} onClose={() => setDialog(undefined)} />
      )}
      {dialog === "end" && <EndDialog found={found} party={party} onClose={() => setDialog(undefined)} />}
    </div>
  );
}

/** Documents that came from the requester's side or that an agent added, the mandate among them perhaps. */
const candidates = (found: CaseView): ReadonlyArray<readonly [string, string]> =>
  found.documents
    .filter(({ source, entryId }) => source === "REQUESTER" || entryId === null)
    .filter(({ decision, hidden }) => decision === "kept" && !hidden)
    .map(({ id, name }) => [id, name] as const);

const none = "none";

function DecideDialog({ found, party, onClose }: { found: CaseView; party: PartyView; onClose: () => void }) {
  const id = useId();
  const client = useQueryClient();
  const { notify } = useNotices();
  const known = party.representation;
  const [state, setState] = useState<MandateState>(known?.mandateState ?? "NOT_PROVIDED");
  const [correspondence, setCorrespondence] = useState<Correspondence>(known?.correspondence ?? "REQUESTER");
  const [fileId, setFileId] = useState(known?.mandateFile?.id ?? none);
  const [wrong, setWrong] = useState<string>();
  return (
    <ConfirmDialog
      title={`Mandat de ${party.name}`}
      confirm="Enregistrer"
      busy="Un instant…"
      check={() => {
        const missing = state === "PROVIDED" && fileId === none;
        setWrong(missing ? "Choisissez le document qui est le mandat." : undefined);
        return !missing;
      }}
      act={() =>
        decideMandate({
          caseId: found.id,
          partyId: party.id,
          version: found.version,
          state,
          fileId: fileId === none ? null : fileId,
          correspondence,
        })
      }
      onDone={(answer) => {
        keepCase(client, answer);
        notify(
          state === "VERIFIED"
            ? `Le mandat est vérifié : ${party.name} lit maintenant les échanges.`
            : "Le mandat est enregistré.",
        );
        onClose();
      }}
      onClose={onClose}
    >
      <RadioButtons<MandateState>
        legend="Mandat"
        name={`${id}-state`}
        options={optionsOf(mandateStates)}
        value={state}
        onChange={setState}
      />
      <Select
        id={`${id}-file`}
        label="Document"
        placeholder="Choisir un document"
        options={[[none, "Aucun, ou vu sur papier"], ...candidates(found)]}
        value={fileId}
        onChange={setFileId}
        error={wrong}
      />
      <RadioButtons<Correspondence>
        legend="Une fois le mandat vérifié, les courriers vont à"
        name={`${id}-correspondence`}
        options={optionsOf(correspondences)}
        value={correspondence}
        onChange={setCorrespondence}
      />
    </ConfirmDialog>
  );
}

function EndDialog({ found, party, onClose }: { found: CaseView; party: PartyView; onClose: () => void }) {
  const id = useId();
  const client = useQueryClient();
  const { notify } = useNotices();
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState<string>();
  return (
    <ConfirmDialog
      title={`Mettre fin à la représentation par ${party.name}`}
      confirm="Mettre fin"
      busy="Un instant…"
      check={() => {
        const enough = reason.trim().length >= 5;
        setWrong(enough ? undefined : "Dites pourquoi, en quelques mots.");
        return enough;
      }}
      act={() =>
        endRepresentation({
          caseId: found.id,
          partyId: party.id,
          version: found.version,
          reason: reason.trim(),
        })
      }
      onDone={(answer) => {
        keepCase(client, answer);
        notify(`${party.name} n’agit plus sur ce dossier.`);
        onClose();
      }}
      onClose={onClose}
    >
      <p>
        Sa page de suivi et son adresse de réponse s’arrêtent tout de suite. Ce qui a été écrit reste au
        dossier. C’est définitif.
      </p>
      <TextArea
        id={`${id}-reason`}
        label="Pourquoi"
        hint="La raison reste dans l’historique du dossier."
        rows={3}
        value={reason}
        onChange={setReason}
        error={wrong}
      />
    </ConfirmDialog>
  );
}
