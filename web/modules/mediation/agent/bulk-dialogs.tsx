import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import type { BulkAct } from "../../../../shared/mediation/bulk.ts";
import { type CaseStatus, watchedEvents } from "../../../../shared/mediation/enums.ts";
import { placeWords } from "../../../../shared/mediation/lists.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { Input } from "../../../ui/input.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { Select } from "../../../ui/select.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { askBulk } from "./bulk-queries.ts";
import { casesWords } from "./bulk-words.ts";
import { ColleagueChoice } from "./colleague-choice.tsx";
import { templatesQuery } from "./compose-queries.ts";
import { choicesQuery, colleaguesQuery } from "./finding-queries.ts";
import { useStatusWords } from "./status-words.tsx";

export type BulkDialogName = BulkAct["is"];
type Cases = readonly { id: string; number: string; version: number }[];

interface Given {
  space: AgentSpace;
  cases: Cases;
  onAsked: (jobId: string) => void;
  onClose: () => void;
}

const titles: Record<BulkDialogName, (count: string) => string> = {
  assign: (count) => `Transférer ${count}`,
  status: (count) => `Changer le statut de ${count}`,
  due: (count) => `Changer l’échéance de ${count}`,
  domain: (count) => `Changer le domaine de ${count}`,
  tag: (count) => `Changer une étiquette sur ${count}`,
  watch: (count) => `Suivre ${count}`,
  message: (count) => `Envoyer un modèle pour ${count}`,
  letters: (count) => `Préparer les courriers de ${count}`,
};

/** Asks for one act on the ticked cases: its own fields, then a button that says how many. */
export function BulkDialog({ name, ...given }: Given & { name: BulkDialogName }) {
  switch (name) {
    case "assign":
      return <AssignMany {...given} />;
    case "status":
      return <StatusMany {...given} />;
    case "due":
      return <DueMany {...given} />;
    case "domain":
      return <DomainMany {...given} />;
    case "tag":
      return <TagMany {...given} />;
    case "watch":
      return <WatchMany {...given} />;
    case "message":
      return (
        <TemplateMany {...given} name="message" isFor={(sides) => sides.includes("REQUESTER")}>
          <p>
            Chaque requérant reçoit son propre message, jamais adressé à plusieurs. Un dossier où une variable
            est vide est laissé de côté.
          </p>
        </TemplateMany>
      );
    case "letters":
      return (
        <TemplateMany
          {...given}
          name="letters"
          isFor={(sides) => sides.length === 0 || sides.includes("REQUESTER")}
        >
          <p>
            Un seul PDF à imprimer, une lettre par dossier, gardée aussi dans ses documents avec la tâche
            «&nbsp;Envoyer le courrier&nbsp;». Un dossier sans adresse postale, ou où une variable est vide,
            est laissé de côté.
          </p>
        </TemplateMany>
      );
  }
}

/** The frame of each: the act, once its fields make one, is asked for all the cases. */
function ManyDialog({
  name,
  act,
  missing,
  space,
  cases,
  onAsked,
  onClose,
  children,
}: Given & {
  name: BulkDialogName;
  /** Undefined while a field is missing. */
  act: BulkAct | undefined;
  missing: (words: string | undefined) => void;
  children: ReactNode;
}) {
  const count = casesWords(cases.length);
  return (
    <ConfirmDialog
      title={titles[name](count)}
      confirm={titles[name](count)}
      busy="Un instant…"
      check={() => {
        missing(act ? undefined : "Faites un choix.");
        return act !== undefined;
      }}
      act={async () => {
        if (!act) throw new Error("nothing was chosen");
        return askBulk({
          organisation: space.organisation.id,
          act,
          cases: cases.map(({ id, version }) => ({ id, version })),
        });
      }}
      onDone={({ jobId }) => {
        onAsked(jobId);
        onClose();
      }}
      onClose={onClose}
    >
      {children}
    </ConfirmDialog>
  );
}

function AssignMany(given: Given) {
  const id = useId();
  const [userId, setUserId] = useState("");
  const [wrong, setWrong] = useState<string>();
  const team = useQuery(colleaguesQuery(given.space.organisation.id)).data;
  return (
    <ManyDialog
      {...given}
      name="assign"
      act={userId ? { is: "assign", userId } : undefined}
      missing={setWrong}
    >
      <p>Chaque dossier est vérifié seul. La personne reçoit un seul e-mail.</p>
      <ColleagueChoice
        id={`${id}-to`}
        label="À qui"
        among={team?.members.filter((one) => one.handles) ?? []}
        value={userId}
        onChange={setUserId}
        error={wrong}
      />
    </ManyDialog>
  );
}

function StatusMany(given: Given) {
  const id = useId();
  const words = useStatusWords();
  const [status, setStatus] = useState<CaseStatus | "">("");
  const [wrong, setWrong] = useState<string>();
  return (
    <ManyDialog
      {...given}
      name="status"
      act={status ? { is: "status", status } : undefined}
      missing={setWrong}
    >
      <Select
        id={`${id}-status`}
        label="Statut"
        hint="Clore se fait dossier par dossier."
        placeholder="Choisissez un statut"
        options={words.offered().map((one) => [one, words.label(one)] as const)}
        value={status}
        onChange={(value) => setStatus(value as CaseStatus)}
        error={wrong}
      />
    </ManyDialog>
  );
}

