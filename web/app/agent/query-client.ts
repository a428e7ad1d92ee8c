import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { checkSession, meQuery } from "../../modules/access/agent/session.ts";
import { isServerFault, ProblemError } from "../api.ts";
import { noticeExpiry } from "./session-expiry.ts";

/** Something that was there is no longer, or may no longer be done: did the person's rights change? */
const mayHaveLostRights = (error: unknown) =>
  error instanceof ProblemError && ["notFound", "forbidden"].includes(error.problem.code);
const pause = 5_000;

/** One memory of what the API said. A refusal is an answer and is not asked again; a fault is, once. */
export const createQueryClient = () => {
  let checkedAt = 0;
  const notice = (error: unknown) => {
    noticeExpiry(error);
    if (!mayHaveLostRights(error) || !client.getQueryData(meQuery.queryKey)) return;
    if (Date.now() - checkedAt < pause) return;
    checkedAt = Date.now();
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
