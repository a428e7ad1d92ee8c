import { useSearch } from "@tanstack/react-router";
import { ReportPage } from "../../modules/mediation/agent/report-page.tsx";
import { mayInMediation } from "../../modules/mediation/agent/rights.ts";
import { StatisticsPage } from "../../modules/mediation/agent/statistics-page.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { useSpace } from "./space-routes.tsx";

/** The mediation in figures, loaded when one of its pages is opened; to whom they are not, they do not exist. */
export function Statistics() {
  const space = useSpace();
  const search = useSearch({ from: "/espace/$organisation/mediation/statistiques" });
  return mayInMediation(space, "statistics.read") ? (
    <StatisticsPage space={space} search={search} />
  ) : (
    <NotFoundPage reason="no_right" />
  );
}

export function Report() {
  const space = useSpace();
  const search = useSearch({ from: "/espace/$organisation/mediation/rapport-annuel" });
  return mayInMediation(space, "statistics.read") ? (
    <ReportPage space={space} search={search} />
  ) : (
    <NotFoundPage reason="no_right" />
  );
}
