import type { XmlElement } from "../../../shared/platform/xml.ts";

type Rule = RegExp | { readonly [name: string]: Rule };

const text = /^[\s\S]{1,128}$/;
const maybeText = /^[\s\S]{0,128}$/;
const amount = /^\d+(\.\d?[1-9])?$/;
const day = /^\d{4}\/(0[1-9]|1[0-2])\/(0[1-9]|[12]\d|3[01])$/;
const count = /^\d+$/;

/** Elements of a performance in their fixed order (declarations.md §6.2). */
const representation = {
  rep_ref_dec: /^[0-9a-f-]{36}_[0-9a-f-]{36}$/,
  rep_devise: /^EUR$/,
  rep_statut: /^DEF$/,
  rep_version: /^[1-9]\d*$/,
  rep_titre: text,
  rep_date_debut: day,
  rep_date_fin: day,
  rep_nb: /^1$/,
  rep_horaire: /^([01]\d|2[0-3]):[0-5]\d$/,
  Billetterie: {
    rep_mt_billets: amount,
    rep_mt_tva_billets: amount,
    rep_nb_billets_pay: count,
    rep_nb_billets_exo: count,
  },
  Exploitation: { rep_mt_depenses: amount, rep_mt_frais: amount },
  Salle: { salle_nom: text, salle_jauge: /^[1-9]\d*$/ },
  Diffuseur: {
    diff_nom: text,
    diff_type_ref: /^SIREN$/,
    diff_ref: /^\d{9}$/,
    diff_adresse_1: maybeText,
    diff_code_postal: text,
    diff_ville: text,
    diff_pays: /^[A-Z]{2}$/,
  },
} as const satisfies Record<string, Rule>;
const french = { prod_nom: text, prod_type_ref: /^SIREN$/, prod_ref: /^\d{9}$/ };
const foreign = { prod_nom: text, prod_pays: /^[A-Z]{2}$/ };
const header = { dec_ref: /^\d{1,10}$/, dec_systeme: text, dec_date: day, dec_nb: /^[1-9]\d*$/ };

const children = (one: XmlElement | undefined): readonly XmlElement[] =>
  one && typeof one.content !== "string" ? (one.content ?? []) : [];

/** The first element that is not as the rules want it, in their order; undefined when all are. */
const faultOf = (found: readonly XmlElement[], rules: Readonly<Record<string, Rule>>): string | undefined => {
  const names = Object.keys(rules);
  for (const [at, name] of names.entries()) {
    const one = found[at];
    if (one?.name !== name) return `${name} attendu, ${one?.name ?? "rien"} reçu`;
    const rule = rules[name];
    if (rule instanceof RegExp) {
      const said = typeof one.content === "string" ? one.content : "";
      if (!rule.test(said)) return `${name} incorrect`;
    } else if (rule) {
      const fault = faultOf(children(one), rule);
      if (fault) return fault;
    }
  }
  return found.length > names.length ? `${found[names.length]?.name} inattendu` : undefined;
};

/** What SACD would refuse of a whole declaration, in its words; undefined when it takes it. */
export const faultOfDeclaration = (declared: XmlElement): string | undefined => {
  if (declared.name !== "Declaration") return "Declaration attendu";
  const [head, list, ...others] = children(declared);
  if (head?.name !== "Header" || list?.name !== "Representations" || others.length > 0)
    return "Header puis Representations attendus";
  const told = children(list);
  const fault = faultOf(children(head), header);
  if (fault) return fault;
  const number = children(head).find(({ name }) => name === "dec_nb")?.content;
  if (String(told.length) !== number) return "dec_nb ne correspond pas";
  let before = "";
  for (const one of told) {
    if (one.name !== "Representation") return "Representation attendu";
    const parts = children(one);
    const [last] = parts.slice(-1);
    if (last?.name !== "Producteur") return "Producteur attendu";
    const producer = children(last).some(({ name }) => name === "prod_pays") ? foreign : french;
    const isBare = parts.some(({ name, content }) => name === "Exploitation" && content === null);
    const rules = { ...representation, ...(isBare ? { Exploitation: {} } : {}), Producteur: producer };
    const wrong = faultOf(parts, rules);
    if (wrong) return wrong;
    const said = (name: string) => String(parts.find((part) => part.name === name)?.content);
    const start = `${said("rep_date_debut")} ${said("rep_horaire")}`;
    if (said("rep_date_fin") < said("rep_date_debut")) return "rep_date_fin avant rep_date_debut";
    if (start < before) return "Représentations à donner par date";
    before = start;
  }
  return undefined;
};
