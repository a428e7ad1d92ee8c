import { longInstant, plainCalendarDay } from "../../../shared/mediation/date-words.ts";
import { channels, knowledge } from "../../../shared/mediation/enums.ts";
import { standardQuestions } from "../../../shared/mediation/form-config.ts";
import { answerWords } from "../../../shared/mediation/form-rules.ts";
import { receptionWords, registeredLater } from "../../../shared/mediation/reception.ts";
import { fileSize } from "../../../shared/mediation/uploads.ts";
import type { Env } from "../../platform/env.ts";
import type { Organisation } from "../access/index.ts";
import { type Block, type ComposedMessage, identityOf, layoutMail, wordsToBlocks } from "../mail/index.ts";
import type { CaseRow } from "./case-access.ts";
import { caseSubject, confirmUrl, followUpUrl, footerOf, wordsOf } from "./mail-frame.ts";

/** What a receipt proves. */
export interface ReceiptFacts {
  found: Pick<
    CaseRow,
    | "channel"
    | "contestedDecisionOn"
    | "courtPending"
    | "customAnswers"
    | "description"
    | "expectation"
    | "priorAnswer"
    | "priorComplaint"
    | "priorComplaintOn"
    | "receivedAt"
    | "receivedPrecision"
    | "registeredAt"
  >;
  number: string;
  organisation: Organisation;
  /** « Bonjour Madame Ferrand, » */
  greeting: string;
  /** Files received; a refused one carries its cause. */
  files: ReadonlyArray<{ name: string; size: number; refused?: string }>;
  /** Names of the files that answers hold by id. */
  fileNames?: ReadonlyMap<string, string>;
  token: string;
  copy: boolean;
  /** What the organisation says in the receipt of a request by mail. */
  ownWords?: string | null;
  /** Token of the link that confirms the address a request by mail came from. */
  confirmToken?: string;
}

/** Lower case inside a table: « formulaire internet ». */
const way = (channel: CaseRow["channel"]) => {
  const label = channels[channel];
  return channel === "EMAIL" ? "e-mail" : label.charAt(0).toLowerCase() + label.slice(1);
};

/** Words of the dated receipt (screens/public.md §6), the same for a form and for a request by mail. */
export const receiptMail = (
  env: Pick<Env, "appOrigin">,
  facts: ReceiptFacts,
): Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template"> => {
  const { found, organisation, number } = facts;
  const mediator = wordsOf(organisation);
  const settings = organisation.settings.mediation;
  const delay = settings?.answerDelay ? `, ${settings.answerDelay}` : "";
  const received = receptionWords(found, organisation.timeZone);
  const later = registeredLater(found.receivedAt, found.registeredAt, organisation.timeZone);
  const files = facts.files.map((file) =>
    file.refused ? `${file.name}\u00a0: ${file.refused}` : `${file.name} (${fileSize(file.size)})`,
  );
  const legal = settings?.legalParagraph;
  const copy: Block[] = facts.copy
    ? [
        { is: "subheading", text: "Copie de votre demande" },
        ...paragraphs(found.description),
        ...answersOf(facts).map(({ question, answer }) => ({
          is: "paragraph" as const,
          // A question keeps its own mark; what is no question gets a colon.
          content: [{ strong: /[?!:]$/.test(question) ? question : `${question}\u00a0:` }, ` ${answer}`],
        })),
      ]
    : [];

  const laid = layoutMail({
    title: "Votre demande est enregistrée",
    preview: `Reçue le ${received}. Gardez ce numéro.`,
    ...identityOf(env, organisation),
    blocks: [
      { is: "heading", text: "Votre demande est enregistrée" },
      { is: "paragraph", content: [facts.greeting] },
      {
        is: "paragraph",
        content: [
          "Nous avons bien reçu votre demande de médiation. Gardez cet e-mail\u00a0: il prouve la date de votre demande.",
        ],
      },
      { is: "figure", label: "Numéro de votre dossier", value: number },
      {
        is: "facts",
        rows: [
          { label: "Reçue le", values: [received] },
          ...(later
            ? [{ label: "Enregistrée le", values: [longInstant(found.registeredAt, organisation.timeZone)] }]
            : []),
          { label: "Envoyée par", values: [way(found.channel)] },
          ...(files.length > 0 ? [{ label: "Fichiers reçus", values: files }] : []),
        ],
      },
      { is: "button", label: "Suivre mon dossier", href: followUpUrl(env, facts.token) },
      { is: "subheading", text: "Et maintenant\u00a0?" },
      {
        is: "paragraph",
        content: [
          `${mediator.The} lit votre demande et vous écrit${delay}. Vous pouvez ajouter un document ou une précision à tout moment\u00a0: répondez à cet e-mail.`,
        ],
      },
      ...(facts.confirmToken
        ? [
            {
              is: "paragraph" as const,
              content: [
                "Pour que vos prochains messages arrivent sans attente, ",
                { link: "confirmez votre adresse e-mail", href: confirmUrl(env, facts.confirmToken) },
                ". Ce lien sert une seule fois, pendant 7\u00a0jours.",
              ],
            },
          ]
        : []),
      ...(facts.ownWords ? wordsToBlocks(facts.ownWords) : []),
      ...(legal ? [{ is: "note" as const, title: legal.title, content: [legal.text] }] : []),
      ...copy,
    ],
    footer: footerOf(
      env,
      organisation,
      "Vous recevez cet e-mail parce qu’une demande de médiation a été faite avec cette adresse. Ce n’était pas vous\u00a0? Répondez-nous simplement.",
    ),
  });
  return {
    ...laid,
    template: "mediation.receipt@1",
    senderName: organisation.settings.senderName,
    subject: caseSubject(number, "Votre demande est enregistrée"),
  };
};

/** What was answered besides the description, question by question: first what every form asks, then the office's own. */
const answersOf = ({ found, fileNames }: ReceiptFacts): { question: string; answer: string }[] => {
  const known = (value: keyof typeof knowledge | null) => value && knowledge[value];
  const complaint = [known(found.priorComplaint), found.priorComplaintOn && onDay(found.priorComplaintOn)];
  const asked: [string, string | null][] = [
    [standardQuestions.expectation, found.expectation],
    [
      standardQuestions.contestedDecisionOn,
      found.contestedDecisionOn && plainCalendarDay(found.contestedDecisionOn),
    ],
    [standardQuestions.priorComplaint, complaint.filter(Boolean).join(", ")],
    [standardQuestions.priorAnswer, known(found.priorAnswer)],
    [standardQuestions.courtPending, known(found.courtPending)],
    ...found.customAnswers.map(({ label, kind, values }): [string, string] => [
      label,
      kind === "file"
        ? values.flatMap((id) => fileNames?.get(id) ?? []).join(", ")
        : answerWords(kind, values),
    ]),
  ];
  return asked.flatMap(([question, answer]) => (answer ? [{ question, answer }] : []));
};
const onDay = (day: string) => `le ${plainCalendarDay(day)}`;

const paragraphs = (text: string): Block[] =>
  text
    .split(/\n\s*\n/)
    .map((passage) => passage.trim())
    .filter(Boolean)
    .map((passage) => ({ is: "paragraph", content: [passage] }));
