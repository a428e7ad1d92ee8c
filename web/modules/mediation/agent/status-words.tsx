import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import {
  type CaseStatus,
  caseStatuses,
  caseStatusesShort,
  openStatuses,
} from "../../../../shared/mediation/enums.ts";
import { countsQuery } from "./case-queries.ts";

/** How this organisation calls its statuses (mediation.md §3): its own words where it has some. */
export interface StatusWords {
  label: (status: CaseStatus) => string;
  /** For tables: own words are short enough. */
  short: (status: CaseStatus) => string;
  /** Open statuses one may choose; `kept` stays among them, for a case that has it. */
  offered: (kept?: CaseStatus) => (typeof openStatuses)[number][];
}

const wordsWith = (labels: Readonly<Record<string, string>>, hidden: readonly string[]): StatusWords => ({
  label: (status) => labels[status] ?? caseStatuses[status],
  short: (status) => labels[status] ?? caseStatusesShort[status] ?? caseStatuses[status],
  offered: (kept) => openStatuses.filter((status) => status === kept || !hidden.includes(status)),
});

const Context = createContext<StatusWords>(wordsWith({}, []));

/** The words of an organisation for everything inside; they come with the counts of its menu. */
export function StatusWordsOf({
  organisationId,
  reads,
  children,
}: {
  organisationId: string;
  /** Whether this person may read the counts. */
  reads: boolean;
  children: ReactNode;
}) {
  const { data } = useQuery({ ...countsQuery(organisationId), enabled: reads });
  const office = data?.office;
  const words = useMemo(() => wordsWith(office?.statusLabels ?? {}, office?.hiddenStatuses ?? []), [office]);
  return <Context value={words}>{children}</Context>;
}

export const useStatusWords = (): StatusWords => useContext(Context);
