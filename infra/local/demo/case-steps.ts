import { openStatuses } from "../../../shared/mediation/enums.ts";
import { mediatorWords } from "../../../shared/mediation/mediator-words.ts";
import { outcomeInWords } from "../../../shared/mediation/outcome-words.ts";
import type { Correspondent } from "./mails.ts";
import type { Step } from "./plans.ts";
import { attach, correspond, enter, fact, getMail, type Telling, write } from "./telling.ts";
import { dayOf, fileOf, inWords, later, minutes, newId, oneIn, soonAfter } from "./world.ts";

const opens = (step: Step, telling: Telling) =>
  (openStatuses as readonly string[]).includes(telling.plan.status) &&
  telling.plan.steps.at(-1)?.step === step;

/** What a failed delivery leaves: a report on the thread and a blocked address. */
const reportFailure = (telling: Telling, to: Correspondent, at: Date) => {
  enter(telling, {
    kind: "delivery_report",
    fact: "mail.failed",
    direction: "IN",
    medium: "NOTICE",
    side: "ADMINISTRATION",
    occurredAt: at,
    participantId: to.participantId,
    authorLabel: to.name,
    authorship: "machine",
    subject: "Message non remis",
    text: `À ${to.name} (${to.email}). L’adresse n’existe pas chez le destinataire.`,
  });
  const row = telling.world.rows.participant.find(({ id }) => id === to.participantId);
  if (row) row.verification = "undeliverable";
};

