import { dayIn } from "../../../shared/mediation/dates.ts";

/** Today in Paris, or so many days from it: an organisation's own day, which is not that of UTC around midnight. */
export const parisDay = (days = 0): string => dayIn("Europe/Paris", new Date(Date.now() + days * 86_400_000));
