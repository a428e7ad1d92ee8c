import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { ColleagueChoice } from "./colleague-choice.tsx";
import { colleaguesQuery } from "./finding-queries.ts";
import { actOnCase } from "./hand-queries.ts";
import { useCaseAfter } from "./use-case-after.ts";

/** Gives the case to a mediator, or proposes it where managers decide: to whom, and a word for them. */
export function TransferDialog({
  found,
  space,
  onClose,
}: {
  found: CaseView;
  space: AgentSpace;
  onClose: () => void;
}) {
  const id = useId();
  const team = useQuery(colleaguesQuery(space.organisation.id)).data;
  const after = useCaseAfter(space, found);
  const [userId, setUserId] = useState("");
  const [message, setMessage] = useState("");
  const [wrong, setWrong] = useState<string>();
  const decides = found.allowed.includes("case.assign");
  const given = found.assignee ? "Transférer" : "Attribuer";
  const among = team?.members.filter((one) => one.handles && one.id !== found.assignee?.id) ?? [];
  const name = among.find((one) => one.id === userId)?.name ?? "";
  const word = message.trim() ? { message: message.trim() } : {};
  return (
    <ConfirmDialog
      title={
        <>
          {decides ? `${given} le dossier` : "Proposer un transfert du dossier"}{" "}
          <span className="nowrap">{found.number}</span>
        </>
      }
      confirm={decides ? given : "Proposer le transfert"}
      busy={decides ? "Transfert en cours…" : "Envoi en cours…"}
      check={() => {
        setWrong(userId ? undefined : "Choisissez une personne.");
        return Boolean(userId);
      }}
      act={() =>
        decides
          ? actOnCase(found.id, "assign", { version: found.version, userId, ...word })
          : actOnCase(found.id, "propose-transfer", { userId, ...word })
      }
      onDone={(answer) => {
        after(
          answer,
          decides
            ? `${found.number} est maintenant à la charge de ${name}.`
            : `Transfert proposé. Les médiateurs principaux sont prévenus.`,
        );
        onClose();
      }}
      onClose={onClose}
    >
      <p>
        {decides
          ? "Les tâches ouvertes suivent le dossier. Les personnes concernées sont prévenues."
          : "Dans votre organisation, un médiateur principal décide des transferts."}
      </p>
      <ColleagueChoice
        id={`${id}-to`}
        label="À qui"
        among={among}
        value={userId}
        onChange={setUserId}
        error={wrong}
      />
      <TextArea
        id={`${id}-word`}
        label="Un mot pour cette personne (facultatif)"
        hint="Il devient une note interne du dossier, jamais envoyée."
        rows={3}
        value={message}
        onChange={setMessage}
      />
    </ConfirmDialog>
  );
}
