import { useEffect, useRef, useState } from "react";
import type { FollowUpEntry, FollowUpView } from "../../../../../shared/mediation/schema.ts";
import { ProblemError } from "../../../../app/api.ts";
import { readCase } from "./follow-up-api.ts";
import { lastFromMediator } from "./status-words.ts";

const everyMs = 60_000;
/** While the antivirus looks into a file, which takes seconds. */
const everyMsOfAnalysis = 5_000;

const isAnalysed = ({ entries }: FollowUpView) =>
  !entries.some(({ files }) => files.some(({ state }) => state === "checking"));

/** The same messages, with what the antivirus has said of their files since. */
const withFileStates = (shown: FollowUpView, fresh: FollowUpView): FollowUpView => ({
  ...shown,
  entries: shown.entries.map((entry) => ({
    ...entry,
    files: fresh.entries.find(({ id }) => id === entry.id)?.files ?? entry.files,
  })),
});

/**
 * The case as shown, and what came since: asked every minute while the tab is looked at, more often while a file is
 * analysed. Nothing moves under the fingers; `news` is the message to announce, shown by `showNews`.
 */
export const useFreshCase = (first: FollowUpView, onExpired: () => void) => {
  const [view, setView] = useState(first);
  const [fresh, setFresh] = useState<FollowUpView | null>(null);
  const expired = useRef(onExpired);
  expired.current = onExpired;

  const pace = isAnalysed(view) ? everyMs : everyMsOfAnalysis;
  useEffect(() => {
    const show = (next: FollowUpView) => {
      setFresh(next);
      setView((shown) => withFileStates(shown, next));
    };
    const look = () => {
      if (document.visibilityState !== "visible") return;
      readCase().then(show, (error: unknown) => {
        // A lost connection is tried again a minute later; a session that ended is not.
        if (error instanceof ProblemError && error.problem.code === "forbidden") expired.current();
      });
    };
    const timer = setInterval(look, pace);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [pace]);

  const newest = fresh ? lastFromMediator(fresh) : undefined;
  const known = newest === undefined || view.entries.some(({ id }) => id === newest.id);
  const news: FollowUpEntry | null = known ? null : (newest ?? null);
  const replace = (next: FollowUpView) => {
    setView(next);
    setFresh(null);
  };
  return { view, news, showNews: () => fresh && replace(fresh), replace };
};
