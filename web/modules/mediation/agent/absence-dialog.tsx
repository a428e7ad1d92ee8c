import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { AbsenceView, Team } from "../../../../shared/mediation/hands.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { fieldFaults } from "../../../ui/agent/refusal-words.ts";
import { dayOf } from "../../../ui/agent/relative-dates.ts";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { changeAbsence, declareAbsence } from "./hand-queries.ts";
import { mayInMediation } from "./rights.ts";

const nobody = "nobody";
type Faults = Partial<Record<"fromOn" | "toOn" | "replacementId" | "userId", string>>;

/** Who is away, from when to when, and who acts meanwhile. */
export function AbsenceDialog({
  space,
  team,
  absence,
  onClose,
}: {
  space: AgentSpace;
  team: Team;
  /** The one to change; a new one without it. */
  absence: AbsenceView | undefined;
  onClose: () => void;
}) {
  const id = useId();
  const client = useQueryClient();
  const { notify } = useNotices();
  const today = dayOf(new Date());
  const [userId, setUserId] = useState(absence?.userId ?? space.me.id);
  const [fromOn, setFromOn] = useState(absence?.fromOn ?? today);
  const [toOn, setToOn] = useState(absence?.toOn ?? today);
  const [replacementId, setReplacementId] = useState(absence ? (absence.replacement?.id ?? nobody) : "");
  const [muted, setMuted] = useState(absence?.muted ?? false);
  const [faults, setFaults] = useState<Faults>({});
  const forOthers = !absence && mayInMediation(space, "absence.any");
  const given = {
    fromOn,
    toOn,
    replacementId: replacementId === nobody || !replacementId ? null : replacementId,
    muted,
  };
  const send = async () => {
    try {
      return absence
        ? await changeAbsence(absence.id, given)
        : await declareAbsence({ organisation: space.organisation.id, userId, ...given });
    } catch (error) {
      setFaults(fieldFaults(error));
      throw error;
    }
  };
  return (
    <ConfirmDialog
      title={absence ? "Modifier l’absence" : "Déclarer une absence"}
      confirm={absence ? "Enregistrer l’absence" : "Déclarer l’absence"}
      busy="Enregistrement…"
      check={() => {
        const found: Faults = {
          ...(fromOn ? {} : { fromOn: "Choisissez le premier jour." }),
          ...(toOn ? {} : { toOn: "Choisissez le dernier jour." }),
          ...(replacementId ? {} : { replacementId: "Dites qui remplace, ou personne." }),
        };
        setFaults(found);
        return Object.keys(found).length === 0;
      }}
      act={send}
      onDone={() => {
        void client.invalidateQueries({ queryKey: ["mediation"] });
        notify(absence ? "Absence modifiée." : "Absence déclarée.");
        onClose();
      }}
      onClose={onClose}
    >
      {forOthers && (
        <Select
          id={`${id}-who`}
          label="Qui s’absente"
          placeholder="Choisissez une personne"
          options={team.members.filter(({ reads }) => reads).map((one) => [one.id, one.name] as const)}
          value={userId}
          onChange={setUserId}
          error={faults.userId}
        />
      )}
      <div className="two-days">
        <Input type="date" label="Premier jour" value={fromOn} onChange={setFromOn} error={faults.fromOn} />
        <Input type="date" label="Dernier jour" value={toOn} onChange={setToOn} error={faults.toOn} />
      </div>
      <Select
        id={`${id}-replacement`}
        label="Qui remplace"
        hint="Cette personne agit sur tous les dossiers ouverts pendant l’absence, et reçoit les avis."
        placeholder="Choisissez une personne"
        options={[
          [nobody, "Personne"] as const,
          ...team.members
            .filter((one) => one.handles && one.id !== userId)
            .map((one) => [one.id, one.name] as const),
        ]}
        value={replacementId}
        onChange={setReplacementId}
        error={faults.replacementId}
      />
      <Checkbox
        id={`${id}-muted`}
        label="Ne pas recevoir d’avis pendant l’absence"
        checked={muted}
        onChange={setMuted}
      />
    </ConfirmDialog>
  );
}
