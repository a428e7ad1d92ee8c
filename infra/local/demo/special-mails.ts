import MailComposer from "nodemailer/lib/mail-composer/index.js";
import { type ReadMail, read } from "../../../functions/modules/mail/read.ts";
import { aWinmail } from "../../../functions/modules/mail/test-kit/winmail.ts";
import { asFile } from "./files.ts";
import { withOwnDraws } from "./journal-line.ts";
import { receive } from "./mails.ts";
import { days, fileOf, idOf, keep, later, minutes, newId, type World } from "./world.ts";

/**
 * Four mails of the kinds that need more than text, on one case of Valbrune: an invitation, a `winmail.dat`, a mail
 * forwarded as a file, an encrypted one. Their entries show what the platform's own reader makes of them.
 */

interface Special {
  subject: string;
  text: string;
  attachments: { filename: string; content: Buffer | string; contentType: string }[];
}

const stamp = (at: Date) => at.toISOString().replaceAll(/[-:]|\.\d+/g, "");

const invitation = (at: Date): Special => {
  const day = later(at, 12 * days)
    .toISOString()
    .slice(0, 10)
    .replaceAll("-", "");
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Messagerie//FR",
    "METHOD:REQUEST",
    "BEGIN:VEVENT",
    "UID:visite-1@courriel.example",
    `DTSTAMP:${stamp(at)}`,
    `DTSTART;TZID=Romance Standard Time:${day}T100000`,
    `DTEND;TZID=Romance Standard Time:${day}T104500`,
    "SUMMARY:Visite sur place avec le médiateur",
    "LOCATION:Devant l’école des Tilleuls",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ];
  return {
    subject: "Rendez-vous sur place",
    text: "Bonjour,\n\nJe vous propose de nous voir sur place. L’invitation est jointe, dites-moi si l’heure vous convient.",
    attachments: [
      {
        filename: "invitation.ics",
        content: lines.join("\r\n"),
        contentType: "text/calendar; method=REQUEST",
      },
    ],
  };
};

const packed = (invoice: Buffer): Special => ({
  subject: "La facture demandée",
  text: "",
  attachments: [
    {
      filename: "winmail.dat",
      contentType: "application/ms-tnef",
      content: aWinmail({
        text: "Bonjour,\n\nVoici la facture demandée.",
        files: [{ name: "Facture de septembre.pdf", type: "application/pdf", bytes: invoice }],
      }),
    },
  ],
});

const forwarded = (at: Date): Special => ({
  subject: "Tr : Votre demande",
  text: "Bonjour,\n\nVoici la réponse que j’avais reçue du service.",
  attachments: [
    {
      filename: "Votre demande.eml",
      contentType: "message/rfc822",
      content: [
        "From: Service scolaire <ecoles@valbrune.example>",
        "To: usager@courriel.example",
        "Subject: Votre demande",
        `Date: ${later(at, -30 * days).toUTCString()}`,
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "",
        "Madame, Monsieur,",
        "",
        "Votre demande ne peut recevoir une suite favorable : le délai est dépassé.",
        "",
      ].join("\r\n"),
    },
  ],
});

const encrypted: Special = {
  subject: "Mes relevés",
  text: "-----BEGIN PGP MESSAGE-----\n\nhQEMA5tWGyA4gVtBAQf/ZGVtb25zdHJhdGlvbg==\n=dGVz\n-----END PGP MESSAGE-----",
  attachments: [],
};

/** The case they are on: of Valbrune's open cases with a handler, a day of exchanges and mails, the latest. */
const caseToFill = (world: World) => {
  const fitting = world.rows.cases
    .filter(
      ({ organisationId, status, assigneeId, registeredAt, lastExchangeAt }) =>
        organisationId === idOf(world, "valbrune") &&
        status !== "CLOSED" &&
        status !== "MERGED" &&
        assigneeId &&
        Number(lastExchangeAt) - Number(registeredAt) > days,
    )
    .toSorted((a, b) => Number(b.lastExchangeAt) - Number(a.lastExchangeAt));
  for (const found of fitting) {
    const person = world.rows.participant.find(
      ({ caseId, side }) => caseId === found.id && side === "REQUESTER",
    );
    const address = world.rows.replyAddress.find(({ participantId }) => participantId === person?.id);
    if (person && address) return { found, person, token: address.token };
  }
  throw new Error("no case of the demo fits the special mails");
};

/** Adds the four mails, already processed, to a case as it stands: its other entries keep their ids and dates. */
export const specialMails = async (given: World): Promise<void> => {
  const world = withOwnDraws(given, 20_270_048);
  const { found, person, token } = caseToFill(world);
  const last = found.lastExchangeAt;
  const specials = [invitation(last), packed(fileOf(world, "facture").content), forwarded(last), encrypted];
  for (const [index, special] of specials.entries()) {
    const at = later(last, (index - specials.length) * 25 * minutes);
    const bytes = await new MailComposer({
      from: { name: person.displayName, address: person.email },
      to: `r-${token}@${world.mailDomain}`,
      date: at,
      ...special,
    })
      .compile()
      .build();
    show(world, { found, person, token, at, special, bytes, mail: await read(bytes, { receivedAt: at }) });
  }
};

interface Shown extends ReturnType<typeof caseToFill> {
  at: Date;
  special: Special;
  bytes: Buffer;
  mail: ReadMail;
}

const show = (world: World, { found, person, token, at, special, bytes, mail }: Shown): void => {
  const entryId = newId(world, at);
  const { organisationId } = found;
  const files = mail.files.map((file) => asFile(file.nameSafe, file.type, Buffer.from(file.bytes ?? [])));
  const inboundTargetId = receive(world, {
    organisationId,
    from: { email: person.email, name: person.displayName },
    to: `r-${token}@${world.mailDomain}`,
    subject: special.subject,
    text: mail.text,
    files,
    at,
    raw: bytes,
    mailClass: "human",
    target: {
      outcome: "entry",
      caseId: found.id,
      matchedBy: "token",
      authorship: "participant_verified",
      entryId,
    },
  });
  world.rows.caseEntry.push({
    id: entryId,
    organisationId,
    caseId: found.id,
    kind: "message",
    direction: "IN",
    medium: "EMAIL",
    side: "REQUESTER",
    occurredAt: at,
    participantId: person.id,
    authorLabel: person.displayName,
    authorship: "participant_verified",
    subject: mail.subject,
    text: mail.text,
    folds: mail.folds,
    cards: mail.cards,
    flags: mail.flags,
    processedAt: later(at, 5 * minutes),
    processedBy: found.assigneeId ?? null,
    inboundTargetId,
    readerVersion: mail.readerVersion,
    createdAt: at,
  });
  for (const [position, file] of files.entries()) {
    world.rows.caseFile.push({
      id: newId(world, at),
      organisationId,
      caseId: found.id,
      entryId,
      storedFileId: keep(world, organisationId, file, at),
      name: file.name,
      source: "REQUESTER",
      visibility: "REQUESTER_ONLY",
      position,
      decision: "kept",
      createdAt: at,
    });
  }
};
