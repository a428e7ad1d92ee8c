import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import type * as z from "zod/mini";
import type { ClaimFileLink } from "../../../../shared/access/companies.ts";
import type {
  Administrators,
  ChangeOrganisation,
  CreateOrganisation,
  DeadLetters,
  DecideClaim,
  Jobs,
  PlatformAccount,
  PlatformAccountPage,
  PlatformOrganisation,
  PlatformOrganisationPage,
  ReplayDeadLetters,
  SiretClaims,
  Suppressions,
} from "../../../../shared/access/platform.ts";
import type { MailOperations, ReprocessMail } from "../../../../shared/mail/operations.ts";
import type { UnplacedMails } from "../../../../shared/mail/quarantine.ts";
import { call } from "../../../app/api.ts";

const words = (parameters: Record<string, string | undefined>) => {
  const filled = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return filled.length === 0 ? "" : `?${new URLSearchParams(filled)}`;
};

const key = (name: string) => ["platform", name];
/** Has one of the platform's lists read again. */
export const refresh = (
  client: QueryClient,
  ...names: Array<
    | "organisations"
    | "accounts"
    | "administrators"
    | "claims"
    | "jobs"
    | "letters"
    | "suppressions"
    | "held-mails"
  >
) => {
  for (const name of names) void client.invalidateQueries({ queryKey: key(name) });
};

type OrganisationPage = z.infer<typeof PlatformOrganisationPage>;
/** Organisations by name, page after page. */
export const organisationsQuery = (search: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...key("organisations"), search],
    queryFn: ({ pageParam, signal }) =>
      call<OrganisationPage>(
        "GET",
        `/api/platform/organisations${words({ search, after: pageParam })}`,
        undefined,
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: OrganisationPage) => page.next ?? undefined,
  });
export const createOrganisation = (input: CreateOrganisation) =>
  call<PlatformOrganisation>("POST", "/api/platform/organisations", input);
export const changeOrganisation = (id: string, input: ChangeOrganisation) =>
  call<PlatformOrganisation>("POST", `/api/platform/organisations/${id}`, input);
export const closeOrganisation = (id: string) =>
  call<PlatformOrganisation>("POST", `/api/platform/organisations/${id}/close`);
export const reopenOrganisation = (id: string) =>
  call<PlatformOrganisation>("POST", `/api/platform/organisations/${id}/reopen`);
export const inviteOrganisationAdministrator = (id: string, email: string) =>
  call<{ state: "sent" | "joined" }>("POST", `/api/platform/organisations/${id}/administrators`, { email });

type AccountPage = z.infer<typeof PlatformAccountPage>;
/** Accounts by name, page after page. */
export const accountsQuery = (search: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...key("accounts"), search],
    queryFn: ({ pageParam, signal }) =>
      call<AccountPage>("GET", `/api/platform/accounts${words({ search, after: pageParam })}`, undefined, {
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: AccountPage) => page.next ?? undefined,
  });
export type AccountAct = "disable" | "enable" | "end-sessions" | "reset-second-factor";
export const actOnAccount = (id: string, act: AccountAct) =>
  call<PlatformAccount>("POST", `/api/platform/accounts/${id}/${act}`);

export const administratorsQuery = queryOptions({
  queryKey: key("administrators"),
  queryFn: ({ signal }) => call<Administrators>("GET", "/api/platform/administrators", undefined, { signal }),
});
export const inviteAdministrator = (email: string) =>
  call<{ state: "sent" | "joined" }>("POST", "/api/platform/administrators", { email });
export const removeAdministrator = (userId: string) =>
  call<unknown>("POST", `/api/platform/administrators/${userId}/remove`);
export const cancelAdministratorInvitation = (id: string) =>
  call<unknown>("POST", `/api/platform/administrators/invitations/${id}/cancel`);

export const claimsQuery = queryOptions({
  queryKey: key("claims"),
  queryFn: ({ signal }) => call<SiretClaims>("GET", "/api/platform/siret-claims", undefined, { signal }),
});
export const decideClaim = (id: string, input: DecideClaim) =>
  call<unknown>("POST", `/api/platform/siret-claims/${id}/decide`, input);

/** A short-lived address of one document of a claim. */
export const openClaimFile = (id: string, fileId: string) =>
  call<z.infer<typeof ClaimFileLink>>("GET", `/api/platform/siret-claims/${id}/files/${fileId}`);

const everyMinute = 60_000;
/** Signs of life and queues: read again every minute, without prolonging the session. */
export const jobsQuery = queryOptions({
  queryKey: key("jobs"),
  queryFn: ({ signal }) => call<Jobs>("GET", "/api/operations/jobs", undefined, { signal, background: true }),
  refetchInterval: everyMinute,
});

/** How mail fares: read again every minute, without prolonging the session. */
export const mailQuery = queryOptions({
  queryKey: key("mail"),
  queryFn: ({ signal }) =>
    call<MailOperations>("GET", "/api/operations/mail", undefined, { signal, background: true }),
  refetchInterval: everyMinute,
});
export const reprocessMail = (input: ReprocessMail) =>
  call<{ asked: true }>("POST", "/api/operations/mails/reprocess", input);

/** Dead letters of one queue, or of all, newest first; never their content. */
export const deadLettersQuery = (queue: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...key("letters"), queue],
    queryFn: ({ pageParam, signal }) =>
      call<DeadLetters>(
        "GET",
        `/api/operations/dead-letters${words({ queue, after: pageParam })}`,
        undefined,
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: DeadLetters) => page.next ?? undefined,
  });
export const replayDeadLetters = (input: ReplayDeadLetters) =>
  call<{ replayed: number }>("POST", "/api/operations/dead-letters/replay", input);

export const suppressionsQuery = queryOptions({
  queryKey: key("suppressions"),
  queryFn: ({ signal }) => call<Suppressions>("GET", "/api/operations/suppressions", undefined, { signal }),
});
/** Mails held without organisation, newest first; never what they say or who wrote. */
export const heldMailsQuery = infiniteQueryOptions({
  queryKey: key("held-mails"),
  queryFn: ({ pageParam, signal }) =>
    call<UnplacedMails>("GET", `/api/operations/held-mails${words({ after: pageParam })}`, undefined, {
      signal,
    }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: UnplacedMails) => page.next ?? undefined,
});
export const dropHeldMail = (id: string) => call<unknown>("POST", `/api/operations/held-mails/${id}/delete`);
export const assignHeldMail = (id: string, organisation: string) =>
  call<unknown>("POST", `/api/operations/held-mails/${id}/assign`, { organisation });

export const liftSuppression = (address: string) =>
  call<unknown>("POST", "/api/operations/suppressions/lift", { address });
