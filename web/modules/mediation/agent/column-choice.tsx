import { useState } from "react";
import { pageSizes } from "../../../../shared/mediation/case-lists.ts";
import { readDevice, writeDevice } from "../../../app/device-storage.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Menu } from "../../../ui/agent/menu.tsx";
import type { CaseList } from "./addresses.ts";
import { type ColumnName, columnOf, offeredColumns, usualColumns } from "./case-columns.tsx";
import "./column-choice.css";

const columnsKey = (list: CaseList) => `guichet.colonnes.${list}`;
const sizeKey = "guichet.lignes";
const usualSize = 50;

const savedColumns = (list: CaseList): readonly ColumnName[] => {
  const saved = readDevice(columnsKey(list))?.split(",");
  return saved ? offeredColumns(list).filter((name) => saved.includes(name)) : usualColumns[list];
};
const savedSize = (): number => pageSizes.find((size) => String(size) === readDevice(sizeKey)) ?? usualSize;

/** The columns and the rows per page somebody chose on this device. */
export function useListLook(list: CaseList) {
  const [columns, setColumns] = useState(() => savedColumns(list));
  const [size, setSize] = useState(savedSize);
  return {
    columns,
    size,
    show: (name: ColumnName, shown: boolean) => {
      const next = offeredColumns(list).filter((one) => (one === name ? shown : columns.includes(one)));
      setColumns(next);
      writeDevice(columnsKey(list), next.join(","));
    },
    reset: () => {
      setColumns(usualColumns[list]);
      writeDevice(columnsKey(list), null);
    },
    setSize: (next: number) => {
      setSize(next);
      writeDevice(sizeKey, String(next));
    },
  };
}
export type ListLook = ReturnType<typeof useListLook>;

/** « Colonnes »: what the table shows, and how many rows at a time. */
export function ColumnChoice({ list, look }: { list: CaseList; look: ListLook }) {
  return (
    <Menu
      className="column-choice"
      align="right"
      button={
        <>
          <Icon name="fr-icon-layout-grid-line" size="xs" /> Colonnes
        </>
      }
    >
      <fieldset>
        <legend>Colonnes affichées</legend>
        {offeredColumns(list).map((name) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={look.columns.includes(name)}
              onChange={(event) => look.show(name, event.currentTarget.checked)}
            />
            {columnOf(name).label}
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>Dossiers à la fois</legend>
        {pageSizes.map((size) => (
          <label key={size}>
            <input
              type="radio"
              name="lignes"
              checked={look.size === size}
              onChange={() => look.setSize(size)}
            />
            {size}
          </label>
        ))}
      </fieldset>
      <p className="column-choice__reset">
        <button type="button" className="text-button small" onClick={look.reset}>
          Revenir aux colonnes d’origine
        </button>
      </p>
    </Menu>
  );
}
