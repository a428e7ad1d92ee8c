import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import type { AuditPage, ListAudit } from "../../../../shared/access/audit.ts";
import type { AddClaimFile, Claim, FoundAddress } from "../../../../shared/access/companies.ts";
import type {
  ChangeRoles,
  InvitationView,
  Invite,
  ListMembers,
  Member,
  MemberPage,
} from "../../../../shared/access/members.ts";
import type {
  OrganisationView,
  UpdateMediationTexts,
  UpdateOrganisation,
} from "../../../../shared/access/organisation.ts";
import { call } from "../../../app/api.ts";
import { meQuery } from "../agent/session.ts";

const words = (parameters: Record<string, string | number | undefined>) => {
  const filled = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return filled.length === 0 ? "" : `?${new URLSearchParams(filled)}`;
};
const base = (organisation: string) => `/api/access/organisations/${organisation}` as const;
const membersKey = (organisation: string) => ["access", "members", organisation];

/** What the list of members is asked for, besides its page. */
export type MemberFilter = Omit<ListMembers, "after">;

/** Members of an organisation, page after page, by name; each page carries the invitations too. */
export const membersQuery = (organisation: string, filter: MemberFilter) =>
  infiniteQueryOptions({
    queryKey: [...membersKey(organisation), filter],
    queryFn: ({ pageParam, signal }) =>
      call<MemberPage>(
        "GET",
        `${base(organisation)}/members${words({ ...filter, after: pageParam })}`,
        undefined,
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: MemberPage) => page.next ?? undefined,
  });

/** Has the lists of members and the journal read again: something about a person changed. */
export const refreshMembers = (client: QueryClient, organisation: string) => {
  void client.invalidateQueries({ queryKey: membersKey(organisation) });
  void client.invalidateQueries({ queryKey: journalKey(organisation) });
};

export const invite = (organisation: string, input: Invite) =>
  call<{ state: "sent" | "joined" }>("POST", `${base(organisation)}/invitations`, input);
export const resendInvitation = (id: string) =>
  call<InvitationView>("POST", `/api/access/invitations/${id}/resend`);
export const cancelInvitation = (id: string) =>
  call<InvitationView>("POST", `/api/access/invitations/${id}/cancel`);
export const correctInvitation = (id: string, email: string) =>
  call<InvitationView>("POST", `/api/access/invitations/${id}/correct`, { email });
export const changeRoles = (organisation: string, userId: string, input: ChangeRoles) =>
  call<Member>("POST", `${base(organisation)}/members/${userId}/roles`, input);
export const removeMember = (organisation: string, userId: string) =>
  call<unknown>("POST", `${base(organisation)}/members/${userId}/remove`);
export const resetSecondFactor = (organisation: string, userId: string) =>
  call<Member>("POST", `${base(organisation)}/members/${userId}/reset-second-factor`);
export const leaveOrganisation = (organisation: string) =>
  call<unknown>("POST", `${base(organisation)}/leave`);

const organisationKey = (organisation: string) => ["access", "organisation", organisation];

/** One organisation with its settings. */
export const organisationQuery = (organisation: string) =>
  queryOptions({
    queryKey: organisationKey(organisation),
    queryFn: ({ signal }) => call<OrganisationView>("GET", base(organisation), undefined, { signal }),
  });

/** Keeps what the API just answered; the bar reads its name, logo and colour from the account. */
export const keepOrganisation = (client: QueryClient, found: OrganisationView) => {
  client.setQueryData(organisationKey(found.id), found);
  void client.prefetchQuery({ ...meQuery, staleTime: 0 });
  void client.invalidateQueries({ queryKey: journalKey(found.id) });
};

export const updateOrganisation = (organisation: string, input: UpdateOrganisation) =>
  call<OrganisationView>("POST", `${base(organisation)}/settings`, input);
export const updateMediationTexts = (organisation: string, input: UpdateMediationTexts) =>
  call<OrganisationView>("POST", `${base(organisation)}/texts/mediation`, input);
/** `base64`: the picture's bytes, at most 750 KB. */
export const putLogo = (organisation: string, input: { type: string; base64: string }) =>
  call<OrganisationView>("POST", `${base(organisation)}/logo`, input);
export const removeLogo = (organisation: string) =>
  call<OrganisationView>("POST", `${base(organisation)}/logo/remove`);

const claimKey = (organisation: string) => ["access", "claim", organisation];

/** Where an organisation stands with its SIRET. */
export const claimQuery = (organisation: string) =>
  queryOptions({
    queryKey: claimKey(organisation),
    queryFn: ({ signal }) => call<Claim>("GET", `${base(organisation)}/claim`, undefined, { signal }),
  });
export const keepClaim = (client: QueryClient, organisation: string, claim: Claim) => {
  client.setQueryData(claimKey(organisation), claim);
  void client.invalidateQueries({ queryKey: organisationKey(organisation) });
};
export const addClaimFile = (organisation: string, input: AddClaimFile) =>
  call<Claim>("POST", `${base(organisation)}/claim/files`, input);
export const removeClaimFile = (organisation: string, fileId: string) =>
  call<Claim>("POST", `${base(organisation)}/claim/files/${fileId}/remove`);
/** The address published for a SIRET, masked, which may prove it; null for most organisations. */
export const publishedAddressQuery = (siret: string) =>
  queryOptions({
    queryKey: ["access", "published-address", siret],
    queryFn: ({ signal }) =>
      call<FoundAddress>("GET", `/api/companies/${siret}/published-address`, undefined, { signal }),
    // What it seals is good for a quarter of an hour.
    staleTime: 10 * 60_000,
    refetchInterval: 10 * 60_000,
  });
export const sendClaimCode = (organisation: string, proof: string) =>
  call<Claim>("POST", `${base(organisation)}/claim/code`, { proof });
export const giveClaimCode = (organisation: string, code: string) =>
  call<Claim>("POST", `${base(organisation)}/claim/code/give`, { code });
export const sendClaim = (organisation: string) => call<Claim>("POST", `${base(organisation)}/claim/send`);

const journalKey = (organisation: string) => ["access", "journal", organisation];

/** The organisation's journal, newest first. */
export const journalQuery = (organisation: string, filter: Omit<ListAudit, "after">) =>
  infiniteQueryOptions({
    queryKey: [...journalKey(organisation), filter],
    queryFn: ({ pageParam, signal }) =>
      call<AuditPage>(
        "GET",
        `${base(organisation)}/audit${words({ ...filter, after: pageParam })}`,
        undefined,
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: AuditPage) => page.next ?? undefined,
  });

/** Address of the journal as a CSV file, with the same filters. */
export const journalFile = (organisation: string, filter: Omit<ListAudit, "after">) =>
  `${base(organisation)}/audit.csv${words(filter)}`;
