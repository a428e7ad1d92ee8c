import { searchText, wordsOf } from "../../../shared/mediation/search-text.ts";

/** What a show is found by: its name and its producer's, as words behind a space. */
export const showKey = (name: string, producerName: string | null = null): string =>
  searchText(name, producerName);

/** What makes a place itself: two that read alike are one. Words of its name, then of its address. */
export const placeKey = (of: {
  name: string;
  street: string;
  postalCode: string;
  city: string;
  country: string;
}): string =>
  [of.name, of.street, of.postalCode, of.city, of.country].map((part) => wordsOf(part).join(" ")).join(" | ");
