import { longCalendarDay, longDay, longInstant } from "../../../shared/mediation/date-words.ts";
import type { Env } from "../../platform/env.ts";
import type { Organisation } from "../access/index.ts";
import { type ComposedMessage, identityOf, layoutMail } from "../mail/index.ts";
import type { CaseRow } from "./case-access.ts";
import type { CorrectedDate } from "./correct-dates.ts";
import { caseSubject, followUpUrl, footerOf } from "./mail-frame.ts";

/** The dated proof that replaces an earlier one: what was corrected, from what, and when (mediation.md §6, row 6). */
export const correctedReceiptMail = (
  env: Pick<Env, "appOrigin">,
  facts: {
    found: Pick<CaseRow, "receivedAt" | "receivedPrecision">;
    number: string;
    organisation: Organisation;
    greeting: string;
    token: string | undefined;
    corrected: readonly CorrectedDate[];
    at: Date;
  },
): Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template"> => {
  const { found, number, organisation, corrected } = facts;
  const { timeZone, settings } = organisation;
  const received =
    found.receivedPrecision === "DAY"
      ? longDay(found.receivedAt, timeZone)
      : longInstant(found.receivedAt, timeZone);
  const legal = settings.mediation?.legalParagraph;
  const laid = layoutMail({
    title: "Récépissé corrigé",
    preview: `Une date de votre dossier ${number} a été corrigée. Gardez cet e-mail.`,
    ...identityOf(env, organisation),
    blocks: [
      { is: "heading", text: "Récépissé corrigé" },
      { is: "paragraph", content: [facts.greeting] },
      {
        is: "paragraph",
        content: [
          corrected.length > 1
            ? "Des dates de votre dossier ont été corrigées. Gardez cet e-mail\u00a0: il remplace ce que disaient les précédents."
            : "Une date de votre dossier a été corrigée. Gardez cet e-mail\u00a0: il remplace ce que disaient les précédents.",
        ],
      },
      { is: "figure", label: "Numéro de votre dossier", value: number },
      {
        is: "facts",
        rows: [
          ...corrected.map(({ label, from, to }) => ({
            label,
            values: [to ? longCalendarDay(to) : "aucune date", `au lieu du ${longCalendarDay(from)}`],
          })),
          { label: "Demande reçue le", values: [received] },
          { label: "Corrigé le", values: [longInstant(facts.at, timeZone)] },
        ],
      },
      { is: "button", label: "Suivre mon dossier", href: followUpUrl(env, facts.token) },
      ...(legal ? [{ is: "note" as const, title: legal.title, content: [legal.text] }] : []),
    ],
    footer: footerOf(
      env,
      organisation,
      "Vous recevez cet e-mail parce que vous suivez cette demande de médiation.",
    ),
  });
  return {
    ...laid,
    template: "mediation.corrected_receipt@1",
    senderName: settings.senderName,
    subject: caseSubject(number, "Récépissé corrigé"),
  };
};
