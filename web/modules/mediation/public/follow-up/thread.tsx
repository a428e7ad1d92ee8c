import { useState } from "react";
import type { MediatorWords } from "../../../../../shared/mediation/mediator-words.ts";
import type { FollowUpEntry, FollowUpView } from "../../../../../shared/mediation/schema.ts";
import { fileSize } from "../../../../../shared/mediation/uploads.ts";
import { Button } from "../../../../ui/button.tsx";
import { classes } from "../../../../ui/classes.ts";
import { fullDate, messageDate } from "../../../../ui/dates.ts";
import { FileLinkButton } from "./file-link-button.tsx";
import { MessageText } from "./message-text.tsx";

interface ThreadProps {
  view: FollowUpView;
  words: MediatorWords;
  /** ISO instant of what was seen last time; null at the first visit. */
  lastVisit: string | null;
  now: number;
}

const ways: Readonly<Record<string, string>> = {
  EMAIL: "par e-mail",
  PORTAL: "sur cette page",
  LETTER: "par courrier",
  PHONE: "au téléphone",
  MEETING: "en rendez-vous",
};

const When = ({ at, timeZone, now }: { at: string; timeZone: string; now: number }) => (
  <time dateTime={at} title={fullDate(at, timeZone)}>
    {messageDate(at, now, timeZone)}
  </time>
);

const Files = ({ files }: { files: FollowUpEntry["files"] }) =>
  files.length > 0 ? (
    <ul className="attachments">
      {files.map((file) => (
        <li key={file.id}>
          <FileLinkButton file={file} /> <span className="mention">· {fileSize(file.size)}</span>
        </li>
      ))}
    </ul>
  ) : null;

const Message = ({
  entry,
  words,
  timeZone,
  isNew,
  now,
}: {
  entry: FollowUpEntry;
  words: MediatorWords;
  timeZone: string;
  isNew: boolean;
  now: number;
}) => {
  const mine = entry.from === "ME";
  const age = now - Date.parse(entry.at);
  const justSent = mine && age >= 0 && age < 60_000;
  return (
    <li id={`message-${entry.id}`} tabIndex={-1}>
      <article className={classes("message", mine ? "message--mine" : "message--theirs")}>
        <header className="message__head">
          <h3>
            {mine ? "Vous" : (entry.authorName ?? words.label)}{" "}
            <span className="mention">
              {mine ? ways[entry.medium] : entry.authorName ? words.label.toLowerCase() : ways[entry.medium]}
            </span>
          </h3>
          <p className="mention">
            {isNew ? <span className="fr-badge fr-badge--new fr-badge--sm fr-mr-1w">Nouveau</span> : null}
            {justSent ? "Envoyé à l’instant" : <When at={entry.at} timeZone={timeZone} now={now} />}
          </p>
        </header>
        {entry.text ? <MessageText text={entry.text} /> : null}
        <Files files={entry.files} />
      </article>
    </li>
  );
};

const Fact = ({ entry, timeZone, now }: { entry: FollowUpEntry; timeZone: string; now: number }) => (
  <li id={`message-${entry.id}`} tabIndex={-1}>
    <p className="fact fr-icon-mail-line">
      <span>
        {entry.fact} · <When at={entry.at} timeZone={timeZone} now={now} />
      </span>
    </p>
  </li>
);

/** More than six: the first and the last three are enough to begin with. */
const shownFirst = (entries: readonly FollowUpEntry[]) =>
  entries.length > 6
    ? { before: entries.slice(0, 1), hidden: entries.slice(1, -3), after: entries.slice(-3) }
    : null;

/** What was said between this person and the mediator, oldest first. */
export const Thread = ({ view, words, lastVisit, now }: ThreadProps) => {
  const [all, setAll] = useState(false);
  const { timeZone } = view.link;
  const line = (entry: FollowUpEntry) =>
    entry.kind === "fact" ? (
      <Fact key={entry.id} entry={entry} timeZone={timeZone} now={now} />
    ) : (
      <Message
        key={entry.id}
        entry={entry}
        words={words}
        timeZone={timeZone}
        isNew={entry.from === "MEDIATOR" && lastVisit !== null && entry.at > lastVisit}
        now={now}
      />
    );
  const folded = all ? null : shownFirst(view.entries);
  if (!view.entries.some(({ kind }) => kind === "message")) {
    return (
      <>
        <ol className="thread">{view.entries.map(line)}</ol>
        {view.own.readsExchanges ? (
          <p className="fr-mt-3w">Pas encore de message. {words.The} vous écrira ici et par e-mail.</p>
        ) : null}
      </>
    );
  }
  return (
    <ol className="thread">
      {folded ? (
        <>
          {folded.before.map(line)}
          <li>
            <Button
              look="tertiary"
              onClick={() => {
                setAll(true);
                const first = folded.hidden[0]?.id;
                requestAnimationFrame(() => document.getElementById(`message-${first}`)?.focus());
              }}
            >
              Afficher les {folded.hidden.length} messages précédents
            </Button>
          </li>
          {folded.after.map(line)}
        </>
      ) : (
        view.entries.map(line)
      )}
    </ol>
  );
};
