import { type RecipientState, recipientStates } from "../../../shared/mail/schema.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { longInstant } from "../../../shared/mediation/date-words.ts";
import { sides } from "../../../shared/mediation/enums.ts";
import { caseFacts } from "../../../shared/mediation/facts.ts";
import type { PdfWriter } from "../../platform/pdf/write-pdf.ts";
import type { WholeCase, WholeEntry } from "./read-whole-case.ts";
import { headOfEntry } from "./synthesis-pdf.ts";

/** Every exchange of a case in full, with what became of each copy, for the office (mediation.md §8). */
export const writeChronology = (pdf: PdfWriter, whole: WholeCase): void => {
  const { found } = whole;
  pdf.heading(1, `Dossier ${caseNumber(found.year, found.seq)}, chronologie`);
  pdf.paragraph("Tous les échanges et notes, du plus ancien au plus récent. Document interne.", "small");
  if (whole.entries.length === 0) pdf.paragraph("Aucun échange.");
  for (const entry of whole.entries) writeEntry(pdf, whole, entry);
};

/** One exchange: who, when, to whom, its words, its files, its copies. */
export const writeEntry = (pdf: PdfWriter, whole: WholeCase, entry: WholeEntry): void => {
  const { row } = entry;
  const { timeZone } = whole.organisation;
  pdf.heading(2, headOfEntry(entry, timeZone));
  if (row.side) pdf.paragraph(sides[row.side], "small");
  if (row.subject) pdf.paragraph(row.subject, "strong");
  const said = row.text ?? factWords(row.fact);
  if (said) pdf.paragraph(said);
  const files = whole.files.filter((file) => file.row.entryId === row.id && !file.row.inline);
  if (files.length > 0) pdf.list(files.map((file) => `Pièce\u00a0: ${file.row.name}`));
  const copies = whole.deliveries.filter((copy) => copy.messageId === row.outgoingMessageId);
  if (copies.length > 0)
    pdf.list(
      copies.map(
        (copy) =>
          `À ${copy.name ?? copy.address} (${copy.address})\u00a0: ${stateWords(copy.state)}, ${longInstant(copy.stateAt, timeZone)}`,
      ),
    );
};

const factWords = (fact: string | null): string | null =>
  fact !== null && Object.hasOwn(caseFacts, fact) ? caseFacts[fact as keyof typeof caseFacts] : null;

const stateWords = (state: string): string =>
  Object.hasOwn(recipientStates, state)
    ? recipientStates[state as RecipientState].label.toLowerCase()
    : state;
