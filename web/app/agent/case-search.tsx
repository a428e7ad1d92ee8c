import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from "react";
import type { CaseSummary } from "../../../shared/mediation/schema.ts";
import type { Organisation } from "../../modules/access/agent/session.ts";
import { searchQuery } from "../../modules/mediation/agent/case-queries.ts";
import { StatusMark } from "../../modules/mediation/agent/status-mark.tsx";
import { Highlight } from "../../ui/agent/highlight.tsx";
import { Icon } from "../../ui/agent/icon.tsx";
import "./case-search.css";

const shown = 6;

/** Whether what was typed names this case exactly: `2027-42`, `2027-00042`. */
const isNumberOf = (found: CaseSummary, typed: string) => {
  const [, year, seq] = /^(\d{4})-0*(\d+)$/.exec(typed.trim()) ?? [];
  return year !== undefined && found.number === `${year}-${(seq ?? "").padStart(5, "0")}`;
};

/** Search over the page: answers as one types, ↑ ↓ ↵ to choose, Échap gives the focus back. */
export function CaseSearch({ organisation, onClose }: { organisation: Organisation; onClose: () => void }) {
  const navigate = useNavigate();
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const q = useDeferredValue(typed.trim());
  const { data, isError } = useQuery(searchQuery(organisation.id, q));
  const answers = q.length < 2 ? [] : (data?.cases ?? []).slice(0, shown);
  const more = q.length >= 2 && ((data?.cases.length ?? 0) > shown || (data?.next ?? null) !== null);
  const lines = answers.length + (more ? 1 : 0);

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
  const openAll = () => {
    onClose();
    void navigate({ to: "/espace/$organisation/mediation/dossiers", params, search: { q: typed.trim() } });
  };
  const choose = () => {
    const exact = answers.find((found) => isNumberOf(found, typed));
    const chosen = exact ?? answers[at];
    if (chosen) open(chosen);
    else if (q.length >= 2) openAll();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" && lines > 0) setAt((at + 1) % lines);
    else if (event.key === "ArrowUp" && lines > 0) setAt((at + lines - 1) % lines);
    else if (event.key === "Enter") choose();
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
          aria-label="Nom, numéro ou e-mail"
          aria-expanded={lines > 0}
          aria-controls={list}
          aria-activedescendant={lines > 0 ? `${list}-${at}` : undefined}
          autoComplete="off"
          placeholder="Nom, n°, e-mail…"
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
        aria-label="Dossiers trouvés"
        className="case-search__list"
        hidden={lines === 0}
      >
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
      </div>
      <p className="case-search__none" role="status">
        {q.length >= 2 && isError && "La recherche ne répond pas. Réessayez dans un instant."}
        {q.length >= 2 && data && answers.length === 0 && (
          <>Aucun résultat pour «&nbsp;{q}&nbsp;». Essayez un numéro ou une partie du nom.</>
        )}
        {lines > 0 && <span className="fr-sr-only">{answers.length} dossiers proposés</span>}
      </p>
    </dialog>
  );
}
