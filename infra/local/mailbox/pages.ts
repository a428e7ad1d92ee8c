/** The mailbox's pages, in French. Everything that comes from a mail is escaped here, once, by `html`. */
import { type AccountWithCodes, codeAt } from "./codes.ts";
import type { SendInput } from "./compose.ts";
import type { ReadMessage } from "./read-message.ts";
import type { MailSummary } from "./store.ts";

const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

class Markup {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

type Part = Markup | string | number | undefined | false | readonly Part[];

const render = (part: Part): string => {
  if (part === undefined || part === false) return "";
  if (part instanceof Markup) return part.source;
  if (typeof part === "object") return part.map(render).join("");
  return escaped(String(part));
};

const html = (strings: TemplateStringsArray, ...parts: Part[]): Markup =>
  new Markup(strings.map((text, index) => text + render(parts[index])).join(""));

const DATE = new Intl.DateTimeFormat("fr-FR", {
  dateStyle: "medium",
  timeStyle: "medium",
  timeZone: "Europe/Paris",
});
/** `21 nov. 2026, 11:50:23`, Paris time. */
export const shownDate = (iso: string): string => DATE.format(new Date(iso));

const shownSize = (bytes: number): string => {
  if (bytes < 1024) return `${bytes}\u00a0octets`;
  const [value, unit] = bytes < 1024 ** 2 ? [bytes / 1024, "Ko"] : [bytes / 1024 ** 2, "Mo"];
  return `${value.toLocaleString("fr-FR", { maximumFractionDigits: 1 })}\u00a0${unit}`;
};

const page = (title: string, body: Markup): string =>
  render(html`<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Courriels envoyés</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="data:,">
</head>
<body>
<a class="skip" href="#contenu">Aller au contenu</a>
<header>
<p>Courriels envoyés</p>
<nav aria-label="Boîte aux lettres"><a href="/">Tous les courriels</a> <a href="/ecrire">Écrire un courriel</a> <a href="/codes">Codes de connexion</a></nav>
</header>
<main id="contenu" tabindex="-1">
${body}
</main>
</body>
</html>
`);

const subjectOf = (subject: string): string => (subject.trim() === "" ? "(sans objet)" : subject);

const mailLine = (mail: MailSummary): Markup => html`<li>
<a href="/messages/${mail.id}">${subjectOf(mail.subject)}</a>
<p>De ${mail.from} à ${mail.envelope.to.join(", ")}</p>
<p><time datetime="${mail.date}">${shownDate(mail.date)}</time>, ${shownSize(mail.size)}</p>
</li>`;

export interface ListView {
  mails: readonly MailSummary[];
  total: number;
  to: string;
  /** Address of the page of older mails. */
  older: string | undefined;
  sent: boolean;
}

/** All mails, newest first. */
export const listPage = ({ mails, total, to, older, sent }: ListView): string =>
  page(
    "Liste",
    html`${sent && html`<p class="banner" role="status">Votre courriel est parti. Il arrive dans Guichet d’ici quelques secondes.</p>`}
<h1>${total === 0 ? "Aucun courriel" : total === 1 ? "1 courriel" : `${total} courriels`}</h1>
<form class="row" action="/" method="get">
<div><label for="to">Adresse du destinataire</label><input id="to" name="to" type="email" value="${to}" autocomplete="off"></div>
<button>Filtrer</button>
</form>
${
  mails.length === 0
    ? html`<p>${to === "" ? "Guichet n’a encore rien envoyé. Les courriels qu’il envoie s’affichent ici et ne partent nulle part ailleurs." : "Aucun courriel pour cette adresse."}</p>`
    : html`<ol class="mails">${mails.map(mailLine)}</ol>`
}
${older !== undefined && html`<p><a href="${older}">Courriels plus anciens</a></p>`}
${total > 0 && html`<form action="/effacer" method="post"><p><button class="plain">Effacer tous les courriels</button></p></form>`}`,
  );

const line = (name: string, value: string): Markup | false =>
  value !== "" && html`<dt>${name}</dt><dd>${value}</dd>`;

/** One mail: who, text, HTML in a sandbox, attachments, raw. */
export const messagePage = (mail: MailSummary, message: ReadMessage, raw: string): string => {
  const attached = message.attachments.map((one, index) => ({ ...one, index }));
  return page(
    subjectOf(message.subject),
    html`<h1>${subjectOf(message.subject)}</h1>
<dl>
${line("De", message.from)}
${line("À", message.to.join(", "))}
${line("Copie", message.cc.join(", "))}
${line("Remis à", mail.envelope.to.join(", "))}
${line("Réponse à", message.replyTo ?? "")}
<dt>Date</dt><dd><time datetime="${mail.date}">${shownDate(mail.date)}</time></dd>
${line("Identifiant", mail.providerMessageId)}
</dl>
<p><a class="button" href="/ecrire?en-reponse=${mail.id}">Répondre</a></p>
${attached.length > 0 && html`<h2>Pièces jointes</h2><ul>${attached.map((one) => html`<li><a href="/messages/${mail.id}/attachments/${one.index}" download>${one.name}</a> (${one.type}, ${shownSize(one.size)}${one.inline && ", dans le texte"})</li>`)}</ul>`}
${message.html !== undefined && html`<h2>Mis en forme</h2><iframe src="/messages/${mail.id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox" title="Message mis en forme"></iframe>`}
${message.text !== undefined && html`<h2>Texte</h2><pre>${withLinks(message.text)}</pre>`}
<h2>Original</h2>
<p><a href="/api/messages/${mail.id}/raw" download="${mail.id}.eml">Télécharger l’original</a> (${shownSize(mail.size)})</p>
<details><summary>Voir l’original</summary><pre class="raw" tabindex="0" aria-label="Original">${raw}</pre></details>`,
  );
};

const withLinks = (text: string): Part[] =>
  text
    .split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/)
    .map((part, index) =>
      index % 2 === 1 ? html`<a href="${part}" target="_blank" rel="noopener">${part}</a>` : part,
    );

