import { useId, useState } from "react";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { actOnCase } from "./hand-queries.ts";
import { useCaseAfter } from "./use-case-after.ts";

interface Act {
  title: string;
  /** What it changes, for whom. */
  effect: string;
  confirm: string;
  busy: string;
  done: string;
  /** Characters a reason must have. */
  least: number;
}

/** Acts that ask why, in the words of their effects. */
const acts = {
  release: {
    title: "Rendre le dossier",
    effect: "Il n’est plus à la charge de personne et rejoint « À prendre ».",
    confirm: "Rendre le dossier",
    busy: "Un instant…",
    done: "Le dossier est rendu : il attend un médiateur.",
    least: 3,
  },
  restrict: {
    title: "Restreindre le dossier",
    effect:
      "Seuls les intervenants, les abonnés et les médiateurs principaux le verront, y compris dans les listes, les recherches et les chiffres.",
    confirm: "Restreindre",
    busy: "Un instant…",
    done: "Le dossier est restreint.",
    least: 3,
  },
  unrestrict: {
    title: "Lever la restriction du dossier",
    effect: "Toute l’équipe de la médiation pourra de nouveau lire ce dossier.",
    confirm: "Lever la restriction",
    busy: "Un instant…",
    done: "La restriction est levée.",
    least: 3,
  },
  hold: {
    title: "Retenir légalement le dossier",
    effect:
      "Rien n’en sera effacé, même passé le délai de conservation, tant qu’un médiateur principal n’aura pas levé la retenue.",
    confirm: "Retenir le dossier",
    busy: "Un instant…",
    done: "Le dossier est retenu légalement.",
    least: 3,
  },
  unhold: {
    title: "Lever la retenue légale du dossier",
    effect: "Les délais de conservation s’appliquent de nouveau à ce dossier.",
    confirm: "Lever la retenue",
    busy: "Un instant…",
    done: "La retenue est levée.",
    least: 3,
  },
  delete: {
    title: "Mettre à la corbeille le dossier",
    effect:
      "Réservé aux erreurs, aux essais et aux indésirables : sinon, clôturez le dossier. Le lien de suivi se ferme et les courriels sont retenus. Le dossier peut être restauré pendant 30 jours, puis il est effacé.",
    confirm: "Mettre à la corbeille",
    busy: "Un instant…",
    done: "Le dossier est à la corbeille pour 30 jours.",
    least: 10,
  },
} as const satisfies Record<string, Act>;
export type ReasonAct = keyof typeof acts;

/** Asks why before an act whose reason is kept in the history. */
export function ReasonDialog({
  act,
  found,
  space,
  onClose,
}: {
  act: ReasonAct;
  found: CaseView;
  space: AgentSpace;
  onClose: () => void;
}) {
  const id = useId();
  const after = useCaseAfter(space, found);
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState<string>();
  const { title, effect, confirm, busy, done, least }: Act = acts[act];
  return (
    <ConfirmDialog
      title={
        <>
          {title} <span className="nowrap">{found.number}</span>
        </>
      }
      confirm={confirm}
      busy={busy}
      check={() => {
        const enough = reason.trim().length >= least;
        setWrong(enough ? undefined : `Dites pourquoi, en ${least}\u00a0caractères au moins.`);
        return enough;
      }}
      act={() => actOnCase(found.id, act, { version: found.version, reason: reason.trim() })}
      onDone={(answer) => {
        after(answer, done);
        onClose();
      }}
      onClose={onClose}
    >
      <p>{effect}</p>
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
