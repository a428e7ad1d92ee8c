/** Time zones of French territories, by the name people give them. */
export const timeZones: ReadonlyArray<readonly [zone: string, label: string]> = [
  ["Europe/Paris", "France hexagonale et Corse"],
  ["America/Guadeloupe", "Guadeloupe"],
  ["America/Martinique", "Martinique"],
  ["America/Cayenne", "Guyane"],
  ["Indian/Reunion", "La Réunion"],
  ["Indian/Mayotte", "Mayotte"],
  ["America/Miquelon", "Saint-Pierre-et-Miquelon"],
  ["America/St_Barthelemy", "Saint-Barthélemy"],
  ["America/Marigot", "Saint-Martin"],
  ["Pacific/Noumea", "Nouvelle-Calédonie"],
  ["Pacific/Tahiti", "Polynésie française, Tahiti"],
  ["Pacific/Wallis", "Wallis-et-Futuna"],
];

/** A zone in words; its code when it is not a French one. */
export const timeZoneLabel = (zone: string): string => timeZones.find(([code]) => code === zone)?.[1] ?? zone;
