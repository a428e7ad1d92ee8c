import { ExportsPage } from "../../modules/declarations/agent/following/exports-page.tsx";
import { NewsPage } from "../../modules/declarations/agent/following/news-page.tsx";
import type { SeasonSearch } from "../../modules/declarations/agent/following/season.ts";
import { StatisticsPage } from "../../modules/declarations/agent/following/statistics-page.tsx";
import { mayListShows } from "../../modules/declarations/agent/rights.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { useSpace } from "./space-routes.tsx";

export function ShowStatistics({ search }: { search: SeasonSearch }) {
  const space = useSpace();
  return mayListShows(space) ? (
    <StatisticsPage space={space} search={search} />
  ) : (
    <NotFoundPage reason="no_shows" />
  );
}
export function ShowExports() {
  const space = useSpace();
  return mayListShows(space) ? <ExportsPage space={space} /> : <NotFoundPage reason="no_shows" />;
}
export function ShowNews() {
  const space = useSpace();
  return mayListShows(space) ? <NewsPage space={space} /> : <NotFoundPage reason="no_shows" />;
}
