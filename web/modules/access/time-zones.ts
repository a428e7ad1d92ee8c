/** Time zones of French public services, nearest names first. */
const zones = [
  ["Europe/Paris", "Paris (métropole)"],
  ["America/Guadeloupe", "Guadeloupe"],
  ["America/Martinique", "Martinique"],
  ["America/Cayenne", "Guyane"],
  ["Indian/Reunion", "La Réunion"],
  ["Indian/Mayotte", "Mayotte"],
  ["America/Miquelon", "Saint-Pierre-et-Miquelon"],
  ["Pacific/Noumea", "Nouvelle-Calédonie"],
  ["Pacific/Tahiti", "Tahiti"],
  ["Pacific/Marquesas", "Îles Marquises"],
  ["Pacific/Gambier", "Îles Gambier"],
  ["Pacific/Wallis", "Wallis-et-Futuna"],
] as const;

/** The choices of a select; a zone set elsewhere stays among them. */
export const timeZoneOptions = (current: string): ReadonlyArray<readonly [string, string]> =>
  zones.some(([zone]) => zone === current) ? zones : [...zones, [current, current.replaceAll("_", " ")]];
