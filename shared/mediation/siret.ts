/** SIREN of La Poste, whose establishments do not follow the Luhn key: their digits add up to a multiple of 5. */
const laPoste = "356000000";

/** Whether a text is a SIRET: 14 digits, spaces allowed, with a right key (INSEE). */
export const isSiret = (typed: string): boolean => {
  const digits = typed.replaceAll(/\s/g, "");
  if (!/^\d{14}$/.test(digits)) return false;
  const figures = [...digits].map(Number);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  if (digits.startsWith(laPoste) && sum(figures) % 5 === 0) return true;
  const doubled = figures.map((figure, index) => (index % 2 === 0 ? figure * 2 : figure));
  return sum(doubled.map((value) => (value > 9 ? value - 9 : value))) % 10 === 0;
};
