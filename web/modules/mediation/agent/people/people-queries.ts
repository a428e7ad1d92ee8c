import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import type { CasePage } from "../../../../../shared/mediation/case-lists.ts";
import type { CasesCompared, MergeCases } from "../../../../../shared/mediation/merging.ts";
import type {
  AddContact,
  AddParticipant,
  AnswerSamePerson,
  CaseNeighbours,
  ContactPage,
  ContactView,
  EditContact,
  FindSimilar,
  LinkCases,
  SimilarByCase,
  SimilarFound,
} from "../../../../../shared/mediation/people.ts";
import type { RepresentativeInput } from "../../../../../shared/mediation/registering.ts";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { call } from "../../../../app/api.ts";

const words = (parameters: Record<string, string | undefined>) =>
  new URLSearchParams(
    Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ).toString();

const neighboursKey = (caseId: string) => ["mediation", "neighbours", caseId];

/** Links, the person's other cases and likely ones, beside a case. */
export const neighboursQuery = (caseId: string) =>
  queryOptions({
    queryKey: neighboursKey(caseId),
    queryFn: ({ signal }) =>
      call<CaseNeighbours>("GET", `/api/mediation/cases/${caseId}/neighbours`, undefined, {
        signal,
        background: true,
      }),
    staleTime: 60_000,
  });

/** Keeps what an answer just said of a case's neighbours; the other cases are asked again when they are read. */
export const keepNeighbours = (client: QueryClient, caseId: string, found: CaseNeighbours) => {
  void client.invalidateQueries({ queryKey: ["mediation", "neighbours"] });
  client.setQueryData(neighboursKey(caseId), found);
};

export const comparisonQuery = (caseId: string, otherId: string) =>
  queryOptions({
    queryKey: ["mediation", "comparison", caseId, otherId],
    queryFn: ({ signal }) =>
      call<CasesCompared>("GET", `/api/mediation/cases/${caseId}/compare/${otherId}`, undefined, { signal }),
    // Versions go into the merge: what is compared is what is there now.
    staleTime: 0,
    gcTime: 0,
  });

/** The likeliest double of each row of a list. */
export const likelyDoublesQuery = (organisation: string, cases: readonly string[]) =>
  queryOptions({
    queryKey: ["mediation", "doubles", organisation, cases],
    queryFn: ({ signal }) =>
      call<SimilarByCase>(
        "POST",
        "/api/mediation/similar/among",
        { organisation, cases },
        { signal, background: true, repeatable: true },
      ),
    enabled: cases.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

/** Cases like what is being typed of somebody. */
export const similarQuery = (typed: FindSimilar) =>
  queryOptions({
    queryKey: ["mediation", "similar", typed],
    queryFn: ({ signal }) =>
      call<SimilarFound>("POST", "/api/mediation/similar", typed, { signal, repeatable: true }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 0,
  });

/** Cases of the organisation by number, to link one. */
export const casesByNumberQuery = (organisation: string, q: string) =>
  queryOptions({
    queryKey: ["mediation", "cases", organisation, "by-number", q],
    queryFn: ({ signal }) =>
      call<CasePage>("GET", `/api/mediation/cases?${words({ organisation, q, limit: "8" })}`, undefined, {
        signal,
      }),
    enabled: q.length >= 2,
    placeholderData: keepPreviousData,
  });

export const linkCases = (caseId: string, input: LinkCases) =>
  call<CaseNeighbours>("POST", `/api/mediation/cases/${caseId}/links`, input, { repeatable: true });
export const unlinkCases = (caseId: string, otherId: string) =>
  call<CaseNeighbours>(
    "POST",
    `/api/mediation/cases/${caseId}/links/${otherId}/remove`,
    {},
    { repeatable: true },
  );
export const answerSamePerson = (caseId: string, input: AnswerSamePerson) =>
  call<CaseNeighbours>("POST", `/api/mediation/cases/${caseId}/same-person`, input, { repeatable: true });
export const mergeCases = (caseId: string, input: MergeCases) =>
  call<CaseView>("POST", `/api/mediation/cases/${caseId}/merge`, input);
export const unmergeCase = (caseId: string) =>
  call<CaseView>("POST", `/api/mediation/cases/${caseId}/unmerge`, {});

export const saveRepresentative = (caseId: string, partyId: string | undefined, input: RepresentativeInput) =>
  call<CaseView>(
    "POST",
    `/api/mediation/cases/${caseId}/representatives${partyId ? `/${partyId}` : ""}`,
    input,
  );
export const removeRepresentative = (caseId: string, partyId: string) =>
  call<CaseView>("POST", `/api/mediation/cases/${caseId}/representatives/${partyId}/remove`, {});
export const addParticipant = (caseId: string, input: AddParticipant) =>
  call<CaseView>("POST", `/api/mediation/cases/${caseId}/participants`, input, { repeatable: true });

export const contactsQuery = (organisation: string, q: string) =>
  infiniteQueryOptions({
    queryKey: ["mediation", "contacts", organisation, q],
    queryFn: ({ pageParam, signal }) =>
      call<ContactPage>(
        "GET",
        `/api/mediation/contacts?${words({ organisation, q: q || undefined, after: pageParam })}`,
        undefined,
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: ContactPage) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
export const addContact = (input: AddContact) => call<ContactView>("POST", "/api/mediation/contacts", input);
export const editContact = (id: string, input: EditContact) =>
  call<ContactView>("POST", `/api/mediation/contacts/${id}`, input);
export const removeContact = (id: string) =>
  call<Record<string, never>>("POST", `/api/mediation/contacts/${id}/remove`, {});
