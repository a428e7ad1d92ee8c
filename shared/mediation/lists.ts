import * as z from "zod/mini";
import { folded } from "./search-text.ts";

/** Reference lists: domains and competent third parties, of the platform or of one organisation (mediation.md §3.1). */

const Id = z.uuid("Identifiant illisible.");

export const lists = { domain: "Domaines", third_party: "Tiers compétents" } as const;
export const ListName = z.enum(["domain", "third_party"]);
export type ListName = z.infer<typeof ListName>;

/** What makes two labels one: case, accents, spaces and kinds of apostrophe do not. */
export const labelKey = (label: string): string =>
  folded(label).replaceAll("’", "'").replaceAll(/\s+/g, " ").trim();

export const ListItemView = z.object({
  id: z.string(),
  /** The platform's items are everybody's; an organisation changes its own only. */
  owner: z.enum(["platform", "organisation"]),
  list: ListName,
  label: z.string(),
  parentId: z.nullable(z.string()),
  position: z.number(),
  /** An inactive one is shown only where it is already set. */
  active: z.boolean(),
  /** The platform's item that an organisation's own stands for in national figures. */
  mapsTo: z.nullable(z.string()),
  guidance: z.nullable(z.string()),
  address: z.nullable(z.string()),
  web: z.nullable(z.string()),
  phone: z.nullable(z.string()),
  version: z.number(),
});
export type ListItemView = z.infer<typeof ListItemView>;

/** Colours of tags: names of the design system's palette. */
export const tagColours = {
  grey: "Gris",
  blue: "Bleu",
  green: "Vert",
  yellow: "Jaune",
  orange: "Orange",
  pink: "Rose",
  purple: "Violet",
  brown: "Brun",
} as const;
export const TagColour = z.enum(
  Object.keys(tagColours) as [keyof typeof tagColours, ...(keyof typeof tagColours)[]],
  "Choisissez une couleur dans la liste.",
);
export type TagColour = z.infer<typeof TagColour>;

export const TagView = z.object({ id: z.string(), label: z.string(), colour: TagColour });
export type TagView = z.infer<typeof TagView>;

/** What a case may be sorted by: every item, the inactive ones too, and the organisation's tags. */
export const ReferenceLists = z.object({ items: z.array(ListItemView), tags: z.array(TagView) });
export type ReferenceLists = z.infer<typeof ReferenceLists>;

export const ListItems = z.object({ items: z.array(ListItemView) });
export type ListItems = z.infer<typeof ListItems>;

const Label = z
  .string()
  .check(z.trim(), z.minLength(1, "Écrivez un libellé."), z.maxLength(120, "120 caractères au plus."));
const optional = (most: number) =>
  z.optional(z.nullable(z.string().check(z.trim(), z.maxLength(most, `${most} caractères au plus.`))));
const howToReach = {
  /** « Vers qui vous tourner », as letters say it. */
  guidance: optional(1000),
  address: optional(500),
  web: z.optional(
    z.nullable(
      z
        .string()
        .check(
          z.trim(),
          z.maxLength(300, "300 caractères au plus."),
          z.regex(/^(https?:\/\/\S+\.\S+)?$/, "Écrivez l’adresse en entier, avec https://."),
        ),
    ),
  ),
  phone: optional(40),
};

export const CreateListItem = z.strictObject({
  list: ListName,
  label: Label,
  parentId: z.optional(z.nullable(Id)),
  mapsTo: z.optional(z.nullable(Id)),
  ...howToReach,
});
export type CreateListItem = z.infer<typeof CreateListItem>;

/** Only what changes is sent. */
export const ChangeListItem = z.strictObject({
  version: z.number(),
  label: z.optional(Label),
  /** Null = at the top. */
  parentId: z.optional(z.nullable(Id)),
  position: z.optional(z.number().check(z.int(), z.minimum(0), z.maximum(9999))),
  active: z.optional(z.boolean()),
  mapsTo: z.optional(z.nullable(Id)),
  ...howToReach,
});
export type ChangeListItem = z.infer<typeof ChangeListItem>;

export const ReplaceListItem = z.strictObject({ by: Id });
export type ReplaceListItem = z.infer<typeof ReplaceListItem>;
export const ListItemReplaced = z.object({ cases: z.number(), items: z.array(ListItemView) });
export type ListItemReplaced = z.infer<typeof ListItemReplaced>;

const TagLabel = z
  .string()
  .check(z.trim(), z.minLength(1, "Écrivez un libellé."), z.maxLength(40, "40 caractères au plus."));
export const CreateTag = z.strictObject({ label: TagLabel, colour: TagColour });
export type CreateTag = z.infer<typeof CreateTag>;
export const ChangeTag = z.strictObject({ label: z.optional(TagLabel), colour: z.optional(TagColour) });
export type ChangeTag = z.infer<typeof ChangeTag>;
export const TagList = z.object({ tags: z.array(TagView) });

/** Tags put on a case and taken off it; needs no version: two people may each add theirs. */
export const TagCase = z.strictObject({
  add: z.array(Id).check(z.maxLength(20)),
  remove: z.array(Id).check(z.maxLength(20)),
});
export type TagCase = z.infer<typeof TagCase>;

/** What the rules of moving need to know of an item. */
export interface ListPlace {
  id: string;
  list: ListName;
  owner: "platform" | "organisation";
  parentId: string | null;
}

/**
 * Why an item may not go under another, or undefined (mediation.md §3.1): itself, another list, a third level, a parent
 * whose children it has, an organisation's item as the parent of a platform's.
 */
export const wrongParent = (
  item: Pick<ListPlace, "list" | "owner"> & { id?: string },
  parent: ListPlace,
  hasChildren: boolean,
): string | undefined => {
  if (parent.id === item.id) return "Un élément ne peut pas être rangé sous lui-même.";
  if (parent.list !== item.list) return "Cet élément est d’une autre liste.";
  if (parent.parentId !== null) return "La liste a deux niveaux au plus.";
  if (hasChildren) return "Cet élément en contient d’autres\u00a0: il reste au premier niveau.";
  if (item.owner === "platform" && parent.owner === "organisation")
    return "Un élément de la plateforme va sous un autre de la plateforme.";
  return undefined;
};

/** « Eau et assainissement › Facture, fuite » */
export const placeWords = (
  item: Pick<ListItemView, "label">,
  parent: Pick<ListItemView, "label"> | undefined,
): string => (parent ? `${parent.label} › ${item.label}` : item.label);
