/** SIREN of La Poste, whose establishments do not follow the Luhn key: their digits add up to a multiple of 5. */
const laPoste = "356000000";

/** The digits of a SIRET or SIREN, however it was typed. */
export const siretDigits = (typed: string): string => typed.replaceAll(/\s/g, "");

/** Whether a text is a SIRET: 14 digits, spaces allowed, with a right key (INSEE). */
export const isSiret = (typed: string): boolean => {
  const digits = siretDigits(typed);
  if (!/^\d{14}$/.test(digits)) return false;
  const figures = [...digits].map(Number);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  if (digits.startsWith(laPoste) && sum(figures) % 5 === 0) return true;
  const doubled = figures.map((figure, index) => (index % 2 === 0 ? figure * 2 : figure));
  return sum(doubled.map((value) => (value > 9 ? value - 9 : value))) % 10 === 0;
};

/** Whether a text is a SIREN: nine digits with a right key. */
export const isSiren = (typed: string): boolean => {
  const digits = siretDigits(typed);
  if (!/^\d{9}$/.test(digits)) return false;
  const doubled = [...digits].map((digit, index) => Number(digit) * (index % 2 === 1 ? 2 : 1));
  return doubled.reduce((total, value) => total + (value > 9 ? value - 9 : value), 0) % 10 === 0;
};

/** What is wrong with a typed SIRET, in one sentence for who typed it; undefined when nothing is. */
export const siretFault = (typed: string): string | undefined => {
  const digits = siretDigits(typed);
  if (digits === "") return "Écrivez le numéro SIRET de votre entreprise.";
  if (!/^\d+$/.test(digits)) return "Un SIRET n’a que des chiffres.";
  if (digits.length !== 14) return `Il faut 14 chiffres : vous en avez écrit ${digits.length}.`;
  return isSiret(digits) ? undefined : "Ce numéro n’existe pas : une faute de frappe ?";
};

/** The company an establishment belongs to: its first nine digits. */
export const sirenOf = (siret: string): string => siretDigits(siret).slice(0, 9);

/** `123 456 789 00012`, as people read it. */
export const siretWords = (siret: string): string =>
  siretDigits(siret).replace(/^(\d{3})(\d{3})(\d{3})(\d{5})$/, "$1\u00A0$2\u00A0$3\u00A0$4");
