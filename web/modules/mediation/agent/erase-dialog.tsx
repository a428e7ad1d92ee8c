import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import type { ErasureReach } from "../../../../shared/mediation/privacy.ts";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Modal } from "../../../ui/agent/modal.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { erasureReachQuery, prepareErasure } from "./privacy-queries.ts";
import "../../../ui/agent/forms.css";

const because = {
  this: "ce dossier",
  confirmed: "même personne, confirmée",
  email: "même adresse e-mail",
  phone: "même téléphone",
} as const;
const obstacles = { open: "encore ouvert", legal_hold: "retenu légalement" } as const;

/** Prepares the erasure of a case, or of everything known of its requester; a manager confirms it afterwards. */
export function EraseDialog({
  caseId,
  number,
  onClose,
}: {
  caseId: string;
  number: string;
  onClose: () => void;
}) {
  const { notify } = useNotices();
  const reach = useQuery(erasureReachQuery(caseId));
  const [scope, setScope] = useState<"case" | "person">("case");
  const [reason, setReason] = useState("");
  const [tooShort, setTooShort] = useState(false);
  const form = useId();
  const preparing = useMutation({
    mutationFn: () => prepareErasure(caseId, { scope, reason }),
    onSuccess: () => {
      notify("Effacement préparé. Un médiateur principal doit encore le confirmer.");
      onClose();
    },
  });
  const reached = (reach.data?.cases ?? []).filter((one) => one.because === "this" || scope === "person");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTooShort(reason.trim().length < 10);
    if (reason.trim().length >= 10 && !preparing.isPending) preparing.mutate();
  };
  return (
    <Modal
      title="Effacer les données"
      subtitle={`Dossier ${number}`}
      onClose={onClose}
      footer={
        <>
          <Button type="submit" form={form} busy={preparing.isPending && "Un instant…"}>
            Préparer l’effacement
          </Button>
          <Button look="secondary" onClick={onClose}>
            Annuler
          </Button>
        </>
      }
    >
      <form id={form} className="dialog-form" onSubmit={submit} noValidate>
        {preparing.isError && <Alert severity="error" title={refusalWords(preparing.error)} />}
        <p>
          Rien n’est effacé maintenant. Un médiateur principal confirme l’effacement&nbsp;; il est ensuite
          définitif. Les dossiers comptés dans les statistiques y restent, sans rien de personne.
        </p>
        <RadioButtons
          legend={"Que faut-il effacer\u00a0?"}
          name={`${form}-scope`}
          value={scope}
          onChange={setScope}
          options={[
            { value: "case", label: "Ce dossier" },
            { value: "person", label: "Tout ce que la médiation sait de cette personne" },
          ]}
        />
        {reach.isPending && <Skeleton says="Recherche des dossiers concernés…" />}
        {reach.isError && (
          <LoadFailed what="les dossiers concernés" error={reach.error} retry={() => void reach.refetch()} />
        )}
        {reach.data && <Reached cases={reached} />}
        <TextArea
          id={`${form}-reason`}
          label="Raison"
          hint="Par exemple la date de la demande de la personne. 10 caractères au moins."
          value={reason}
          onChange={setReason}
          error={tooShort ? "Dites pourquoi, en 10 caractères au moins." : undefined}
          rows={3}
        />
      </form>
    </Modal>
  );
}

function Reached({ cases }: { cases: ErasureReach["cases"] }) {
  return (
    <div>
      <p id="reached-cases">
        {cases.length === 1 ? "1 dossier concerné" : `${cases.length} dossiers concernés`}
      </p>
      <ul aria-labelledby="reached-cases">
        {cases.map(({ id, number, subject, because: why, obstacle }) => (
          <li key={id}>
            <strong>{number}</strong>, {subject} <span className="mention">({because[why]})</span>
            {obstacle && <strong>&nbsp;: {obstacles[obstacle]}, à régler d’abord</strong>}
          </li>
        ))}
      </ul>
    </div>
  );
}
