import type { DeclarationRole } from "../access/roles.ts";
import { decide, type Holder, type Rights } from "../platform/rights.ts";
import { notYourRole, type RuleRefusal, unseen, type Verdict } from "../platform/verdict.ts";

/** Who asks, as far as one organisation's shows are concerned. */
export type ShowActor =
  | { kind: "member"; userId: string; roles: readonly DeclarationRole[]; administers: boolean }
  | { kind: "platform" }
  | { kind: "nobody" };

/** What a right depends on besides who asks. */
export interface ShowFacts {
  /** `siret_claim` of the organisation is verified. */
  verified?: boolean;
  /** Of the connection. */
  connection?: "active" | "needs_attention" | "disconnected";
  /** Typed or imported here, so it may be deleted. */
  ownShow?: boolean;
  /** Part of something that was sent or deposited. */
  told?: boolean;
}

type Condition = "verified" | "connected" | "alive" | "own_untold" | "from_account";

const readers = {
  "declarations.viewer": "always",
  "declarations.editor": "always",
  "declarations.declarant": "always",
  "declarations.manager": "always",
} as const;
const editors = <const C extends "always" | Condition>(condition: C) =>
  ({
    "declarations.editor": condition,
    "declarations.declarant": condition,
    "declarations.manager": condition,
  }) as const;
const declarants = <const C extends "always" | Condition>(condition: C) =>
  ({ "declarations.declarant": condition, "declarations.manager": condition }) as const;
const managers = <const C extends "always" | Condition>(condition: C) =>
  ({ "declarations.manager": condition }) as const;

/** Rights over shows, figures and declarations (declarations.md §2), one line per action. */
export const declarationRights = {
  "show.list": { about: "organisation", may: readers },
  "show.read": { about: "item", may: readers },
  "show.export": { about: "organisation", may: readers },
  "show.statistics": { about: "organisation", may: readers },
  "show.create": { about: "organisation", may: editors("always") },
  "place.change": { about: "item", may: editors("always") },
  /** Defaults, own values of a performance, expenses, hiding. */
  "show.edit": { about: "item", may: editors("always") },
  "show.delete": { about: "item", may: editors("own_untold") },
  /** Bringing series of one account under one show, and taking one out again. */
  "show.merge": { about: "item", may: editors("from_account") },
  "figure.correct": { about: "item", may: editors("always") },
  "aside.decide": { about: "item", may: editors("always") },
  "sync.start": { about: "item", may: editors("connected") },
  "import.run": { about: "organisation", may: editors("always") },
  "declaration.draft": { about: "item", may: editors("always") },
  "declaration.transmit": { about: "item", may: declarants("verified") },
  /** What a body answered by itself, a deposit on its portal, sending again what may have arrived. */
  "declaration.record": { about: "item", may: declarants("verified") },
  "connection.list": { about: "organisation", may: readers },
  "connection.create": { about: "organisation", may: managers("always") },
  "connection.change": { about: "item", may: managers("alive") },
  "profile.read": { about: "organisation", may: { ...readers, "administration.admin": "always" } },
  "profile.edit": {
    about: "organisation",
    may: { ...declarants("always"), "administration.admin": "always" },
  },
  "agency.manage": { about: "platform", may: { platform: "always" } },
  /** Deadlines of bodies, lists of usual rates. */
  "body_settings.change": { about: "platform", may: { platform: "always" } },
  "declarations.overview": { about: "platform", may: { platform: "always" } },
} as const satisfies Rights<string, Condition>;
export type ShowAction = keyof typeof declarationRights;
const table: Rights<ShowAction, Condition> = declarationRights;

const no = (code: RuleRefusal["code"], reason: string, detail: string): RuleRefusal => ({
  code,
  reason,
  detail,
});
const unverified = no("forbidden", "siret_unverified", "Votre SIRET n’est pas encore vérifié.");
const meets: Record<Condition, (facts: ShowFacts) => Verdict> = {
  verified: ({ verified }) => verified || unverified,
  connected: ({ connection }) =>
    connection === "active" ||
    no("conflict", "not_connected", "Cette billetterie n’est pas connectée : vérifiez d’abord ses codes."),
  alive: ({ connection }) =>
    connection !== "disconnected" || no("conflict", "disconnected", "Cette billetterie est déconnectée."),
  from_account: ({ ownShow }) =>
    !ownShow || no("conflict", "not_from_account", "Seuls des spectacles d’une billetterie se regroupent."),
  own_untold: ({ ownShow, told }) =>
    !ownShow
      ? no("conflict", "not_own", "Ce spectacle vient d’une billetterie : vous pouvez le masquer.")
      : !told || no("conflict", "told", "Ce spectacle a été déclaré : il est gardé. Vous pouvez le masquer."),
};

const holdersOf = (actor: ShowActor): Set<Holder> => {
  if (actor.kind === "platform") return new Set<Holder>(["platform"]);
  if (actor.kind === "nobody") return new Set<Holder>();
  const roles = actor.roles.map((role): Holder => `declarations.${role}`);
  return new Set<Holder>([
    "self",
    "member",
    ...roles,
    ...(actor.administers ? (["administration.admin"] as const) : []),
  ]);
};

/** Whether somebody may, with the refusal a person reads. Who may not even read does not learn that it exists. */
export const may = (actor: ShowActor, action: ShowAction, facts: ShowFacts = {}): Verdict => {
  const holders = holdersOf(actor);
  const sees = decide(table["show.read"], holders, () => true, unseen) === true;
  return decide(table[action], holders, (condition) => meets[condition](facts), sees ? notYourRole : unseen);
};
