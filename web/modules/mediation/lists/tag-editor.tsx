import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { type TagColour, type TagView, tagColours } from "../../../../shared/mediation/lists.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { FormDialog } from "../../../ui/agent/form-dialog.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { optionsOf } from "../agent/synthesis/block-words.ts";
import { Choice } from "../agent/synthesis/choice.tsx";
import { referenceListsQuery } from "../agent/synthesis/synthesis-queries.ts";
import { changeTag, createTag, deleteTag } from "./list-queries.ts";
import "../case-tags.css";

/** The organisation's tags, for its managers: what cases may be marked with. */
export function TagEditor({ organisation }: { organisation: string }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const lists = useQuery(referenceListsQuery(organisation));
  const [editing, setEditing] = useState<TagView | "new">();
  const [deleting, setDeleting] = useState<TagView>();
  const changed = (words: string) => {
    void client.invalidateQueries(referenceListsQuery(organisation));
    notify(words);
    setEditing(undefined);
    setDeleting(undefined);
  };
  if (lists.isError)
    return <LoadFailed what="les étiquettes" error={lists.error} retry={() => void lists.refetch()} />;
  const tags = lists.data?.tags ?? [];
  return (
    <section className="box lists" aria-labelledby="etiquettes">
      <header className="lists__head">
        <h2 id="etiquettes">Étiquettes</h2>
        <Button size="sm" look="secondary" onClick={() => setEditing("new")}>
          Créer une étiquette
        </Button>
      </header>
      {lists.isSuccess && tags.length === 0 && (
        <p className="mention">Aucune étiquette. Elles servent à retrouver des dossiers à votre façon.</p>
      )}
      <ul>
        {tags.map((tag) => (
          <li key={tag.id} className="lists__line">
            <span className="grow">
              <span className={`case-tag case-tag--${tag.colour}`}>{tag.label}</span>
            </span>
            <span className="lists__acts">
              <button type="button" className="text-button small" onClick={() => setEditing(tag)}>
                Modifier<span className="fr-sr-only">&nbsp;: {tag.label}</span>
              </button>
              <button type="button" className="text-button small" onClick={() => setDeleting(tag)}>
                Supprimer<span className="fr-sr-only">&nbsp;: {tag.label}</span>
              </button>
            </span>
          </li>
        ))}
      </ul>
      {editing && (
        <TagDialog
          organisation={organisation}
          tag={editing === "new" ? undefined : editing}
          onDone={() => changed(editing === "new" ? "Étiquette créée." : "Étiquette modifiée.")}
          onClose={() => setEditing(undefined)}
        />
      )}
      {deleting && (
        <ConfirmDialog
          title={`Supprimer l’étiquette «\u00a0${deleting.label}\u00a0» ?`}
          confirm="Supprimer l’étiquette"
          busy="Suppression…"
          act={() => deleteTag(deleting.id)}
          onDone={() => changed("Étiquette supprimée.")}
          onClose={() => setDeleting(undefined)}
        >
          <p>Elle quitte tous les dossiers qui la portent. Les dossiers restent.</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

function TagDialog({
  organisation,
  tag,
  onDone,
  onClose,
}: {
  organisation: string;
  tag: TagView | undefined;
  onDone: () => void;
  onClose: () => void;
}) {
  const [label, setLabel] = useState(tag?.label ?? "");
  const [colour, setColour] = useState<TagColour>(tag?.colour ?? "blue");
  const id = useId();
  const saving = useMutation({
    mutationFn: () =>
      tag
        ? changeTag(tag.id, { label: label.trim(), colour })
        : createTag(organisation, { label: label.trim(), colour }),
    onSuccess: onDone,
  });
  return (
    <FormDialog
      title={tag ? "Modifier l’étiquette" : "Créer une étiquette"}
      submit={tag ? "Enregistrer" : "Créer l’étiquette"}
      busy="Enregistrement…"
      sending={saving}
      onSubmit={() => saving.mutate()}
      onClose={onClose}
    >
      <Input id={`${id}-label`} label="Libellé" maxLength={40} value={label} onChange={setLabel} />
      <Choice
        id={`${id}-colour`}
        label="Couleur"
        options={optionsOf(tagColours)}
        value={colour}
        onChange={(code) => setColour(code as TagColour)}
      />
    </FormDialog>
  );
}
