import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import { type ClaimMethod, claimMethods, claimStatuses } from "../../../../shared/access/companies.ts";
import type { SiretClaims } from "../../../../shared/access/platform.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Modal } from "../../../ui/agent/modal.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { PlatformPage } from "./platform-page.tsx";
import { claimsQuery, decideClaim, openClaimFile, refresh } from "./platform-queries.ts";
import "../../../ui/agent/forms.css";

type Claim = SiretClaims["claims"][number];

const words: Readonly<Record<string, string>> = claimStatuses;
const ways: Readonly<Record<string, string>> = claimMethods;
/** `123 456 789 00012` */
const inGroups = (siret: string) =>
  siret.replace(/^(\d{3})(\d{3})(\d{3})(\d{5})$/, "$1\u00a0$2\u00a0$3\u00a0$4");
const openToDecision = (status: string) => status === "pending" || status === "disputed";

/** Companies that say a SIRET is theirs: their documents, and the decision. */
export function ClaimsPage() {
  const query = useQuery(claimsQuery);
  const [deciding, setDeciding] = useState<Claim>();
  return (
    <PlatformPage
      title="Entreprises"
      line="SIRET déclarés par les entreprises du spectacle et justificatifs à vérifier. Aucune déclaration n’est visible ici."
      what="les entreprises"
      query={query}
    >
      {({ claims }) => (
        <>
          {claims.length === 0 ? (
            <div className="empty-state">
              <h2>Aucune demande</h2>
              <p>Les entreprises qui envoient un justificatif s’affichent ici.</p>
            </div>
          ) : (
            <table className="list-table platform-table">
              <caption className="fr-sr-only">Demandes de vérification</caption>
              <thead>
                <tr>
                  <th scope="col">Entreprise</th>
                  <th scope="col">Justificatifs</th>
                  <th scope="col" className="platform-table__wide">
                    État
                  </th>
                  <th scope="col" className="platform-table__acts-head">
                    <span className="fr-sr-only">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {claims.map((claim) => (
                  <ClaimRow key={claim.id} claim={claim} onDecide={() => setDeciding(claim)} />
                ))}
              </tbody>
            </table>
          )}
          {deciding && <DecideDialog claim={deciding} onClose={() => setDeciding(undefined)} />}
        </>
      )}
    </PlatformPage>
  );
}

function ClaimRow({ claim, onDecide }: { claim: Claim; onDecide: () => void }) {
  const { notify } = useNotices();
  const open = useMutation({
    mutationFn: (fileId: string) => openClaimFile(claim.id, fileId),
    onSuccess: ({ url }) =>
      Object.assign(document.createElement("a"), {
        href: url,
        target: "_blank",
        rel: "noopener noreferrer",
      }).click(),
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <tr>
      <th scope="row">
        <span className="strong-words">{claim.organisation.name}</span>
        <span className="small mention second-line">SIRET {inGroups(claim.siret)}</span>
        {claim.rival && (
          <span className="flag tone-warning second-line">
            <Icon name="fr-icon-warning-fill" size="xs" />
            Déjà vérifié pour {claim.rival}
          </span>
        )}
      </th>
      <td>
        {claim.files.length === 0 ? (
          <span className="mention">
            {claim.method && claim.method !== ("document" satisfies ClaimMethod)
              ? ways[claim.method]
              : "Aucun document"}
          </span>
        ) : (
          <ul>
            {claim.files.map(({ id, name, size }) => (
              <li key={id}>
                <button type="button" className="text-button file-button" onClick={() => open.mutate(id)}>
                  {name}
                </button>{" "}
                <span className="small mention">{Math.ceil(size / 1024)}&nbsp;Ko</span>
              </li>
            ))}
          </ul>
        )}
      </td>
      <td>
        {words[claim.status] ?? claim.status}
        <span className="small mention second-line">
          <Moment at={claim.createdAt} />
        </span>
      </td>
      <td className="platform-table__acts">
        {openToDecision(claim.status) && (
          <Button size="sm" look="secondary" onClick={onDecide}>
            Décider…<span className="fr-sr-only"> pour {claim.organisation.name}</span>
          </Button>
        )}
      </td>
    </tr>
  );
}

type Decision = "verified" | "refused";

function DecideDialog({ claim, onClose }: { claim: Claim; onClose: () => void }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [decision, setDecision] = useState<Decision>();
  const [reason, setReason] = useState("");
  const [faults, setFaults] = useState<{ decision?: string; reason?: string }>({});
  const alert = useRef<HTMLDivElement>(null);
  const id = useId();
  const decide = useMutation({
    mutationFn: (chosen: Decision) =>
      decideClaim(claim.id, { decision: chosen, ...(reason.trim() ? { reason: reason.trim() } : {}) }),
    onSuccess: (_answer, chosen) => {
      refresh(client, "claims", "organisations");
      notify(
        `${claim.organisation.name}\u00a0: SIRET ${chosen === "verified" ? "vérifié" : "refusé"}. Un e-mail l’en informe.`,
      );
      onClose();
    },
    onError: () => requestAnimationFrame(() => alert.current?.focus()),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (decide.isPending) return;
    const wrong = {
      ...(decision === undefined ? { decision: "Choisissez une décision." } : {}),
      ...(decision === "refused" && reason.trim() === ""
        ? { reason: "Écrivez ce qui manque\u00a0: l’entreprise le lira." }
        : {}),
    };
    setFaults(wrong);
    if (decision === undefined) document.getElementById(`${id}-decision`)?.focus();
    else if (Object.keys(wrong).length > 0) document.getElementById(`${id}-reason`)?.focus();
    else decide.mutate(decision);
  };
  return (
    <Modal
      title={claim.organisation.name}
      subtitle={`SIRET ${inGroups(claim.siret)}`}
      onClose={onClose}
      footer={
        <>
          <Button type="submit" form={`${id}-form`} busy={decide.isPending && "Un instant…"}>
            {decision === "refused" ? "Refuser et prévenir" : "Vérifier et prévenir"}
          </Button>
          <Button look="secondary" onClick={onClose}>
            Annuler
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} className="dialog-form" onSubmit={submit} noValidate>
        {decide.isError && <Alert ref={alert} severity="error" title={refusalWords(decide.error)} />}
        {claim.rival && (
          <p className="banner banner--warning">
            <Icon name="fr-icon-warning-fill" tone="warning" />
            <span>Ce SIRET est déjà vérifié pour {claim.rival}.</span>
          </p>
        )}
        <RadioButtons
          legend="Décision"
          name={`${id}-decision`}
          inline={false}
          value={decision}
          error={faults.decision}
          options={[
            {
              value: "verified",
              label: "Vérifié",
              hint: "Les justificatifs montrent que l’entreprise est la leur.",
            },
            { value: "refused", label: "Refusé", hint: "L’entreprise lira le motif et pourra recommencer." },
          ]}
          onChange={setDecision}
        />
        <TextArea
          id={`${id}-reason`}
          label={decision === "refused" ? "Motif" : "Motif (facultatif)"}
          rows={3}
          limit={{ min: 0, max: 500 }}
          value={reason}
          error={faults.reason}
          onChange={setReason}
        />
      </form>
    </Modal>
  );
}