const FIELDS = [
  ["from", "De", "email"],
  ["to", "À", "email"],
  ["subject", "Objet", "text"],
] as const;

/** The form that writes to Guichet as a citizen would. */
export const composePage = (
  input: Partial<SendInput>,
  faults: Record<string, string>,
  refused?: string,
): string => {
  const fault = (name: string) => faults[name] && html`<p id="${name}-fault">${faults[name]}</p>`;
  const described = (name: string) =>
    faults[name] && html` aria-invalid="true" aria-describedby="${name}-fault"`;
  const failed = refused !== undefined || Object.keys(faults).length > 0;
  return page(
    `${failed ? "Erreur, " : ""}Écrire un courriel`,
    html`<h1>Écrire un courriel</h1>
<p class="note">Le courriel part vers Guichet, comme si un habitant l’avait envoyé.</p>
${refused !== undefined && html`<p class="banner error" role="alert">Le serveur a refusé ce courriel&nbsp;: ${refused}</p>`}
<form action="/api/send" method="post" novalidate>
${FIELDS.map(
  ([name, label, type]) =>
    html`<div class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" type="${type}" value="${input[name]}"${described(name)} autocomplete="off">${fault(name)}</div>`,
)}
<div class="field"><label for="text">Message</label><textarea id="text" name="text" rows="12"${described("text")}>
${input.text}</textarea>${fault("text")}</div>
${input.inReplyTo && html`<input type="hidden" name="inReplyTo" value="${input.inReplyTo}">`}
<p><button>Envoyer</button></p>
</form>`,
  );
};

/** The codes of the demo's accounts that ask for one: this page plays the telephone nobody has. */
export const codesPage = (accounts: readonly AccountWithCodes[], now: Date): string => {
  const left = accounts[0] ? codeAt(accounts[0], now).seconds : 0;
  return page(
    "Codes",
    html`<h1>Codes de connexion</h1>
<p class="note">Ces comptes de démonstration demandent un code après le mot de passe. Chacun sert une seule fois&nbsp;: si le vôtre est refusé, attendez le suivant.</p>
<table>
<thead><tr><th scope="col">Compte</th><th scope="col">Code</th></tr></thead>
<tbody>${accounts.map((account) => html`<tr><th scope="row">${account.name}<br>${account.email}</th><td><code>${codeAt(account, now).code}</code></td></tr>`)}</tbody>
</table>
<p>Encore valables ${left}&nbsp;${left === 1 ? "seconde" : "secondes"}.</p>
<p><a class="button" href="/codes">Afficher les codes du moment</a></p>`,
  );
};

/** A page with one sentence. */
export const plainPage = (title: string, sentence: string): string =>
  page(title, html`<h1>${title}</h1><p>${sentence}</p><p><a href="/">Revenir à la liste</a></p>`);
