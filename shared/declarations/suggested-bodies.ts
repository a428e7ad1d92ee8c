import type { Body, PerformanceType } from "./enums.ts";

/**
 * Bodies that a kind of show is usually told to: a suggestion, never imposed (declarations.md §4.5, §6.3). SACEM for
 * protected music, SACD for a protected text or choreography, ASTP for drama and dance, CNM for variety and current
 * music. Where the law asks about the venue (humour, musicals), neither; SIBIL is one sheet of the whole organisation.
 */
const suggestions: Readonly<Record<PerformanceType, readonly Body[]>> = {
  OUTDOOR_PERFORMANCE: ["SACD", "SACEM"],
  CABARET_AND_MUSIC_HALL: ["SACD", "SACEM", "CNM"],
  CIRCUS_AND_MAGIC: ["SACD", "SACEM"],
  MUSICAL_THEATRE: ["SACD", "SACEM"],
  DANCE: ["SACD", "SACEM", "ASTP"],
  COMEDY_AND_STAND_UP: ["SACD"],
  PUPPETRY: ["SACD", "ASTP"],
  CLASSICAL_AND_OPERA_AND_CONTEMPORARY_MUSIC: ["SACEM"],
  POPULAR_AND_JAZZ_MUSIC: ["SACEM", "CNM"],
  WORLD_AND_TRADITIONAL_MUSIC_AND_DANCE: ["SACEM", "CNM"],
  HISTORICAL_REENACTMENTS_AND_HERITAGE_SOUND_AND_LIGHT_SHOWS: ["SACD", "SACEM"],
  LIVE_PERFORMANCE_WITHOUT_DOMINANT_DISCIPLINE: ["SACD", "SACEM"],
  ICE_SHOWS_AND_THEME_PARKS_AND_RELATED_PERFORMANCES: ["SACEM"],
  THEATRE_AND_STORYTELLING_AND_MIME: ["SACD", "ASTP"],
};
/** Of a show whose kind nobody said yet. */
const unknownKind: readonly Body[] = ["SACD", "SACEM"];

export const suggestedBodies = (type: PerformanceType | null): Body[] => [
  ...(type ? suggestions[type] : unknownKind),
];
