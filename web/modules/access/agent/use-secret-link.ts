import { useQuery } from "@tanstack/react-query";
import type * as z from "zod/mini";
import type { LinkPreview, ReadLink } from "../../../../shared/access/schema.ts";
import { ProblemError } from "../../../app/api.ts";
import { readLink } from "./account-api.ts";
import { useFragmentToken } from "./fragment.ts";

export type LinkKind = z.infer<typeof ReadLink>["purpose"];

/** What the page knows of the link that led to it. */
export type SecretLink =
  | { at: "none" }
  | { at: "loading" }
  | { at: "failed"; error: unknown; retry: () => void }
  | { at: "refused"; reason: string; detail: string; give: (pasted: string) => void }
  | { at: "open"; token: string; preview: LinkPreview };

/** Takes the token of the address and asks what it opens. The answer is kept in memory only, under no name. */
export function useSecretLink(purpose: LinkKind): SecretLink {
  const [token, give] = useFragmentToken();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["access", "link", purpose, token],
    queryFn: () => readLink({ token: token ?? "", purpose }),
    enabled: typeof token === "string",
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (token === null) return { at: "none" };
  if (token === undefined || (isPending && !error)) return { at: "loading" };
  if (data) return { at: "open", token, preview: data };
  if (error instanceof ProblemError && error.problem.reason.startsWith("link_"))
    return { at: "refused", reason: error.problem.reason, detail: error.problem.detail, give };
  return { at: "failed", error, retry: () => void refetch() };
}
