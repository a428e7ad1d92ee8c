import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from "react";
import type { CaseSummary } from "../../../shared/mediation/case-lists.ts";
import type { MessageFound } from "../../../shared/mediation/search.ts";
import type { Organisation } from "../../modules/access/agent/session.ts";
import { isAsked, messagesQuery, searchQuery } from "../../modules/mediation/agent/case-queries.ts";
import { entryElement } from "../../modules/mediation/agent/focused-entry.ts";
import { StatusMark } from "../../modules/mediation/agent/status-mark.tsx";
import { Highlight } from "../../ui/agent/highlight.tsx";
import { Icon } from "../../ui/agent/icon.tsx";
import "./case-search.css";

const shown = 6;
const shownMessages = 4;

/** Whether what was typed names this case exactly: `2027-42`, `2027-00042`. */
const isNumberOf = (found: CaseSummary, typed: string) => {
  const [, year, seq] = /^(\d{4})-0*(\d+)$/.exec(typed.trim()) ?? [];
  return year !== undefined && found.number === `${year}-${(seq ?? "").padStart(5, "0")}`;
};

/** Search over the page: answers as one types, ↑ ↓ ↵ to choose, Échap gives the focus back. */
export function CaseSearch({
  organisation,
  wanted,
  onClose,
}: {
  organisation: Organisation;
  /** `number` = the person asked to go to a case (`G`); everything is found all the same. */
  wanted: "anything" | "number";
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const q = useDeferredValue(typed.trim());
  const { data, isError } = useQuery(searchQuery(organisation.id, q));
  const asked = isAsked(q);
  const answers = asked ? (data?.cases ?? []).slice(0, shown) : [];
  const messages = useQuery(messagesQuery(organisation.id, q));
  const inMessages = q.length < 2 ? [] : (messages.data?.messages ?? []).slice(0, shownMessages);
  const more = asked && ((data?.cases.length ?? 0) > shown || (data?.next ?? null) !== null);
  /** Cases, then « Voir tous les résultats », then messages: one list for ↑ and ↓. */
  const firstMessage = answers.length + (more ? 1 : 0);
  const lines = firstMessage + inMessages.length;

  useEffect(() => {
    const before = document.activeElement;
    const element = dialog.current;
    element?.showModal();
    field.current?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  const params = { organisation: organisation.slug };
  const open = (found: CaseSummary) => {
    onClose();
    void navigate({
      to: "/espace/$organisation/mediation/dossiers/$caseId",
      params: { ...params, caseId: found.id },
    });
  };
  const openMessage = ({ caseId, entryId }: MessageFound) => {
    onClose();
    void navigate({
      to: "/espace/$organisation/mediation/dossiers/$caseId",
      params: { ...params, caseId },
      ...(entryId ? { hash: entryElement(entryId) } : {}),
    });
  };
  const openAll = () => {
    onClose();
    void navigate({ to: "/espace/$organisation/mediation/dossiers", params, search: { q: typed.trim() } });
  };
  const choose = () => {
    const exact = answers.find((found) => isNumberOf(found, typed));
    const chosen = exact ?? answers[at];
    const message = inMessages[at - firstMessage];
    if (chosen) open(chosen);
    else if (message) openMessage(message);
    else if (asked) openAll();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" && lines > 0) setAt((at + 1) % lines);
    else if (event.key === "ArrowUp" && lines > 0) setAt((at + lines - 1) % lines);
    else if (event.key === "Enter") choose();
    // A browser would first empty the field, and leave the search open.
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
  };
  const option = (index: number) =>
    ({ id: `${list}-${index}`, role: "option", "aria-selected": index === at }) as const;
  return (
    <dialog
      ref={dialog}
      className="case-search"
      aria-label="Rechercher un dossier"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="case-search__field">
        <Icon name="fr-icon-search-line" />
        <input
          ref={field}
          type="search"
          role="combobox"
          aria-label={
            wanted === "number"
              ? "Numéro du dossier"
              : "Nom, numéro, e-mail, téléphone, ville ou mots d’un texte"
          }
          aria-expanded={lines > 0}
          aria-controls={list}
          aria-activedescendant={lines > 0 ? `${list}-${at}` : undefined}
          autoComplete="off"
          placeholder={wanted === "number" ? "Numéro du dossier, par exemple 42" : "Nom, n°, e-mail, ville…"}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <button type="button" className="text-button" onClick={onClose}>
          <kbd>Échap</kbd>
          <span className="fr-sr-only">Fermer la recherche</span>
        </button>
      </div>
      <div
        id={list}
        role="listbox"
        aria-label="Dossiers et messages trouvés"
        className="case-search__list"
        hidden={lines === 0}
      >
        {answers.length > 0 && (
          <p className="case-search__group" role="presentation">
            Dossiers
          </p>
        )}
        {answers.map((found, index) => (
          <button
            type="button"
            key={found.id}
            {...option(index)}
            tabIndex={-1}
            className="case-search__line"
            onClick={() => open(found)}
          >
            <StatusMark status={found.status} />
            <span className="grow">
              <span className="case-search__subject ellipsis">
                <Highlight text={found.subject} search={q} />
              </span>
              <span className="small mention ellipsis">
                <Highlight text={`${found.number} · ${found.requesterName}`} search={q} /> ·{" "}
                {found.assignee?.name ?? "à prendre"}
              </span>
            </span>
          </button>
        ))}
        {more && (
          <button
            type="button"
            {...option(answers.length)}
            tabIndex={-1}
            className="case-search__line"
            onClick={openAll}
          >
            <Icon name="fr-icon-search-line" />
            Voir tous les résultats
          </button>
        )}
        {inMessages.length > 0 && (
          <p className="case-search__group" role="presentation">
            Messages et pièces
          </p>
        )}
        {inMessages.map((found, index) => (
          <button
            type="button"
            key={`${found.entryId} ${found.fileName ?? ""}`}
            {...option(firstMessage + index)}
            tabIndex={-1}
            className="case-search__line"
            onClick={() => openMessage(found)}
          >
            <Icon name={found.fileName ? "fr-icon-attachment-line" : "fr-icon-mail-line"} />
            <span className="grow">
              <span className="case-search__excerpt">
                {found.excerpt.map((part, place) =>
                  part.found ? (
                    // The parts of one excerpt never change places.
                    // biome-ignore lint/suspicious/noArrayIndexKey: as said above
                    <mark key={place}>{part.text}</mark>
                  ) : (
                    part.text
                  ),
                )}
              </span>
              <span className="small mention ellipsis">
                {[found.caseNumber, found.author, found.caseSubject].filter(Boolean).join(" · ")}
              </span>
            </span>
          </button>
        ))}
      </div>
      <p className="case-search__none" role="status">
        {asked && isError && "La recherche ne répond pas. Réessayez dans un instant."}
        {asked && data && (messages.data || q.length < 2) && lines === 0 && (
          <>Aucun résultat pour «&nbsp;{q}&nbsp;». Essayez un numéro, une ville ou une partie du nom.</>
        )}
        {lines > 0 && (
          <span className="fr-sr-only">
            {answers.length} dossiers et {inMessages.length} messages proposés
          </span>
        )}
      </p>
    </dialog>
  );
}
