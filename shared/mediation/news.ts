import * as z from "zod/mini";
import { type NewsKind, newsKinds } from "./news-kinds.ts";

/** The bell: what somebody is told of, and how they want to be (mediation.md §6 rows 13 to 19). */

/** How somebody is told of one subject: not at all, under the bell, also by mail at once, also in the morning's digest. */
export const newsWays = {
  off: "Jamais",
  app: "Dans Guichet",
  mail: "Dans Guichet et par e-mail",
  digest: "Dans Guichet et au résumé du matin",
} as const;
export type NewsWay = keyof typeof newsWays;
export const NewsWay = z.enum(Object.keys(newsWays) as [NewsWay, ...NewsWay[]]);

interface Topic {
  label: string;
  /** What holds until somebody chooses. */
  usual: NewsWay;
  kinds: readonly NewsKind[];
  /** It is always under the bell. */
  always?: true;
}

/** What people choose about: kinds that go together share one choice. */
export const newsTopics = {
  new_case: { label: "Nouveau dossier à prendre", usual: "mail", kinds: ["new_case", "to_resume"] },
  hands: {
    label: "Dossier attribué, transféré, rendu, remplacement",
    usual: "mail",
    kinds: [
      "assigned",
      "transferred",
      "released",
      "transfer_proposed",
      "co_handler",
      "co_handler_ended",
      "watcher_invited",
      "replacing",
      "replacement_missing",
    ],
  },
  new_inbound: { label: "Nouveau message sur mes dossiers", usual: "mail", kinds: ["new_inbound"] },
  withdrawal: {
    label: "Renonciation ou opposition du requérant",
    usual: "mail",
    kinds: ["withdrawal", "objection"],
  },
  failed_send: { label: "Envoi en échec", usual: "mail", kinds: ["failed_send"], always: true },
  mention: { label: "Mention dans une note", usual: "mail", kinds: ["mention"] },
  task: { label: "Tâche confiée", usual: "mail", kinds: ["task_assigned"] },
  due: { label: "Tâche ou dossier à échéance", usual: "digest", kinds: ["task_due"] },
  inactivity: { label: "Clôture pour absence de réponse à décider", usual: "digest", kinds: ["inactivity"] },
  watched: { label: "Dossiers que je suis", usual: "app", kinds: ["watched"] },
  export_ready: { label: "Fichier prêt", usual: "mail", kinds: ["export_ready"] },
  retention: { label: "Dossiers bientôt anonymisés", usual: "mail", kinds: ["retention"] },
} as const satisfies Record<string, Topic>;
export type NewsTopic = keyof typeof newsTopics;
export const NewsTopic = z.enum(Object.keys(newsTopics) as [NewsTopic, ...NewsTopic[]]);
const topics: Readonly<Record<NewsTopic, Topic>> = newsTopics;

/** The subject a kind of news belongs to. */
export const topicOf = (kind: NewsKind): NewsTopic => {
  const found = (Object.keys(newsTopics) as NewsTopic[]).find((topic) => topics[topic].kinds.includes(kind));
  if (!found) throw new Error(`${kind} belongs to no topic`);
  return found;
};

/** What somebody's choice comes to; failed sends are never kept from the bell. */
export const wayOf = (topic: NewsTopic, chosen: NewsWay | undefined): NewsWay => {
  const way = chosen ?? topics[topic].usual;
  return way === "off" && topics[topic].always ? "app" : way;
};

const NewsKindCode = z.enum(Object.keys(newsKinds) as [NewsKind, ...NewsKind[]]);

export const NewsView = z.object({
  id: z.string(),
  kind: NewsKindCode,
  /** Null when it is about no case in particular. */
  case: z.nullable(
    z.object({ id: z.string(), number: z.string(), subject: z.string(), requesterName: z.string() }),
  ),
  actor: z.nullable(z.string()),
  detail: z.record(z.string(), z.union([z.string(), z.number()])),
  at: z.string(),
  read: z.boolean(),
});
export type NewsView = z.infer<typeof NewsView>;
export const NewsList = z.object({ news: z.array(NewsView), unread: z.number() });
export type NewsList = z.infer<typeof NewsList>;

/** Ids to mark as read; none = all of the organisation. */
export const ReadNews = z.strictObject({
  organisation: z.uuid("Identifiant illisible."),
  ids: z.optional(z.array(z.uuid("Identifiant illisible.")).check(z.maxLength(100))),
});
export type ReadNews = z.infer<typeof ReadNews>;

export const NewsChoices = z.object({ choices: z.array(z.object({ topic: NewsTopic, way: NewsWay })) });
export type NewsChoices = z.infer<typeof NewsChoices>;

export const ChooseNews = z.strictObject({
  organisation: z.uuid("Identifiant illisible."),
  topic: NewsTopic,
  way: NewsWay,
});
export type ChooseNews = z.infer<typeof ChooseNews>;
