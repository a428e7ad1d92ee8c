import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Composing } from "../../../../shared/mediation/compose.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { clockTime } from "../../../ui/agent/relative-dates.ts";
import { useShortcuts } from "../../../ui/agent/shortcuts.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { requesterOf } from "./case-flags.ts";
import { composingQuery } from "./compose-queries.ts";
import { type Opened, useComposing } from "./composing.tsx";
import { type Draft, readDraft } from "./drafts.ts";
import { focusedEntry } from "./focused-entry.ts";
import { LetterDialog } from "./letter-dialog.tsx";
import { LogContactDialog } from "./log-contact-dialog.tsx";
import { firstRecipients, isBlocked, recipientsFor } from "./message-sides.ts";
import { NoteComposer } from "./note-composer.tsx";
import { OpenComposer } from "./open-composer.tsx";
import { draftToOpen } from "./opening-draft.ts";
import "./composer.css";

/** At rest one docked line; open, a message or a note. What is typed is kept here and on the server until it is sent. */
export function Composer({ found, space }: { found: CaseView; space: AgentSpace }) {
  const { opened, open, close } = useComposing();
  const [closedOnce, setClosedOnce] = useState(false);
  const [logging, setLogging] = useState(false);
  const [posting, setPosting] = useState(false);
  const dock = useRef<HTMLButtonElement>(null);
  const mayNote = found.allowed.includes("case.note");
  const reachable = found.participants.some((participant) => !isBlocked(participant));
  const mayWrite = found.allowed.includes("case.write") && reachable;
  const composing = useQuery({ ...composingQuery(found.id), enabled: mayNote });
  useShortcuts({
    r: mayWrite && !opened ? () => open("message", answered(found)) : undefined,
    n: mayNote && !opened ? () => open("note") : undefined,
  });
  useEffect(() => {
    if (!opened && closedOnce) dock.current?.focus({ preventScroll: true });
  }, [opened, closedOnce]);

  if (opened && (opened.kind === "note" ? mayNote : mayWrite)) {
    return (
      <OpenedDraft
        key={opened.key}
        found={found}
        space={space}
        opened={opened}
        onClose={() => {
          setClosedOnce(true);
          close();
        }}
      />
    );
  }
  const note = mayNote && (
    <button
      ref={mayWrite ? undefined : dock}
      type="button"
      className="composer-dock__note"
      aria-keyshortcuts="N"
      onClick={() => open("note")}
    >
      <Icon name="fr-icon-draft-line" />
      {mayWrite ? "Note" : "Ajouter une note"}
      <kbd>N</kbd>
    </button>
  );
  if (!found.allowed.includes("case.write")) return <ReadingOnly found={found}>{note}</ReadingOnly>;
  const others = (
    <>
      {note}
      <button
        type="button"
        className="composer-dock__note composer-dock__note--outside"
        onClick={() => setLogging(true)}
      >
        <Icon name="fr-icon-phone-line" />
        <span>
          Appel<span className="fr-sr-only">, courrier ou rendez-vous à consigner</span>
        </span>
      </button>
      {logging && <LogContactDialog found={found} onDone={() => setLogging(false)} />}
    </>
  );
  if (!reachable)
    return (
      <NobodyToWriteTo found={found}>
        <button
          type="button"
          className="composer-dock__note composer-dock__note--outside"
          onClick={() => setPosting(true)}
        >
          <Icon name="fr-icon-mail-line" />
          Courrier
        </button>
        {posting && <LetterDialog found={found} space={space} onClose={() => setPosting(false)} />}
        {others}
      </NobodyToWriteTo>
    );
  return (
    <div className="composer-dock">
      <button
        ref={dock}
        type="button"
        className="composer-dock__button"
        aria-keyshortcuts="R"
        onClick={() => open("message")}
      >
        <Icon name="fr-icon-reply-line" />
        <span className="grow ellipsis">{restingWords(found, space, composing.data)}</span>
        <kbd>R</kbd>
      </button>
      {others}
    </div>
  );
}

