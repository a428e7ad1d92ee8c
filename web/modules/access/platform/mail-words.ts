import { dnsRecordStakes } from "../../../../shared/mail/dns.ts";
import {
  type DnsFinding,
  type MailOperations,
  providerNames,
  targetOutcomes,
} from "../../../../shared/mail/operations.ts";
import { quarantineCauses, recipientStates } from "../../../../shared/mail/schema.ts";

/** A state in words: shape and colour only repeat them. */
export interface StateWords {
  tone: "success" | "warning" | "error" | "mention";
  icon: `fr-icon-${string}`;
  words: string;
}

const good = (words: string): StateWords => ({
  tone: "success",
  icon: "fr-icon-checkbox-circle-fill",
  words,
});
const bad = (words: string): StateWords => ({ tone: "error", icon: "fr-icon-error-warning-fill", words });
const doubtful = (words: string): StateWords => ({ tone: "warning", icon: "fr-icon-warning-fill", words });
const quiet = (words: string): StateWords => ({ tone: "mention", icon: "fr-icon-time-line", words });

/** « 42 s », « 4 min » */
const duration = (seconds: number): string =>
  seconds < 60 ? `${seconds}\u00a0s` : `${Math.round(seconds / 60)}\u00a0min`;

export const canaryState = (canary: MailOperations["canary"]): StateWords => {
  if (canary === null) return quiet("Pas encore vérifié");
  if (canary.state === "waiting") return quiet("Premier essai en cours");
  if (canary.state === "ok")
    return good(canary.seconds === null ? "Revenu" : `Revenu en ${duration(canary.seconds)}`);
  return bad(
    canary.seconds === null ? "N’est pas revenu" : `Revenu trop tard, en ${duration(canary.seconds)}`,
  );
};

export const unaccountedState = (unaccounted: MailOperations["unaccounted"]): StateWords => {
  if (unaccounted === null) return quiet("Pas encore vérifié");
  return unaccounted.count === 0
    ? good("Aucun courriel égaré")
    : bad(
        unaccounted.count === 1
          ? "1\u00a0courriel était sans suite, remis en file"
          : `${unaccounted.count}\u00a0courriels étaient sans suite, remis en file`,
      );
};

export const recordState = ({ state }: DnsFinding): StateWords => {
  if (state === "ok") return good("Comme attendu");
  if (state === "missing") return bad("Absent");
  if (state === "different") return bad("Différent");
  return doubtful("Sans réponse du DNS");
};

/** What a record that is not as expected causes, and what to do about it. */
export const recordAdvice = ({ record, state }: DnsFinding): string | undefined => {
  if (state === "ok") return undefined;
  if (state === "unanswered") return "La question sera posée de nouveau dans une heure.";
  const act =
    state === "missing"
      ? "Publiez la valeur attendue chez l’hébergeur du domaine."
      : "Remplacez ce qui est publié par la valeur attendue chez l’hébergeur du domaine.";
  return `${dnsRecordStakes[record]} ${act}`;
};

export const circuitState = ({ circuit }: MailOperations["providers"][number]): StateWords => {
  if (circuit === "closed") return good("Accepte les courriels");
  return circuit === "open" ? bad("Mis à l’écart après des échecs") : doubtful("À l’essai");
};

/** What needs somebody now, most urgent first; nothing when all is well. */
export const mailTroubles = (mail: MailOperations): string[] => {
  const wrong = mail.dns?.records.filter(({ state }) => state === "missing" || state === "different") ?? [];
  const shut = mail.providers.filter(({ circuit }) => circuit === "open");
  return [
    ...(mail.canary?.state === "late" ? ["Le courriel d’essai n’est pas revenu à temps."] : []),
    ...(wrong.length > 0
      ? [
          wrong.length === 1
            ? "Un enregistrement du domaine n’est pas comme il devrait."
            : `${wrong.length}\u00a0enregistrements du domaine ne sont pas comme ils devraient.`,
        ]
      : []),
    ...shut.map(({ provider }) => `${providerNames[provider]} n’accepte plus les courriels.`),
    ...((mail.unaccounted?.count ?? 0) > 0 ? ["Des courriels reçus étaient restés sans suite."] : []),
    ...(mail.deadLetters > 0 ? ["Des messages en échec attendent une décision."] : []),
  ];
};

/** Counts by code as lines for a table, in the order of the words; codes without words come last, as they are. */
const lines = (
  counts: Readonly<Record<string, number>>,
  words: Readonly<Record<string, string | { label: string }>>,
): Array<{ code: string; label: string; count: number }> => {
  const order = Object.keys(words);
  const rank = (code: string) => (order.includes(code) ? order.indexOf(code) : order.length);
  return Object.entries(counts)
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([code, count]) => {
      const word = words[code] ?? code;
      return { code, label: typeof word === "string" ? word : word.label, count };
    });
};
export const receivedLines = (mail: MailOperations) => lines(mail.received, targetOutcomes);
export const heldLines = (mail: MailOperations) => lines(mail.held, quarantineCauses);
export const sentLines = (mail: MailOperations) => lines(mail.sent, recipientStates);
