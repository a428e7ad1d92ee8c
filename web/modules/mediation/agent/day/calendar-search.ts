/** The week of the calendar, as the address carries it: any day of it; this week when absent. */
export interface CalendarSearch {
  semaine?: string;
}

export const readCalendarSearch = ({ semaine }: Record<string, unknown>): CalendarSearch =>
  typeof semaine === "string" && /^\d{4}-\d{2}-\d{2}$/.test(semaine) && !Number.isNaN(Date.parse(semaine))
    ? { semaine }
    : {};
