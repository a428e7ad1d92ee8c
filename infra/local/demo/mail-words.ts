import { defaultMailSettings } from "../../../shared/mail/settings.ts";
import { withOwnDraws } from "./journal-line.ts";
import { days, idOf, later, newId, type World } from "./world.ts";

/** What Valbrune's mediation set for its mails, and the templates its people wrote beside the supplied ones. */
export const mailWords = (world: World): void => {
  const aside = withOwnDraws(world, 20_270_061);
  const organisationId = idOf(world, "valbrune");
  const at = later(world.now, -120 * days);
  world.rows.mailSettings.push({
    ...defaultMailSettings("mediation"),
    organisationId,
    service: "mediation",
    signature: "Médiation de la ville de Valbrune\n4 place du Marché, 18990 Valbrune\n02 61 91 01 42",
    acknowledgement:
      "La médiatrice reçoit aussi sans rendez-vous, le mardi et le jeudi de 14\u00a0h à 17\u00a0h, 4 place du Marché.",
    updatedAt: at,
  });
  const template = (
    userId: string | null,
    words: { title: string; category: string; subject: string; body: string },
  ) =>
    world.rows.replyTemplate.push({
      id: newId(aside, at),
      organisationId,
      service: "mediation",
      userId,
      sides: ["REQUESTER"],
      ...words,
      createdAt: at,
      updatedAt: at,
    });
  template(null, {
    title: "Facture de cantine\u00a0: pièces utiles",
    category: "Instruction",
    subject: "Votre facture de cantine",
    body: "Bonjour {{requester.salutation}},\n\nPour vérifier votre facture, envoyez-moi\u00a0:\n- la facture contestée, en entier\u00a0;\n- le planning de réservation des repas, si vous l’avez.\n\nJe demande au service des écoles le relevé de présence.",
  });
  template(idOf(world, "c.vasseur@valbrune.example"), {
    title: "Point d’étape",
    category: "Instruction",
    subject: "Où en est votre dossier",
    body: "Bonjour {{requester.salutation}},\n\nVotre dossier avance. J’ai écrit au service et j’attends sa réponse avant le {{deadline.date}}.\n\nJe vous écris dès que je l’ai.",
  });
};
