import { Body } from "../../../../shared/declarations/enums.ts";
import { type ShowTab, showTabs } from "../../../../shared/declarations/shows.ts";

/** After the address of the list: its search field takes the focus. */
export const searchHash = "chercher";

/** Filters of the list of shows, in its address: tab, body, ticketing source, place, season and words. */
export interface ShowsSearch {
  vue?: ShowTab;
  organisme?: Body;
  billetterie?: string;
  lieu?: string;
  saison?: string;
  q?: string;
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;
const isTab = (value: unknown): value is ShowTab => showTabs.some((tab) => tab === value);

/** Reads the address; what it does not know is left out. */
export function readShowsSearch(search: Record<string, unknown>): ShowsSearch {
  const body = Body.safeParse(search.organisme).data;
  const read = {
    vue: isTab(search.vue) ? search.vue : undefined,
    organisme: body,
    billetterie: text(search.billetterie),
    lieu: text(search.lieu),
    saison: /^20\d\d$/.test(String(search.saison)) ? String(search.saison) : undefined,
    q: text(search.q),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}

/** The filters as the API takes them. */
export const showsFilter = ({ organisme, billetterie, lieu, saison, q }: ShowsSearch) => ({
  ...(organisme ? { body: organisme } : {}),
  ...(billetterie ? { source: billetterie } : {}),
  ...(lieu ? { place: lieu } : {}),
  ...(saison ? { season: Number(saison) } : {}),
  ...(q ? { q } : {}),
});
export type ShowsFilter = ReturnType<typeof showsFilter>;
