import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { keepCase } from "../case-queries.ts";
import { referenceListsQuery, tagCase } from "./synthesis-queries.ts";
import "../../case-tags.css";

/** Tags of the organisation on this case: each comes and goes at once. */
export function TagsBlock({ found, may }: { found: CaseView; may: boolean }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const id = useId();
  const lists = useQuery(referenceListsQuery(found.organisationId));
  const { tags } = found.synthesis;
  const others = (lists.data?.tags ?? []).filter((tag) => !tags.some((one) => one.id === tag.id));
  const change = useMutation({
    mutationFn: (input: { add: string[]; remove: string[] }) => tagCase(found.id, input),
    onSuccess: (answer) => keepCase(client, answer),
    onError: (error) => notify(refusalWords(error)),
  });
  if (tags.length === 0 && !(may && others.length > 0)) return null;
  return (
    <section className="box case-block" aria-labelledby={`${id}-title`}>
      <header className="case-block__head">
        <h2 id={`${id}-title`}>Étiquettes</h2>
      </header>
      <ul className="case-tags">
        {tags.map(({ id: tagId, label, colour }) => (
          <li key={tagId} className={`case-tag case-tag--${colour}`}>
            {label}
            {may && (
              <button
                type="button"
                className="icon-button"
                aria-label={`Retirer l’étiquette ${label}`}
                onClick={() => change.mutate({ add: [], remove: [tagId] })}
              >
                <Icon name="fr-icon-close-line" size="xs" />
              </button>
            )}
          </li>
        ))}
        {may && others.length > 0 && (
          <li>
            <label className="fr-sr-only" htmlFor={`${id}-add`}>
              Ajouter une étiquette
            </label>
            <select
              id={`${id}-add`}
              className="case-tags__add"
              value=""
              onChange={(event) => {
                if (event.currentTarget.value)
                  change.mutate({ add: [event.currentTarget.value], remove: [] });
              }}
            >
              <option value="">Ajouter une étiquette…</option>
              {others.map(({ id: tagId, label }) => (
                <option key={tagId} value={tagId}>
                  {label}
                </option>
              ))}
            </select>
          </li>
        )}
      </ul>
    </section>
  );
}
