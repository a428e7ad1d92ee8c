import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type {
  AddNote,
  Composing,
  DiscardDraft,
  DraftKind,
  DraftList,
  DraftSaved,
  DraftView,
  Present,
  SaveDraft,
  ShowPresence,
} from "../../../../shared/mediation/compose.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { FilledTemplates } from "../../../../shared/mediation/templates.ts";
import { call } from "../../../app/api.ts";

const composingKey = (caseId: string) => ["mediation", "composing", caseId];
const draftsKey = (organisation: string) => ["mediation", "drafts", organisation];

/** The drafts of a case and what its composers need; read again when one opens, never under someone who types. */
export const composingQuery = (caseId: string) =>
  queryOptions({
    queryKey: composingKey(caseId),
    queryFn: ({ signal }) =>
      call<Composing>("GET", `/api/mediation/cases/${caseId}/draft`, undefined, { signal, background: true }),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: 1,
  });

/** Every draft of the person in one organisation. */
export const draftsQuery = (organisation: string) =>
  queryOptions({
    queryKey: draftsKey(organisation),
    queryFn: ({ signal }) =>
      call<DraftList>("GET", `/api/mediation/drafts?organisation=${organisation}`, undefined, {
        signal,
        background: true,
      }),
    refetchOnMount: "always",
  });

/** Tells the screens what the server keeps now. */
export const keepComposing = (
  client: QueryClient,
  caseId: string,
  kind: DraftKind,
  draft: DraftView | null,
) => client.setQueryData<Composing>(composingKey(caseId), (known) => known && { ...known, [kind]: draft });

/** Saves by itself: it is the page that asks, the session is not prolonged. */
export const saveDraft = ({ caseId, ...draft }: SaveDraft, keepalive = false) =>
  call<DraftSaved>("POST", `/api/mediation/cases/${caseId}/draft`, draft, {
    repeatable: !keepalive,
    background: true,
    keepalive,
  });

export const discardDraft = ({ caseId, kind }: DiscardDraft) =>
  call<Record<string, never>>(
    "POST",
    `/api/mediation/cases/${caseId}/draft/discard`,
    { kind },
    { repeatable: true },
  );

export const addNote = ({ caseId, ...note }: AddNote) =>
  call<CaseView>("POST", `/api/mediation/cases/${caseId}/notes`, note, { repeatable: true });

export const showPresence = ({ caseId, activity }: ShowPresence) =>
  call<Present>(
    "POST",
    `/api/mediation/cases/${caseId}/presence`,
    { activity },
    { background: true, keepalive: activity === "left" },
  );

/** Templates, filled for one case. */
export const templatesQuery = (organisation: string, caseId: string) =>
  queryOptions({
    queryKey: ["mediation", "templates", organisation, caseId],
    queryFn: ({ signal }) =>
      call<FilledTemplates>(
        "GET",
        `/api/mediation/templates?organisation=${organisation}&case=${caseId}`,
        undefined,
        { signal },
      ),
    staleTime: 60_000,
  });

/** Takes a message back that has not left yet. */
export const cancelMessage = (entryId: string) =>
  call<CaseView>("POST", `/api/mediation/messages/${entryId}/cancel`, {}, { repeatable: true });
