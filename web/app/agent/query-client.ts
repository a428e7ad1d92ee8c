import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { isServerFault, ProblemError } from "../api.ts";
import { noticeExpiry } from "./session-expiry.ts";

/** One memory of what the API said. A refusal is an answer and is not asked again; a fault is, once. */
export const createQueryClient = () =>
  new QueryClient({
    queryCache: new QueryCache({ onError: noticeExpiry }),
    mutationCache: new MutationCache({ onError: noticeExpiry }),
    defaultOptions: {
      queries: {
        retry: (failures, error) =>
          failures < 1 && (!(error instanceof ProblemError) || isServerFault(error)),
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
