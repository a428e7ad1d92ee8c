import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { watchedEvents } from "../../../../shared/mediation/enums.ts";
import type { CaseAfter, TeamMember } from "../../../../shared/mediation/hands.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { Modal } from "../../../ui/agent/modal.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { caseQuery } from "./case-queries.ts";
import { ColleagueChoice } from "./colleague-choice.tsx";
import { colleaguesQuery } from "./finding-queries.ts";
import { actOnCase } from "./hand-queries.ts";
import { useCaseAfter } from "./use-case-after.ts";

interface Given {
  found: CaseView;
  space: AgentSpace;
  onClose: () => void;
}

/** Who acts on the case too: each may be taken off, one more may be added. */
export function CoHandlersDialog({ found, space, onClose }: Given) {
  const mayAdd = found.allowed.includes("case.assign");
  const change = (userId: string, acts: boolean) =>
    actOnCase(found.id, "co-handlers", { version: found.version, userId, acts });
  return (
    <PeopleDialog
      {...{ found, space, onClose }}
      title={
        <>
          Co-intervenants du dossier <span className="nowrap">{found.number}</span>
        </>
      }
      intro="Ils agissent sur ce dossier comme la personne qui en a la charge."
      none="Personne d’autre n’agit sur ce dossier."
      people={found.hands.coHandlers.map((one) => ({
        ...one,
        removable: mayAdd || one.id === space.me.id,
      }))}
      among={mayAdd ? (one) => one.handles && one.id !== found.assignee?.id : undefined}
      add={(userId) => change(userId, true)}
      remove={(userId) => change(userId, false)}
    />
  );
}

/** Who follows the case; on a restricted one, this is what lets them read it. */
export function WatchersDialog({ found, space, onClose }: Given) {
  const change = (userId: string, events: "all" | null) =>
    actOnCase(found.id, "watchers", { userId, events });
  return (
    <PeopleDialog
      {...{ found, space, onClose }}
      title={
        <>
          Abonnés du dossier <span className="nowrap">{found.number}</span>
        </>
      }
      intro={
        found.hands.restricted
          ? "Ce dossier est restreint : être abonné permet aussi de le lire."
          : "Ils sont prévenus de ce qui arrive, sans droit de plus."
      }
      none="Personne ne suit ce dossier."
      people={found.hands.watchers.map((one) => ({
        ...one,
        detail: watchedEvents[one.events],
        removable: true,
      }))}
      among={(one) => one.reads}
      add={(userId) => change(userId, "all")}
      remove={(userId) => change(userId, null)}
    />
  );
}

interface Person {
  id: string;
  name: string;
  detail?: string;
  removable: boolean;
}

function PeopleDialog({
  found,
  space,
  onClose,
  title,
  intro,
  none,
  people,
  among,
  add,
  remove,
}: Given & {
  title: ReactNode;
  intro: string;
  none: string;
  people: readonly Person[];
  /** Who may be added; absent = nobody by this person. */
  among: ((one: TeamMember) => boolean) | undefined;
  add: (userId: string) => Promise<CaseAfter>;
  remove: (userId: string) => Promise<CaseAfter>;
}) {
  const id = useId();
  const client = useQueryClient();
  const after = useCaseAfter(space, found);
  const team = useQuery(colleaguesQuery(space.organisation.id)).data;
  const [chosen, setChosen] = useState("");
  const [wrong, setWrong] = useState<string>();
  const change = useMutation({
    mutationFn: ({ userId, adds }: { userId: string; name: string; adds: boolean }) =>
      adds ? add(userId) : remove(userId),
    onSuccess: (answer, { name, adds }) => {
      after(answer, adds ? `${name} est ajouté au dossier.` : `${name} est retiré du dossier.`);
      setChosen("");
      if (!answer.case) onClose();
    },
    onError: () => void client.invalidateQueries(caseQuery(found.id)),
  });
  const free = team?.members.filter(
    (one) => among?.(one) && !people.some((already) => already.id === one.id),
  );
  const submit = () => {
    const one = free?.find((member) => member.id === chosen);
    setWrong(one ? undefined : "Choisissez une personne.");
    if (one && !change.isPending) change.mutate({ userId: one.id, name: one.name, adds: true });
  };
  return (
    <Modal
      title={title}
      onClose={onClose}
      footer={
        <Button look="secondary" onClick={onClose}>
          Terminer
        </Button>
      }
    >
      {change.isError && <Alert severity="error" title={refusalWords(change.error)} />}
      <p>{intro}</p>
      {people.length === 0 ? (
        <p className="mention">{none}</p>
      ) : (
        <ul className="hands-list">
          {people.map((one) => (
            <PersonLine
              key={one.id}
              person={one}
              onRemove={() => change.mutate({ userId: one.id, name: one.name, adds: false })}
            />
          ))}
        </ul>
      )}
      {among && (
        <div className="hands-add">
          <ColleagueChoice
            id={`${id}-add`}
            label="Ajouter"
            among={free ?? []}
            value={chosen}
            onChange={setChosen}
            error={wrong}
          />
          <Button look="secondary" busy={change.isPending && "Un instant…"} onClick={submit}>
            Ajouter
          </Button>
        </div>
      )}
    </Modal>
  );
}

function PersonLine({ person, onRemove }: { person: Person; onRemove: () => void }): ReactNode {
  return (
    <li>
      <span className="grow break-anywhere">
        {person.name}
        {person.detail && <span className="small mention second-line">{person.detail}</span>}
      </span>
      {person.removable && (
        <button type="button" className="text-button" onClick={onRemove}>
          Retirer<span className="fr-sr-only"> {person.name}</span>
        </button>
      )}
    </li>
  );
}

type Follows = keyof typeof watchedEvents | "nothing";

/** What I am told of on this case, or nothing. */
export function WatchDialog({ found, space, onClose }: Given) {
  const id = useId();
  const after = useCaseAfter(space, found);
  const [events, setEvents] = useState<Follows>(found.hands.watching ?? "all");
  return (
    <ConfirmDialog
      title={
        <>
          Suivre le dossier <span className="nowrap">{found.number}</span>
        </>
      }
      confirm={events === "nothing" ? "Ne plus suivre" : "Suivre le dossier"}
      busy="Un instant…"
      act={() => actOnCase(found.id, "watch", { events: events === "nothing" ? null : events })}
      onDone={(answer) => {
        after(answer, events === "nothing" ? "Vous ne suivez plus ce dossier." : "Vous suivez ce dossier.");
        onClose();
      }}
      onClose={onClose}
    >
      <RadioButtons
        legend="Être prévenu de"
        name={`${id}-events`}
        options={[
          ...(["all", "messages", "status"] as const).map((value) => ({
            value,
            label: watchedEvents[value],
          })),
          ...(found.hands.watching ? [{ value: "nothing" as const, label: "Rien : ne plus suivre" }] : []),
        ]}
        value={events}
        onChange={setEvents}
        inline={false}
      />
    </ConfirmDialog>
  );
}
