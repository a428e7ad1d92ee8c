import { useState } from "react";
import { type ListItemView, type ListName, lists, placeWords } from "../../../../shared/mediation/lists.ts";
import { Button } from "../../../ui/button.tsx";
import { ItemDialog } from "./item-dialog.tsx";
import type { ListOwner } from "./list-queries.ts";
import { ReplaceDialog } from "./replace-dialog.tsx";
import "./lists.css";

const about: Readonly<Record<ListName, string>> = {
  domain: "De quoi parle un dossier. Deux niveaux au plus.",
  third_party:
    "Vers qui orienter quand la médiation n’est pas compétente. Chaque institution est dans un groupe.",
};

/** Both reference lists: read whole, changed item by item; nothing is deleted, what is old is no longer offered. */
export function ListEditor({ owner, items }: { owner: ListOwner; items: readonly ListItemView[] }) {
  return (
    <>
      {(Object.keys(lists) as ListName[]).map((list) => (
        <OneList key={list} owner={owner} list={list} items={items.filter((item) => item.list === list)} />
      ))}
    </>
  );
}

type Opened = { act: "add" } | { act: "change" | "replace"; item: ListItemView };

function OneList({
  owner,
  list,
  items,
}: {
  owner: ListOwner;
  list: ListName;
  items: readonly ListItemView[];
}) {
  const [opened, setOpened] = useState<Opened>();
  const mine = owner === null ? "platform" : "organisation";
  const tops = items.filter(({ parentId }) => parentId === null);
  const close = () => setOpened(undefined);
  const line = (item: ListItemView) => (
    <>
      <span className={`grow break-anywhere ${item.active ? "" : "mention"}`}>
        {item.label}
        {!item.active && " (n’est plus proposé)"}
        {item.mapsTo && (
          <span className="small mention">
            {" "}
            compté comme «&nbsp;{items.find(({ id }) => id === item.mapsTo)?.label}&nbsp;»
          </span>
        )}
      </span>
      {item.owner === mine ? (
        <span className="lists__acts">
          <button
            type="button"
            className="text-button small"
            onClick={() => setOpened({ act: "change", item })}
          >
            Modifier<span className="fr-sr-only">&nbsp;: {item.label}</span>
          </button>
          {item.active && (
            <button
              type="button"
              className="text-button small"
              onClick={() => setOpened({ act: "replace", item })}
            >
              Remplacer par…<span className="fr-sr-only"> un autre&nbsp;: {item.label}</span>
            </button>
          )}
        </span>
      ) : (
        <span className="small mention">Guichet</span>
      )}
    </>
  );
  return (
    <section className="box lists" aria-labelledby={`liste-${list}`}>
      <header className="lists__head">
        <h2 id={`liste-${list}`}>{lists[list]}</h2>
        <Button size="sm" look="secondary" onClick={() => setOpened({ act: "add" })}>
          Ajouter<span className="fr-sr-only"> à {lists[list].toLowerCase()}</span>
        </Button>
      </header>
      <p className="small mention">{about[list]}</p>
      <ul className="lists__tops">
        {tops.map((top) => {
          const children = items.filter(({ parentId }) => parentId === top.id);
          const fold = children.length > 0;
          return (
            <li key={top.id}>
              <div className="lists__line">{line(top)}</div>
              {fold && (
                <details
                  open={
                    children.some(({ owner: whose }) => whose === "organisation") && mine === "organisation"
                  }
                >
                  <summary className="small">
                    {children.length}&nbsp;élément{children.length > 1 && "s"}
                    <span className="fr-sr-only"> sous {top.label}</span>
                  </summary>
                  <ul>
                    {children.map((child) => (
                      <li key={child.id} className="lists__line">
                        {line(child)}
                      </li>
                    ))}
                  </ul>
                </details>
              )}
            </li>
          );
        })}
      </ul>
      {(opened?.act === "add" || opened?.act === "change") && (
        <ItemDialog
          owner={owner}
          list={list}
          items={items}
          item={opened.act === "change" ? opened.item : undefined}
          onClose={close}
        />
      )}
      {opened?.act === "replace" && (
        <ReplaceDialog
          owner={owner}
          list={list}
          items={items}
          item={opened.item}
          place={placeWords(
            opened.item,
            items.find(({ id }) => id === opened.item.parentId),
          )}
          onClose={close}
        />
      )}
    </section>
  );
}
