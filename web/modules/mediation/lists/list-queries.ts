import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type {
  ChangeListItem,
  ChangeTag,
  CreateListItem,
  CreateTag,
  ListItemReplaced,
  ListItems,
  TagView,
} from "../../../../shared/mediation/lists.ts";
import { call } from "../../../app/api.ts";

/** Whose lists are set: an organisation's own, or the platform's (`null`). */
export type ListOwner = string | null;

const at = (owner: ListOwner, rest = ""): `/api/${string}` =>
  owner === null
    ? `/api/mediation/platform-lists${rest}`
    : `/api/mediation/list-items${rest}?organisation=${owner}`;

export const listItemsQuery = (owner: ListOwner) =>
  queryOptions({
    queryKey: ["mediation", "list-items", owner],
    queryFn: ({ signal }) => call<ListItems>("GET", at(owner), undefined, { signal }),
  });

export const createItem = (owner: ListOwner, input: CreateListItem) =>
  call<ListItems>("POST", at(owner), input);
export const changeItem = (owner: ListOwner, id: string, input: ChangeListItem) =>
  call<ListItems>("POST", at(owner, `/${id}`), input);
export const replaceItem = (owner: ListOwner, id: string, by: string) =>
  call<ListItemReplaced>("POST", at(owner, `/${id}/replace`), { by });

/** Shows what was just saved, and has cases offer it. */
export const keepItems = (client: QueryClient, owner: ListOwner, { items }: ListItems) => {
  client.setQueryData(listItemsQuery(owner).queryKey, { items });
  void client.invalidateQueries({ queryKey: ["mediation", "lists"] });
};

export const createTag = (organisation: string, input: CreateTag) =>
  call<{ tags: TagView[] }>("POST", `/api/mediation/tags?organisation=${organisation}`, input);
export const changeTag = (id: string, input: ChangeTag) =>
  call<{ tags: TagView[] }>("POST", `/api/mediation/tags/${id}`, input);
export const deleteTag = (id: string) =>
  call<{ tags: TagView[] }>("POST", `/api/mediation/tags/${id}/delete`);
