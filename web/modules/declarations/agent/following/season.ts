/** A season of shows, from 1 September to 31 August. */
export interface Season {
  year: number;
  /** Months, both included. */
  from: string;
  to: string;
  words: string;
}
export interface SeasonSearch {
  saison?: string;
}

/** Reads the address of the statistics; what it does not know is left out. */
export const readSeasonSearch = ({ saison }: Record<string, unknown>): SeasonSearch =>
  /^20\d\d$/.test(String(saison)) ? { saison: String(saison) } : {};

const inYear = (year: number): Season => ({
  year,
  from: `${year}-09`,
  to: `${year + 1}-08`,
  words: `Saison ${year}-${year + 1}`,
});

/** The season an address names, else the one that runs. */
export const seasonOf = (now: Date, { saison }: SeasonSearch = {}): Season =>
  inYear(saison ? Number(saison) : now.getFullYear() - (now.getMonth() < 8 ? 1 : 0));

/** This season and the four before it. */
export const seasonsTo = (now: Date): Season[] => {
  const { year } = seasonOf(now);
  return Array.from({ length: 5 }, (_, back) => inYear(year - back));
};
