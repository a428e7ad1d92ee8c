import { type QuarantineCause, quarantineCauses, type RecipientState } from "../../../shared/mail/schema.ts";
import type { DemoFile } from "./files.ts";
import { fileOf, idOf, inWords, keep, later, minutes, newId, newToken, type World } from "./world.ts";

/** Whom a case talks to, with the address that leads back to it. */
export interface Correspondent {
  participantId: string;
  name: string;
  email: string;
  token: string;
}

const reader = 2;
const hex = (world: World, bytes: number) => Buffer.from(world.random.bytes(bytes)).toString("hex");

interface Received {
  organisationId: string;
  /** Slug of the organisation, to find its intake address when `to` is absent. */
  from: { email: string; name: string | undefined };
  to: string;
  subject: string;
  text: string;
  html?: string;
  files: readonly DemoFile[];
  at: Date;
  /** The exact bytes, when the mail is more than its text and files. */
  raw?: Buffer;
  inReplyTo?: string;
  headers?: Record<string, string>;
  verdicts?: Partial<Record<"spam" | "virus" | "spf" | "dkim" | "dmarc", string>>;
  mailClass: "human" | "auto_reply" | "bulk" | "auto_generated";
  target:
    | { outcome: "entry"; caseId: string; matchedBy: "token" | "intake"; authorship: string; entryId: string }
    | { outcome: "quarantine"; caseId: string | null; cause: QuarantineCause };
}

/** One received mail: its raw object, its row, what became of it, its files. Returns the id of its target row. */
export const receive = (world: World, mail: Received): string => {
  const { rows } = world;
  const sesMessageId = `${hex(world, 16)}`;
  const id = newId(world, mail.at);
  const messageId = `${hex(world, 8)}@${mail.from.email.split("@")[1]}`;
  const bodyHash = hex(world, 32);
  const row: World["rows"]["inboundMail"][number] = {
    id,
    sesMessageId,
    bucket: "mail-raw",
    rawKey: `inbound/${sesMessageId}`,
    receivedAt: mail.at,
    envelopeFrom: mail.from.email,
    envelopeRecipients: [mail.to],
    verdicts: { spam: "PASS", virus: "PASS", spf: "PASS", dkim: "PASS", dmarc: "PASS", ...mail.verdicts },
    state: "done",
    attempts: 1,
    readerVersion: reader,
    messageId,
    bodyHash,
    class: mail.mailClass,
    fromAddress: mail.from.email,
    fromNameClaimed: mail.from.name ?? null,
    sentAtClaimed: mail.at,
    subject: mail.subject,
    createdAt: mail.at,
  };
  rows.inboundMail.push(row);
  world.raws.push({
    row,
    from: mail.from.email,
    fromName: mail.from.name,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    inReplyTo: mail.inReplyTo,
    headers: { ...mail.headers, "Message-ID": `<${messageId}>` },
    files: mail.files,
    at: mail.at,
    bytes: mail.raw,
  });

  const { target } = mail;
  const targetId = newId(world, mail.at);
  const outcomeId = target.outcome === "entry" ? target.entryId : newId(world, mail.at);
  rows.inboundTarget.push({
    id: targetId,
    organisationId: mail.organisationId,
    inboundMailId: id,
    targetKey: target.caseId ? `case:${target.caseId}` : `intake:${mail.organisationId}`,
    caseId: target.caseId,
    matchedBy: target.outcome === "entry" ? target.matchedBy : target.caseId ? "token" : "intake",
    authorship: target.outcome === "entry" ? target.authorship : null,
    outcome: target.outcome,
    outcomeId,
    messageId,
    bodyHash,
    createdAt: mail.at,
  });
  mail.files.forEach((file, position) => {
    rows.mailAttachment.push({
      id: newId(world, mail.at),
      organisationId: mail.organisationId,
      inboundMailId: id,
      inboundTargetId: targetId,
      position,
      nameOriginal: file.name,
      nameSafe: file.name,
      typeDeclared: file.type,
      typeSniffed: file.type,
      size: file.content.length,
      sha256: file.sha256,
      role: "attachment",
      decision: "kept",
      storedFileId: keep(world, mail.organisationId, file, mail.at),
    });
  });
  if (target.outcome === "quarantine") {
    rows.quarantine.push({
      id: outcomeId,
      inboundTargetId: targetId,
      organisationId: mail.organisationId,
      caseId: target.caseId,
      cause: target.cause,
      state: "waiting",
      receivedAt: mail.at,
      fromAddress: target.cause === "malformed_sender" ? null : mail.from.email,
      fromNameClaimed: mail.from.name ?? null,
      subject: mail.subject,
      text: target.cause === "virus" ? null : mail.text,
      expiresAt: later(mail.at, quarantineCauses[target.cause].days * 1440 * minutes),
    });
  }
  return targetId;
};

