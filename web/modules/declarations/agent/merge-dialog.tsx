import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ShowSummary, ShowView } from "../../../../shared/declarations/shows.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { FilterField } from "../../../ui/agent/filters.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { firstShowsQuery, keepShow, mergeShows } from "./show-queries.ts";
import { performancesOf, showDates } from "./show-words.ts";

/** Most shows offered at once; others are found by their words. */
const mostOffered = 50;

/**
 * Brings series of the same account under one show: some vendors sell each evening apart. Those that are checked become
 * performances of this one, and later readings follow.
 */
export function MergeDialog({ show, onClose }: { show: ShowView; onClose: () => void }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState<ReadonlyMap<string, ShowSummary>>(new Map());
  const [checked, setChecked] = useState(false);
  const query = useQuery(
    firstShowsQuery(show.organisationId, "all", mostOffered, {
      source: show.source.id,
      ...(words === "" ? {} : { q: words }),
    }),
  );
  const offered = (query.data?.shows ?? []).filter(({ id, state }) => id !== show.id && state === "visible");
  // What was checked stays in sight, whatever is looked for.
  const rows = [
    ...[...chosen.values()].filter(({ id }) => !offered.some((one) => one.id === id)),
    ...offered,
  ];
  const toggle = (one: ShowSummary, on: boolean) => {
    const next = new Map(chosen);
    if (on) next.set(one.id, one);
    else next.delete(one.id);
    setChosen(next);
  };
  const count = chosen.size;
  return (
    <ConfirmDialog
      title={`Regrouper sous «\u00a0${show.name}\u00a0»`}
      confirm={
        count === 0
          ? "Regrouper"
          : count === 1
            ? "Regrouper ce spectacle"
            : `Regrouper ces ${count} spectacles`
      }
      busy="Regroupement…"
      check={() => {
        setChecked(true);
        return count > 0;
      }}
      act={() =>
        mergeShows({
          showId: show.id,
          version: show.version,
          shows: [...chosen.values()].map(({ id, version }) => ({ id, version })),
        })
      }
      onDone={(found) => {
        keepShow(client, found);
        notify(`Leurs séances sont maintenant dans «\u00a0${found.name}\u00a0».`);
        onClose();
      }}
      onClose={onClose}
    >
      <p>
        Votre billetterie vend peut-être chaque date comme un spectacle à part. Cochez celles qui vont
        ensemble&nbsp;: leurs séances, leurs corrections et leurs documents viennent ici, et les prochaines
        lectures suivent. Les dépenses de ce spectacle-ci valent pour tous&nbsp;: complétez-les. Vous pourrez
        les séparer, sans les documents.
      </p>
      <FilterField
        label="Chercher un spectacle de cette billetterie"
        placeholder="Nom du spectacle"
        value={words}
        onChange={(value) => setWords(value ?? "")}
      />
      {query.isPending && <Skeleton says="Chargement des spectacles…" rows={3} />}
      {query.isError && !query.data && (
        <LoadFailed what="les spectacles" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && rows.length === 0 && (
        <p className="mention">Aucun autre spectacle de cette billetterie{words !== "" && " n’a ce nom"}.</p>
      )}
      {rows.map((one) => (
        <Checkbox
          key={one.id}
          id={`regrouper-${one.id}`}
          checked={chosen.has(one.id)}
          onChange={(on) => toggle(one, on)}
          label={one.name}
          hint={`${showDates(one.first, one.last, one.timeZone)} · ${performancesOf(one.performances)}`}
        />
      ))}
      {checked && count === 0 && (
        <p className="fr-message fr-message--error" role="alert">
          Cochez au moins un spectacle.
        </p>
      )}
    </ConfirmDialog>
  );
}
