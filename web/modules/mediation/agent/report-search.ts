import { reportChapterIds } from "../../../../shared/mediation/annual-report.ts";

/** Year and step: `?annee=2026&etape=domains`; the first step is the introduction, the last the sending. */
export interface ReportSearch {
  annee?: string;
  etape?: ReportStep;
}
/** The steps of the report, in order. */
export const reportSteps = ["introduction", ...reportChapterIds, "envoi"] as const;
export type ReportStep = (typeof reportSteps)[number];
export const readReportSearch = (search: Record<string, unknown>): ReportSearch => {
  const year = String(search.annee ?? "");
  const step = reportSteps.find((one) => one === search.etape);
  return { ...(/^20\d\d$/.test(year) ? { annee: year } : {}), ...(step ? { etape: step } : {}) };
};
