import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { ListItemView, ListName } from "../../../../shared/mediation/lists.ts";
import { FormDialog } from "../../../ui/agent/form-dialog.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { fieldFaults } from "../../../ui/agent/refusal-words.ts";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Input } from "../../../ui/input.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { Choice } from "../agent/synthesis/choice.tsx";
import { ListPicker } from "../agent/synthesis/list-picker.tsx";
import { changeItem, createItem, keepItems, type ListOwner } from "./list-queries.ts";
import "../../../ui/agent/forms.css";

/** One item of a list: its words, its place, what it counts as, and how to reach a third party. */
export function ItemDialog({
  owner,
  list,
  items,
  item,
  onClose,
}: {
  owner: ListOwner;
  list: ListName;
  items: readonly ListItemView[];
  /** Absent: a new one. */
  item: ListItemView | undefined;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const id = useId();
  const [form, setForm] = useState({
    label: item?.label ?? "",
    parentId: item?.parentId ?? "",
    mapsTo: item?.mapsTo ?? "",
    guidance: item?.guidance ?? "",
    address: item?.address ?? "",
    web: item?.web ?? "",
    phone: item?.phone ?? "",
    active: item?.active ?? true,
  });
  const set = (part: Partial<typeof form>) => setForm((current) => ({ ...current, ...part }));
  const saving = useMutation({
    mutationFn: () => {
      const { active, label, ...rest } = form;
      const input = {
        label: label.trim(),
        ...Object.fromEntries(Object.entries(rest).map(([key, typed]) => [key, typed.trim() || null])),
      };
      return item
        ? changeItem(owner, item.id, { version: item.version, ...input, active })
        : createItem(owner, { list, ...input });
    },
    onSuccess: (answer) => {
      keepItems(client, owner, answer);
      notify(
        item
          ? `«\u00a0${form.label.trim()}\u00a0» est enregistré.`
          : `«\u00a0${form.label.trim()}\u00a0» est ajouté.`,
      );
      onClose();
    },
  });
  const faults = fieldFaults(saving.error);
  const hasChildren = item !== undefined && items.some(({ parentId }) => parentId === item.id);
  const parents = items.filter(
    (one) =>
      one.parentId === null &&
      one.id !== item?.id &&
      (one.active || one.id === item?.parentId) &&
      (owner !== null || one.owner === "platform"),
  );
  return (
    <FormDialog
      title={item ? `Modifier «\u00a0${item.label}\u00a0»` : "Ajouter à la liste"}
      submit={item ? "Enregistrer" : "Ajouter à la liste"}
      busy="Enregistrement…"
      sending={saving}
      onSubmit={() => saving.mutate()}
      onClose={onClose}
    >
      <Input
        id={`${id}-label`}
        label="Libellé"
        maxLength={120}
        value={form.label}
        error={faults.label}
        onChange={(label) => set({ label })}
      />
      {hasChildren ? (
        <p className="small mention">Cet élément en contient d’autres&nbsp;: il reste au premier niveau.</p>
      ) : (
        <Choice
          id={`${id}-parentId`}
          label="Rangé sous"
          options={[["", "Premier niveau"], ...parents.map((one) => [one.id, one.label] as const)]}
          value={form.parentId}
          error={faults.parentId}
          onChange={(parentId) => set({ parentId })}
        />
      )}
      {owner !== null && (
        <ListPicker
          id={`${id}-mapsTo`}
          label="Compté au niveau national comme"
          hint="Facultatif. Un élément de la liste commune."
          list={list}
          items={items.filter((one) => one.owner === "platform")}
          value={form.mapsTo}
          current={null}
          error={faults.mapsTo}
          onChange={(mapsTo) => set({ mapsTo })}
        />
      )}
      {list === "third_party" && (
        <>
          <TextArea
            id={`${id}-guidance`}
            label="Vers qui vous tourner"
            hint="Repris dans les modèles de réorientation."
            rows={3}
            limit={{ min: 0, max: 1000 }}
            value={form.guidance}
            error={faults.guidance}
            onChange={(guidance) => set({ guidance })}
          />
          <Input
            id={`${id}-web`}
            label="Page internet"
            hint="En entier, avec https://"
            value={form.web}
            error={faults.web}
            onChange={(web) => set({ web })}
          />
          <Input
            id={`${id}-phone`}
            label="Téléphone"
            value={form.phone}
            error={faults.phone}
            onChange={(phone) => set({ phone })}
          />
          <Input
            id={`${id}-address`}
            label="Adresse postale"
            value={form.address}
            error={faults.address}
            onChange={(address) => set({ address })}
          />
        </>
      )}
      {item && (
        <Checkbox
          id={`${id}-active`}
          label="Proposé aux agents"
          hint="Sinon il reste seulement sur les dossiers qui l’ont déjà."
          checked={form.active}
          onChange={(active) => set({ active })}
        />
      )}
    </FormDialog>
  );
}