function DueMany(given: Given) {
  const [dueOn, setDueOn] = useState("");
  return (
    <ManyDialog {...given} name="due" act={{ is: "due", dueOn: dueOn || null }} missing={() => undefined}>
      <Input
        type="date"
        label="Échéance"
        hint="Laissez vide pour la retirer."
        value={dueOn}
        onChange={setDueOn}
      />
    </ManyDialog>
  );
}

function DomainMany(given: Given) {
  const id = useId();
  const [domainId, setDomainId] = useState("");
  const [wrong, setWrong] = useState<string>();
  const items = useQuery(choicesQuery(given.space.organisation.id)).data?.items ?? [];
  const domains = items.filter(({ list, active }) => list === "domain" && active);
  const words = (one: (typeof items)[number]) =>
    placeWords(
      one,
      items.find(({ id: parent }) => parent === one.parentId),
    );
  return (
    <ManyDialog
      {...given}
      name="domain"
      act={domainId ? { is: "domain", domainId } : undefined}
      missing={setWrong}
    >
      <Select
        id={`${id}-domain`}
        label="Domaine"
        placeholder="Choisissez un domaine"
        options={domains
          .map((one) => [one.id, words(one)] as const)
          .toSorted(([, a], [, b]) => a.localeCompare(b, "fr"))}
        value={domainId}
        onChange={setDomainId}
        error={wrong}
      />
    </ManyDialog>
  );
}

function TagMany(given: Given) {
  const id = useId();
  const [tagId, setTagId] = useState("");
  const [add, setAdd] = useState<"add" | "remove">("add");
  const [wrong, setWrong] = useState<string>();
  const tags = useQuery(choicesQuery(given.space.organisation.id)).data?.tags ?? [];
  return (
    <ManyDialog
      {...given}
      name="tag"
      act={tagId ? { is: "tag", tagId, add: add === "add" } : undefined}
      missing={setWrong}
    >
      <RadioButtons
        legend="Que faire"
        name={`${id}-add`}
        options={[
          { value: "add", label: "Ajouter l’étiquette" },
          { value: "remove", label: "Retirer l’étiquette" },
        ]}
        value={add}
        onChange={setAdd}
      />
      <Select
        id={`${id}-tag`}
        label="Étiquette"
        placeholder={tags.length === 0 ? "Aucune étiquette n’existe encore" : "Choisissez une étiquette"}
        options={tags.map((one) => [one.id, one.label] as const)}
        value={tagId}
        onChange={setTagId}
        error={wrong}
      />
    </ManyDialog>
  );
}

function WatchMany(given: Given) {
  const id = useId();
  const [events, setEvents] = useState<keyof typeof watchedEvents | "nothing">("all");
  return (
    <ManyDialog
      {...given}
      name="watch"
      act={{ is: "watch", events: events === "nothing" ? null : events }}
      missing={() => undefined}
    >
      <RadioButtons
        legend="Être prévenu de"
        name={`${id}-events`}
        options={[
          ...(["all", "messages", "status"] as const).map((value) => ({
            value,
            label: watchedEvents[value],
          })),
          { value: "nothing" as const, label: "Rien : ne plus suivre" },
        ]}
        value={events}
        onChange={setEvents}
        inline={false}
      />
    </ManyDialog>
  );
}

/** Cases whose message is shown before it leaves. */
const shownFirst = 3;

/** A template for the requester of each: as a message, or as a letter. */
function TemplateMany({
  name,
  isFor,
  children,
  ...given
}: Given & {
  name: "message" | "letters";
  isFor: (sides: readonly string[]) => boolean;
  children: ReactNode;
}) {
  const id = useId();
  const { space, cases } = given;
  const [templateId, setTemplateId] = useState("");
  const [wrong, setWrong] = useState<string>();
  const first = cases[0]?.id ?? "";
  const templates = useQuery(templatesQuery(space.organisation.id, first)).data?.templates ?? [];
  const usable = templates.filter(({ sides }) => isFor(sides));
  return (
    <ManyDialog
      {...given}
      name={name}
      act={templateId ? { is: name, templateId } : undefined}
      missing={setWrong}
    >
      {children}
      <Select
        id={`${id}-template`}
        label="Modèle"
        placeholder="Choisissez un modèle"
        options={usable.map((one) => [one.id, one.title] as const)}
        value={templateId}
        onChange={setTemplateId}
        error={wrong}
      />
      {templateId &&
        cases
          .slice(0, shownFirst)
          .map((one) => <MessagePreview key={one.id} space={space} found={one} templateId={templateId} />)}
    </ManyDialog>
  );
}

function MessagePreview({
  space,
  found,
  templateId,
}: {
  space: AgentSpace;
  found: Cases[number];
  templateId: string;
}) {
  const filled = useQuery(templatesQuery(space.organisation.id, found.id)).data?.templates;
  const one = filled?.find(({ id }) => id === templateId);
  return (
    <details className="bulk-preview">
      <summary>
        {found.number}
        {one && (one.empty.length > 0 ? " : une variable est vide" : ` : ${one.subject}`)}
      </summary>
      {one ? <p className="written">{one.body}</p> : <p className="mention">Chargement…</p>}
    </details>
  );
}