/** What each step leaves on the case. */
export const tell: Record<Step, (telling: Telling, at: Date) => void> = {
  take: (telling, at) => {
    fact(telling, "case.taken", at);
    if (telling.plan.status === "CONTACT_REQUESTER")
      fact(telling, "case.status", later(at, 1000), "CONTACT_REQUESTER");
  },
  ask: (telling, at) => {
    if (!telling.requester) return;
    const { plan } = telling;
    const words = mediatorWords(plan.organisation.settings.mediation?.title ?? "");
    write(telling, telling.requester, {
      at,
      text: `Bonjour ${plan.person.greeting},\n\n${telling.fill(plan.story.asked)}\n\nBien à vous,\n${telling.handler?.name}\n${words.label}`,
      state: opens("ask", telling)
        ? telling.world.random.weighted({ delivered: 88, delayed: 6, sent: 6 })
        : "delivered",
    });
    fact(telling, "case.status", later(at, 1000), "WAITING_FOR_REQUESTER");
  },
  reply: (telling, at) => {
    const { world, plan, requester } = telling;
    if (!requester) return;
    const text = `Bonjour,\n\n${telling.fill(plan.story.answered)}\n\n${plan.person.name}`;
    const files = plan.story.papers.slice(0, 2).map((paper) => fileOf(world, paper));
    const unread = opens("reply", telling) && world.random.chance(0.5);
    if (world.random.chance(0.72)) getMail(telling, requester, { text, at, files, unread });
    else {
      const entryId = enter(telling, {
        kind: "message",
        direction: "IN",
        medium: "PORTAL",
        side: "REQUESTER",
        occurredAt: at,
        participantId: requester.participantId,
        authorLabel: requester.name,
        authorship: "participant_verified",
        text,
        toProcess: unread,
        processedAt: unread ? null : soonAfter(world, at, 75 * minutes),
        processedBy: unread ? null : (telling.handler?.id ?? null),
      });
      if (unread) telling.toProcess += 1;
      attach(telling, files, { entryId, side: "REQUESTER", at });
    }
    fact(telling, "case.status", later(at, 1000), "CONTACT_ADMINISTRATION");
  },
  consult: (telling, at) => {
    const { world, plan } = telling;
    const failing = opens("consult", telling) && oneIn(5, "failure", world);
    const local = failing ? "ancienne-adresse" : "courrier";
    telling.service = correspond(telling, {
      side: "ADMINISTRATION",
      name: plan.story.service,
      email: `${local}.${plan.story.papers[0] ?? "service"}@services.${plan.organisation.domain}`,
      partyId: null,
      at,
    });
    write(telling, telling.service, {
      at,
      text: `Bonjour,\n\nJe suis saisi${plan.organisation.settings.mediation?.title === "médiatrice" ? "e" : ""} de la demande suivante : « ${telling.subject} ».\n\nCe qui est demandé : ${telling.fill(plan.story.wished).toLowerCase()}\n\nPourriez-vous m’adresser vos observations sous trois semaines ?\n\nCordialement,\n${telling.handler?.name}`,
      files: [fileOf(world, "saisine")],
      state: failing ? "hard_bounced" : "delivered",
    });
    fact(telling, "case.status", later(at, 1000), "WAITING_FOR_ADMINISTRATION");
    telling.failedSend ||= failing;
    if (failing) reportFailure(telling, telling.service, later(at, 3 * minutes));
    if (!failing && world.random.chance(0.18)) {
      enter(telling, {
        kind: "automatic",
        direction: "IN",
        medium: "EMAIL",
        side: "ADMINISTRATION",
        occurredAt: later(at, minutes),
        participantId: telling.service.participantId,
        authorLabel: telling.service.name,
        authorship: "machine",
        subject: "Réponse automatique",
        text: "Le service est fermé jusqu’à lundi. Votre message sera lu à la réouverture.",
      });
    }
  },
  opinion: (telling, at) => {
    const { world, plan, service } = telling;
    if (!service) return;
    const lost = plan.outcome === "FAVORABLE_TO_ADMINISTRATION";
    const text = `Bonjour,\n\n${telling.fill(lost ? plan.story.no : plan.story.yes)}\n\n${plan.story.service}`;
    const unread = opens("opinion", telling) && world.random.chance(0.6);
    getMail(telling, service, { text, at, files: [fileOf(world, "releve")], unread });
    fact(telling, "case.status", later(at, 1000), "ABOUT_TO_CLOSE");
  },
  insist: (telling, at) => {
    if (!telling.requester) return;
    getMail(telling, telling.requester, {
      text: "Bonjour,\n\nAvez-vous des nouvelles ? Je reste disponible si un document manque.",
      at,
      files: [],
      unread: true,
    });
  },
  close: (telling, at) => {
    const { world, plan, organisationId, caseId } = telling;
    const outcome = plan.outcome ?? "OTHER";
    const handlerId = telling.handler?.id;
    if (!handlerId) return;
    fact(telling, "case.closed", at);
    world.rows.caseClosing.push({
      id: newId(world, at),
      organisationId,
      caseId,
      closedAt: at,
      closedBy: handlerId,
      endedOn: dayOf(at),
      outcome,
    });
    if (telling.requester) {
      write(telling, telling.requester, {
        notice: "closing",
        at: later(at, 1000),
        text: `Bonjour ${plan.person.greeting},\n\n${outcomeInWords(outcome, plan.organisation.kind)}.\n\n${closingWords(telling) ?? ""}\n\nFin de la médiation : ${inWords(at)}.`,
      });
    }
  },
};

export const closingWords = ({ plan, fill }: Telling): string | null => {
  switch (plan.outcome) {
    case "FAVORABLE_TO_CITIZEN":
    case "PARTIAL":
      return fill(plan.story.yes);
    case "FAVORABLE_TO_ADMINISTRATION":
      return fill(plan.story.no);
    case "CITIZEN_INACTIVITY":
      return "Sans nouvelles de vous depuis plus de trois mois, je clos votre dossier. Écrivez-moi si vous souhaitez reprendre.";
    case "INADMISSIBLE":
      return "Votre demande concerne un litige entre particuliers. Le conciliateur de justice peut vous aider, gratuitement.";
    case "EXTERNAL_FORWARD":
      return "Cette décision relève d’un autre organisme, qui a son propre médiateur. Vous trouverez son adresse ci-joint.";
    case null:
      return null;
    default:
      return "Merci de la clarté de vos échanges.";
  }
};
