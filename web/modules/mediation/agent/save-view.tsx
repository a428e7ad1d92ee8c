import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { SavedView } from "../../../../shared/mediation/case-lists.ts";
import type { ListSearch } from "../../../../shared/mediation/list-address.ts";
import { Modal } from "../../../ui/agent/modal.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Button } from "../../../ui/button.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Input } from "../../../ui/input.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { type CaseList, caseLists } from "./addresses.ts";
import { changeView, deleteView, keepViews, saveView, viewsQuery } from "./finding-queries.ts";
import { mayInMediation } from "./rights.ts";

/** What a view keeps of an address: everything but which view it is. */
const keptOf = ({ vue: _view, ...kept }: ListSearch): Record<string, string> =>
  Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
const same = (one: Record<string, string>, other: Record<string, string>) =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([key, value]) => other[key] === value);

/** « Enregistrer cette vue » once something differs from what is kept; « Gérer la vue » on a view of one's own. */
export function SaveViewButton({
  list,
  search,
  space,
}: {
  list: CaseList;
  search: ListSearch;
  space: AgentSpace;
}) {
  const views = useQuery(viewsQuery(space.organisation.id)).data?.views ?? [];
  const [open, setOpen] = useState(false);
  const kept = keptOf(search);
  const current = views.find(({ id }) => id === search.vue);
  const changed = current ? !same(kept, current.search) : Object.keys(kept).length > 0;
  const managed = current?.mayChange ? current : undefined;
  if (!changed && !managed) return null;
  return (
    <>
      <button type="button" className="text-button small save-view" onClick={() => setOpen(true)}>
        {changed ? "Enregistrer cette vue" : "Gérer la vue"}
      </button>
      {open && (
        <ViewDialog
          list={list}
          kept={kept}
          current={managed}
          changed={changed}
          space={space}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function ViewDialog({
  list,
  kept,
  current,
  changed,
  space,
  onClose,
}: {
  list: CaseList;
  kept: Record<string, string>;
  current: SavedView | undefined;
  changed: boolean;
  space: AgentSpace;
  onClose: () => void;
}) {
  const { organisation } = space;
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotices();
  const [title, setTitle] = useState(current?.title ?? "");
  const [shared, setShared] = useState(current?.shared ?? false);
  const work = useMutation({
    mutationFn: (act: "new" | "change" | "delete") => {
      if (act === "delete" && current) return deleteView(current.id);
      if (act === "change" && current) return changeView(current.id, { title, shared, search: kept });
      return saveView({ organisation: organisation.id, title, shared, list, search: kept });
    },
    onSuccess: (saved, act) => {
      const before = new Set(
        client.getQueryData(viewsQuery(organisation.id).queryKey)?.views.map(({ id }) => id),
      );
      keepViews(client, organisation.id, saved);
      const view = act === "new" ? saved.views.find(({ id }) => !before.has(id))?.id : current?.id;
      onClose();
      notify(
        act === "delete"
          ? `Vue «\u00a0${title}\u00a0» supprimée.`
          : `Vue «\u00a0${title}\u00a0» enregistrée.`,
      );
      void navigate({
        to: caseLists[list].to,
        params: { organisation: organisation.slug },
        search: act === "delete" || !view ? kept : { ...kept, vue: view },
        replace: true,
        resetScroll: false,
      });
    },
  });
  const field = work.error ? refusalWords(work.error) : undefined;
  const busy = work.isPending && "Un instant…";
  return (
    <Modal
      title={current ? "Vue enregistrée" : "Enregistrer cette vue"}
      onClose={onClose}
      footer={
        <>
          <Button busy={busy} onClick={() => work.mutate(current ? "change" : "new")}>
            {current ? (changed ? "Enregistrer les changements" : "Enregistrer") : "Enregistrer la vue"}
          </Button>
          {current && changed && (
            <Button look="secondary" onClick={() => work.mutate("new")}>
              En faire une nouvelle vue
            </Button>
          )}
          {current && (
            <Button look="secondary" onClick={() => work.mutate("delete")}>
              Supprimer la vue
            </Button>
          )}
        </>
      }
    >
      <Input
        id="view-title"
        label="Nom de la vue"
        value={title}
        onChange={setTitle}
        maxLength={60}
        error={field}
      />
      {mayInMediation(space, "view.share") && (
        <Checkbox
          id="view-shared"
          label="Montrer cette vue à toute l’équipe"
          checked={shared}
          onChange={setShared}
        />
      )}
      <p className="mention small">Elle garde les filtres, l’ordre et les mots cherchés, pas les dossiers.</p>
    </Modal>
  );
}
