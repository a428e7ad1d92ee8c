import { useMutation } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import {
  type CaseEntryView,
  type EntryPage,
  type EntryText,
  entriesAtOnce,
  type OlderEntries,
} from "../../../../shared/mediation/thread.ts";
import { call } from "../../../app/api.ts";

/** Entries of one case as far as they were read, and what is still before them. */
interface Read {
  caseId: string;
  /** Where the first reading began: later readings begin further on, and what lies between stays. */
  entries: ReadonlyMap<string, CaseEntryView>;
  older: OlderEntries;
}

/** The whole text of an entry that came with its beginning. */
export const entryText = (caseId: string, entryId: string) =>
  call<EntryText>("GET", `/api/mediation/cases/${caseId}/entries/${entryId}/text`);

/**
 * The entries of a case as far as they were read: what it came with, kept fresh, and the older pages asked for.
 * Nothing read disappears while the case stays open, except what was taken away.
 */
export function useReadEntries(found: CaseView) {
  const [pages, setPages] = useState<{ entries: readonly CaseEntryView[]; older: OlderEntries }>();
  const seen = useRef<Read>(undefined);
  const read = useMemo(() => {
    const before = seen.current?.caseId === found.id ? seen.current : undefined;
    const now = mergedEntries(found, before, pages?.entries ?? []);
    const older = pages ? pages.older : before ? before.older : found.older;
    seen.current = { caseId: found.id, entries: now, older };
    return { entries: [...now.values()].toSorted((a, b) => a.at.localeCompare(b.at)), older };
  }, [found, pages]);
  const more = useMutation({
    mutationFn: (before: string) =>
      call<EntryPage>("GET", `/api/mediation/cases/${found.id}/entries?${new URLSearchParams({ before })}`),
    onSuccess: (page) =>
      setPages({ entries: [...page.entries, ...(pages?.entries ?? [])], older: page.older }),
  });
  const { older } = read;
  return {
    found: useMemo(() => ({ ...found, entries: read.entries }), [found, read.entries]),
    /** Entries that are not read yet. */
    unread: older?.count ?? 0,
    readMore: older && !more.isPending ? () => more.mutate(older.before) : undefined,
    isReading: more.isPending,
    failed: more.isError,
  };
}

/** What the case came with wins; what it no longer holds stays only where it is older than what it came with. */
export function mergedEntries(
  found: Pick<CaseView, "entries" | "older">,
  before: Pick<Read, "entries"> | undefined,
  pages: readonly CaseEntryView[],
): Map<string, CaseEntryView> {
  const merged = new Map(found.entries.map((entry) => [entry.id, entry]));
  if (!found.older) return merged;
  // A case that pages comes with its newest ones, and with older ones that wait: these say nothing of what lies between.
  const newestFirst = found.entries.toSorted((a, b) => b.at.localeCompare(a.at));
  const since = newestFirst[Math.min(newestFirst.length, entriesAtOnce) - 1]?.at ?? "";
  for (const entry of [...pages, ...(before?.entries.values() ?? [])])
    if (!merged.has(entry.id) && entry.at <= since) merged.set(entry.id, entry);
  return merged;
}
