/** A calendar day, `2027-03-16`. */
export type Day = string;

export type TypedDay = { day: Day | undefined } | { summary: string; message: string };

const months = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split(
  " ",
);

/** 1 to 12 for a month's name or its beginning (« janv. », « sept »); « ma » or « jui » could be two months. */
const monthNumber = (word: string): number | undefined => {
  const name = word.replace(/\.$/, "");
  const found = months.flatMap((month, index) =>
    name.length >= 3 && month.startsWith(name) ? [index + 1] : [],
  );
  return found.length === 1 ? found[0] : undefined;
};

const pad = (value: number, length = 2) => String(value).padStart(length, "0");

/** Two digits of a year mean the nearest century that is not far in the future. */
const fullYear = (year: number, digits: number, today: Day): number => {
  if (digits > 2) return year;
  const century = Math.floor(Number(today.slice(0, 4)) / 100) * 100;
  return century + year <= Number(today.slice(0, 4)) + 1 ? century + year : century - 100 + year;
};

/** Day, month and year as written, in French order, or ISO. */
const parts = (typed: string): [day: string, month: string, year: string] | undefined => {
  const plain = typed
    .trim()
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replace(/^(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s+/, "")
    .replace(/^(?:le\s+)?1er\b/, "1");
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(plain);
  if (iso?.[1] && iso[2] && iso[3]) return [iso[3], iso[2], iso[1]];
  const glued = /^(\d{2})(\d{2})(\d{4})$/.exec(plain);
  const free = /^(?:le\s+)?(\d{1,2})\s*[\s/.,-]\s*(\d{1,2}|[a-z]+\.?)\s*[\s/.,-]\s*(\d{4}|\d{2})$/.exec(
    plain,
  );
  const found = glued ?? free;
  return found?.[1] && found[2] && found[3] ? [found[1], found[2], found[3]] : undefined;
};

/**
 * Reads a day as people write it: 05/03/2027 with any separator or none, 5-3-27, 5 mars 2027, 1er mars 2027.
 * Nothing typed is no day. `name` begins the summary (« Date de la décision »). Refuses what does not exist and,
 * because these dates tell the past, what is after `today`.
 */
export const readDay = (typed: string, today: Day, name: string): TypedDay => {
  if (!typed.trim()) return { day: undefined };
  const unreadable = {
    summary: `${name} : cette date n’existe pas`,
    message: "Cette date n’existe pas. Écrivez-la comme 05/03/2027.",
  };
  const found = parts(typed);
  if (!found) return unreadable;
  const [dayText, monthText, yearText] = found;
  const month = /^\d/.test(monthText) ? Number(monthText) : monthNumber(monthText);
  const year = fullYear(Number(yearText), yearText.length, today);
  if (!month || year < 1900) return unreadable;
  const day = `${pad(year, 4)}-${pad(month)}-${pad(Number(dayText))}`;
  const instant = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 10) !== day) return unreadable;
  return day > today
    ? {
        summary: `${name} : elle est dans le futur`,
        message: "Cette date est dans le futur. Vérifiez l’année.",
      }
    : { day };
};

/** The day it is somewhere, for example « Europe/Paris ». */
export const dayIn = (timeZone: string, instant: Date): Day =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(instant);