export interface Sent {
  organisationId: string;
  caseId: string;
  senderName: string;
  authorUserId: string | null;
  class: "conversation" | "notice" | "acknowledgement";
  template: string;
  to: readonly (Correspondent & { state: RecipientState; diagnostic?: string })[];
  subject: string;
  text: string;
  files: readonly DemoFile[];
  at: Date;
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
/** Plain text as the simplest HTML that says the same. */
const asHtml = (text: string) =>
  text
    .split("\n\n")
    .map((paragraph) => `<p>${escaped(paragraph).replaceAll("\n", "<br>")}</p>`)
    .join("");

/** Events the provider sent for a recipient that ended in that state: kind and status code. */
const events: Partial<Record<RecipientState, readonly [kind: string, status: string | null][]>> = {
  sent: [["send", null]],
  delivered: [
    ["send", null],
    ["delivery", "2.0.0"],
  ],
  delayed: [
    ["send", null],
    ["delay", "4.4.7"],
  ],
  hard_bounced: [
    ["send", null],
    ["bounce", "5.1.1"],
  ],
  complained: [
    ["send", null],
    ["delivery", "2.0.0"],
    ["complaint", null],
  ],
};

/** One message of ours with each recipient's copy and its delivery events. Returns the message's id. */
export const send = (world: World, mail: Sent): string => {
  const { rows } = world;
  const id = newId(world, mail.at);
  rows.outgoingMessage.push({
    id,
    organisationId: mail.organisationId,
    service: "mediation",
    targetId: mail.caseId,
    class: mail.class,
    template: mail.template,
    authorUserId: mail.authorUserId,
    senderName: mail.senderName,
    subject: mail.subject,
    text: mail.text,
    html: asHtml(mail.text),
    attachments: mail.files.map((file) => ({
      storedFileId: keep(world, mail.organisationId, file, mail.at),
      name: file.name,
    })),
    idempotencyKey: `demo:${id}`,
    createdAt: mail.at,
  });
  for (const recipient of mail.to) {
    const recipientId = newId(world, mail.at);
    const providerMessageId = `${hex(world, 8)}-${hex(world, 4)}-000000`;
    const happened = events[recipient.state] ?? [];
    const stateAt = later(mail.at, happened.length * 40_000);
    rows.outgoingRecipient.push({
      id: recipientId,
      organisationId: mail.organisationId,
      outgoingMessageId: id,
      address: recipient.email,
      name: recipient.name,
      participantId: recipient.participantId,
      fromLocalPart: `r-${recipient.token}`,
      kind: "to",
      state: recipient.state,
      stateAt,
      provider: "ses",
      providerMessageId,
      wireMessageIds: [`${providerMessageId}@eu-west-3.amazonses.com`],
      attempts: 1,
      diagnostic: recipient.diagnostic ?? null,
      returnToken: newToken(world),
      createdAt: mail.at,
    });
    happened.forEach(([kind, statusCode], step) => {
      rows.deliveryEvent.push({
        id: newId(world, mail.at),
        organisationId: mail.organisationId,
        provider: "ses",
        eventKey: `${providerMessageId}:${kind}`,
        outgoingRecipientId: recipientId,
        kind,
        statusCode,
        diagnostic: kind === "bounce" ? (recipient.diagnostic ?? null) : null,
        at: later(mail.at, (step + 1) * 40_000),
      });
    });
  }
  return id;
};

/** An answer above the message it answers, quoted the way mail programs do, and where the quote begins. */
export const answering = (
  text: string,
  original: { at: Date; senderName: string; text: string },
): { text: string; folds: { from: number; to: number; kind: "quote" }[] } => {
  const quoted = original.text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
  const whole = `${text}\n\nLe ${inWords(original.at)}, ${original.senderName} a écrit :\n${quoted}`;
  return { text: whole, folds: [{ from: text.length + 2, to: whole.length, kind: "quote" }] };
};

interface Held {
  cause: QuarantineCause;
  organisation: string;
  from: { email: string; name?: string };
  subject: string;
  text: string;
  hoursAgo: number;
  verdicts?: Received["verdicts"];
  mailClass?: Received["mailClass"];
}

const held: readonly Held[] = [
  {
    cause: "spam",
    organisation: "valbrune",
    from: { email: "offres@promo-panneaux.example", name: "Énergie Plus" },
    subject: "Vos panneaux solaires à un euro",
    text: "Dernier jour pour profiter de l’aide. Répondez oui et un conseiller vous rappelle.",
    hoursAgo: 5,
    verdicts: { spam: "FAIL" },
  },
  {
    cause: "bulk",
    organisation: "valbrune",
    from: { email: "lettre@reseau-mediateurs.example", name: "Réseau des médiateurs" },
    subject: "La lettre du réseau, numéro 48",
    text: "Au sommaire : la rencontre nationale, trois avis commentés, les formations de printemps.",
    hoursAgo: 30,
    mailClass: "bulk",
  },
  {
    cause: "authentication_failed",
    organisation: "valbrune",
    from: { email: "direction@valbrune.example", name: "Direction générale" },
    subject: "Virement urgent à valider",
    text: "Bonjour, merci de traiter ce virement aujourd’hui et de n’en parler à personne. La direction.",
    hoursAgo: 51,
    verdicts: { spf: "FAIL", dkim: "FAIL", dmarc: "FAIL" },
  },
  {
    cause: "virus",
    organisation: "valbrune",
    from: { email: "facture@colis-express.example", name: "Colis Express" },
    subject: "Votre colis est bloqué",
    text: "",
    hoursAgo: 20,
    verdicts: { virus: "FAIL" },
  },
  {
    cause: "rate",
    organisation: "trois-rives",
    from: { email: "capteur@station-meteo.example", name: "Station 14" },
    subject: "Niveau d’eau : 1,42 m",
    text: "Mesure automatique du quai des Lamaneurs.",
    hoursAgo: 9,
    mailClass: "auto_generated",
  },
  {
    cause: "malformed_sender",
    organisation: "trois-rives",
    from: { email: "inconnu@boite.example" },
    subject: "(sans objet)",
    text: "Bonjour, je vous ai écrit la semaine dernière et je n’ai pas de nouvelles.",
    hoursAgo: 76,
  },
  {
    cause: "sender_mismatch",
    organisation: "haute-brenelle",
    from: { email: "n.villard@messagerie.example", name: "Nathalie Villardière" },
    subject: "Suite de notre échange",
    text: "Je vous réponds depuis une autre adresse, la mienne ne marche plus.",
    hoursAgo: 14,
    verdicts: { dmarc: "FAIL" },
  },
];

/** Mails held back before they reached any case. */
export const holdMails = (world: World): void => {
  for (const mail of held) {
    receive(world, {
      organisationId: idOf(world, mail.organisation),
      from: { email: mail.from.email, name: mail.from.name },
      to: `${mail.organisation}.mediation@${world.mailDomain}`,
      subject: mail.subject,
      text: mail.text,
      files: [],
      at: later(world.now, -mail.hoursAgo * 60 * minutes),
      verdicts: mail.verdicts ?? {},
      mailClass: mail.mailClass ?? "human",
      target: { outcome: "quarantine", caseId: null, cause: mail.cause },
    });
  }
};

/** A mail on a case from somebody the case does not know. */
export const holdOnCase = (
  world: World,
  given: { organisationId: string; caseId: string; to: string; number: string; at: Date },
): void => {
  const file = world.random.chance(0.5) ? [fileOf(world, "attestation")] : [];
  receive(world, {
    organisationId: given.organisationId,
    from: { email: `proche${world.random.between(10, 99)}@courriel.example`, name: "Patrice T." },
    to: given.to,
    subject: `Re: [Dossier ${given.number}]`,
    text: "Bonjour, je suis de la famille, c’est moi qui ai fait les démarches. Je peux vous envoyer une attestation si besoin.",
    files: file,
    at: given.at,
    mailClass: "human",
    target: { outcome: "quarantine", caseId: given.caseId, cause: "unknown_sender" },
  });
};
