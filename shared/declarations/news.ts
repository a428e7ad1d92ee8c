import * as z from "zod/mini";

/** How somebody hears of news: at once by e-mail, in the morning's summary, or not at all. */
export const newsWays = {
  mail: "Par e-mail, tout de suite",
  digest: "Dans mon résumé du matin",
  off: "Pas du tout",
} as const;
export type NewsWay = keyof typeof newsWays;

/** What members of the service are told of (declarations.md §7), and how when they chose nothing. */
export const newsTopics = {
  sync_trouble: { label: "Une billetterie ne se lit plus", usual: "mail" },
  aside: { label: "Des ventes à décider", usual: "digest" },
  deadline: { label: "Une déclaration à faire bientôt", usual: "mail" },
  transmission: { label: "Ce que devient un envoi", usual: "mail" },
  figures_changed: { label: "Des chiffres ont changé depuis l’envoi", usual: "digest" },
  file_ready: { label: "Mon fichier est prêt", usual: "mail" },
} as const satisfies Record<string, { label: string; usual: NewsWay }>;
export type NewsTopic = keyof typeof newsTopics;

const NewsTopic = z.enum(Object.keys(newsTopics) as [NewsTopic, ...NewsTopic[]]);
const NewsWay = z.enum(["mail", "digest", "off"], "Choisissez une réponse dans la liste.");

/** How a person wants to hear of each kind of news in one organisation. */
export const NewsChoices = z.object({ ways: z.record(NewsTopic, NewsWay) });
export type NewsChoices = z.infer<typeof NewsChoices>;
export const ChooseNews = z.strictObject({ organisationId: z.uuid(), topic: NewsTopic, way: NewsWay });
export type ChooseNews = z.infer<typeof ChooseNews>;