/** R on a message answers its author; anywhere else, who wrote last. */
const answered = (found: CaseView) =>
  focusedEntry(found.entries.filter((entry) => recipientsFor(found.participants, entry) !== undefined));

/** « Reprendre votre brouillon de 10 h 32 », « Répondre à Nadège Thibaudot… » */
function restingWords(found: CaseView, space: AgentSpace, composing: Composing | undefined): string {
  const device = readDraft(space.me.id, found.id, "message", Date.now());
  const savedAt = device?.savedAt ?? (composing?.message && Date.parse(composing.message.savedAt));
  if (savedAt) return `Reprendre votre brouillon de ${clockTime(new Date(savedAt))}`;
  const [first] = firstRecipients(found.participants, found.entries);
  const to = found.participants.find(({ id }) => id === first);
  return to ? `Répondre à ${to.name}…` : "Écrire un message…";
}

/** Reads what was kept, here and on the server, then lets it be written. */
function OpenedDraft({
  found,
  space,
  opened,
  onClose,
}: {
  found: CaseView;
  space: AgentSpace;
  opened: Opened;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const composing = useQuery({ ...composingQuery(found.id), refetchOnMount: "always" });
  const known = composing.isFetchedAfterMount || composing.isError || composing.fetchStatus === "paused";
  /** Set once: nothing that arrives later may change what is being typed. */
  const [writing, setWriting] = useState<{ draft: Draft; composing: Composing | undefined; turn: number }>();
  useEffect(() => {
    if (!known || writing) return;
    const draft = draftToOpen(found, space.me.id, opened.kind, composing.data, opened.about);
    setWriting({ draft, composing: composing.data, turn: 0 });
  }, [known, writing, found, space, opened, composing.data]);
  if (!writing) {
    return (
      <div className="composer-dock">
        <Skeleton says="Ouverture de votre brouillon…" rows={1} />
      </div>
    );
  }
  const again = (next?: Draft) => {
    const fresh = client.getQueryData<Composing>(composingQuery(found.id).queryKey);
    const draft = next ?? draftToOpen(found, space.me.id, opened.kind, fresh);
    setWriting({ draft, composing: fresh, turn: writing.turn + 1 });
  };
  if (opened.kind === "note") {
    return (
      <NoteComposer
        key={writing.turn}
        found={found}
        space={space}
        opened={writing.draft}
        onClose={onClose}
        onAgain={again}
      />
    );
  }
  return (
    <OpenComposer
      key={writing.turn}
      found={found}
      space={space}
      opened={writing.draft}
      composing={writing.composing}
      about={opened.about}
      onClose={onClose}
      onAgain={again}
    />
  );
}

/** Not allowed to write: the action is absent, and one line says who can. */
function ReadingOnly({ found, children }: { found: CaseView; children: ReactNode }) {
  const open = found.status !== "CLOSED" && found.status !== "MERGED";
  return (
    <div className="composer-dock composer-dock--reading">
      <Icon name="fr-icon-eye-line" />
      <p className="grow">
        {!open && "Ce dossier est clos. "}
        {open && found.allowed.includes("case.take") && "Prenez le dossier pour répondre."}
        {open && !found.allowed.includes("case.take") && "Vous lisez ce dossier. "}
        {open && found.assignee && `${found.assignee.name} en a la charge.`}
      </p>
      {children}
    </div>
  );
}

/** Nobody on the case has an address that mail reaches. */
function NobodyToWriteTo({ found, children }: { found: CaseView; children: ReactNode }) {
  const phone = requesterOf(found)?.phone;
  return (
    <div className="composer-dock composer-dock--reading">
      <Icon name="fr-icon-mail-close-line" tone="warning" />
      <p className="grow">
        {found.participants.length === 0
          ? "Aucune adresse e-mail sur ce dossier."
          : "Les adresses e-mail de ce dossier sont bloquées\u00a0: leurs messages sont revenus."}{" "}
        {phone ? `Appelez le ${phone} ou écrivez par courrier.` : "Écrivez par courrier."}
      </p>
      {children}
    </div>
  );
}
