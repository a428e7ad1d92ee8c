import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { checkSession, meQuery } from "../../modules/access/agent/session.ts";
import { isServerFault, ProblemError } from "../api.ts";
import { noticeExpiry } from "./session-expiry.ts";

/** Something that was there is no longer, or may no longer be done: did the person's rights change? */
const mayHaveLostRights = (error: unknown) =>
  error instanceof ProblemError && ["notFound", "forbidden"].includes(error.problem.code);
const pause = 10_000;

/** One memory of what the API said. A refusal is an answer and is not asked again; a fault is, once. */
export const createQueryClient = () => {
  const notice = (error: unknown) => {
    noticeExpiry(error);
    const known = client.getQueryState(meQuery.queryKey);
    if (!mayHaveLostRights(error) || !known?.data || Date.now() - known.dataUpdatedAt < pause) return;
    // Asked aside, so that a session that is over leaves in memory who was there.
    checkSession().then((me) => client.setQueryData(meQuery.queryKey, me), noticeExpiry);
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: notice }),
    mutationCache: new MutationCache({ onError: notice }),
    defaultOptions: {
      queries: {
        retry: (failures, error) =>
          failures < 1 && (!(error instanceof ProblemError) || isServerFault(error)),
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
  return client;
};
