import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { ListItemView, ListName } from "../../../../shared/mediation/lists.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { ListPicker } from "../agent/synthesis/list-picker.tsx";
import { keepItems, type ListOwner, replaceItem } from "./list-queries.ts";

/** « Remplacer par… »: its cases move to another item, and it is no longer offered. */
export function ReplaceDialog({
  owner,
  list,
  items,
  item,
  place,
  onClose,
}: {
  owner: ListOwner;
  list: ListName;
  items: readonly ListItemView[];
  item: ListItemView;
  place: string;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [by, setBy] = useState("");
  const id = useId();
  const others = items.filter((one) => one.id !== item.id && (owner !== null || one.owner === "platform"));
  return (
    <ConfirmDialog
      title={`Remplacer «\u00a0${item.label}\u00a0»`}
      confirm="Remplacer sur tous les dossiers"
      busy="Remplacement…"
      act={() => replaceItem(owner, item.id, by)}
      onDone={(answer) => {
        keepItems(client, owner, answer);
        notify(
          answer.cases > 1
            ? `${answer.cases}\u00a0dossiers changés. «\u00a0${item.label}\u00a0» n’est plus proposé.`
            : `${answer.cases}\u00a0dossier changé. «\u00a0${item.label}\u00a0» n’est plus proposé.`,
        );
        onClose();
      }}
      onClose={onClose}
    >
      <p>
        Tous les dossiers rangés sous «&nbsp;{place}&nbsp;» passent sous l’élément choisi. L’ancien n’est plus
        proposé. Les rapports déjà arrêtés ne changent pas.
      </p>
      <ListPicker
        id={`${id}-by`}
        label="Remplacer par"
        hint="Écrivez un mot de l’élément qui reste."
        list={list}
        items={others}
        value={by}
        current={null}
        onChange={setBy}
      />
    </ConfirmDialog>
  );
}
