import * as z from "zod/mini";
import type { TransmissionFault } from "../../../shared/declarations/transmission.ts";
import { elementsOf, readXml, textOf } from "../../../shared/platform/xml.ts";

/** What SACD said of a declaration it received. */
export type SacdVerdict =
  | { is: "accepted"; warnings: TransmissionFault[] }
  | { is: "rejected"; errors: TransmissionFault[]; warnings: TransmissionFault[] }
  /** Nobody can say what became of it. */
  | { is: "unreadable" };

/** The declarant's number is wrong, or SACD has not opened online declaring for it. */
const wrongDeclarant = "ERR_WS_DEC_REF";

/**
 * Reads an answer of HTTP 200: JSON for an error of the whole, XML else, in which one performance or several read alike
 * (declarations.md §6.2). Without DTD or entities. A performance that is not named, or a status that is none of the
 * three, is unreadable: nothing is taken for accepted without a word.
 */
export const readSacdAnswer = (text: string): SacdVerdict =>
  text.trimStart().startsWith("{") ? readError(text) : readVerdicts(text);

const Word = z.optional(z.union([z.string(), z.number()]));
const Answer = z.object({ Error: z.object({ Code: Word, Message: Word }) });

const readError = (text: string): SacdVerdict => {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return { is: "unreadable" };
  }
  const parsed = Answer.safeParse(said);
  if (!parsed.success) return { is: "unreadable" };
  const { Code = null, Message = "La SACD a refusé la déclaration sans dire pourquoi." } = parsed.data.Error;
  const isDeclarant = Code === wrongDeclarant;
  const message = isDeclarant
    ? "La SACD ne reconnaît pas votre identifiant, ou n’a pas activé la déclaration en ligne pour vous."
    : String(Message).slice(0, 1000);
  const code = Code === null ? null : String(Code).slice(0, 100);
  const field = isDeclarant ? "dec_ref" : null;
  return { is: "rejected", errors: [{ performanceId: null, field, code, message }], warnings: [] };
};

const readVerdicts = (text: string): SacdVerdict => {
  const root = readXml(text);
  if (root?.name !== "Declaration") return { is: "unreadable" };
  const [list] = elementsOf(root, "Representations");
  const said = elementsOf(list, "Representation");
  if (said.length === 0) return { is: "unreadable" };
  const errors: TransmissionFault[] = [];
  const warnings: TransmissionFault[] = [];
  for (const one of said) {
    const status = textOf(one, "statut");
    const field = textOf(one, "champ") ?? null;
    const fault = {
      performanceId: textOf(one, "rep_ref_dec")?.split("_").at(-1) ?? null,
      field,
      code: null,
      message: (textOf(one, "message") ?? field ?? "Sans explication de la SACD.").slice(0, 1000),
    };
    if (status === "KO") errors.push(fault);
    else if (status === "WARNING") warnings.push(fault);
    else if (status !== "OK") return { is: "unreadable" };
  }
  return errors.length > 0 ? { is: "rejected", errors, warnings } : { is: "accepted", warnings };
};
