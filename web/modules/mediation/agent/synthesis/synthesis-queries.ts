import { queryOptions } from "@tanstack/react-query";
import type { BlockChanges, BlockName } from "../../../../../shared/mediation/case-blocks.ts";
import type {
  ClosingPreview,
  LetterPreview,
  LogContact,
  MakeLetter,
  PreviewLetter,
  ReopenCase,
} from "../../../../../shared/mediation/closing.ts";
import type { ReferenceLists, TagCase } from "../../../../../shared/mediation/lists.ts";
import type { CaseView, CloseCase } from "../../../../../shared/mediation/schema.ts";
import { call } from "../../../../app/api.ts";

/** Domains, third parties and tags of an organisation: they change rarely. */
export const referenceListsQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "lists", organisation],
    queryFn: ({ signal }) =>
      call<ReferenceLists>("GET", `/api/mediation/lists?organisation=${organisation}`, undefined, { signal }),
    staleTime: 5 * 60_000,
  });

export const saveBlock = <Name extends BlockName>(
  caseId: string,
  name: Name,
  input: { version: number; changes: BlockChanges[Name]; reason: string | undefined },
) => call<CaseView>("POST", `/api/mediation/cases/${caseId}/${name}`, input);

export const tagCase = (caseId: string, input: TagCase) =>
  call<CaseView>("POST", `/api/mediation/cases/${caseId}/tags`, input, { repeatable: true });

export const previewClosing = ({ caseId, ...closing }: CloseCase) =>
  call<ClosingPreview>("POST", `/api/mediation/cases/${caseId}/close/preview`, closing, { repeatable: true });

export const reopenCase = (caseId: string, input: ReopenCase) =>
  call<CaseView>("POST", `/api/mediation/cases/${caseId}/reopen`, input);

/** Carries its own key: after a lost connection it is asked for again, and logged once. */
export const logContact = (caseId: string, input: LogContact) =>
  call<CaseView>("POST", `/api/mediation/cases/${caseId}/contacts`, input, { repeatable: true });

export const previewLetter = (caseId: string, input: PreviewLetter) =>
  call<LetterPreview>("POST", `/api/mediation/cases/${caseId}/letters/preview`, input, { repeatable: true });

export const makeLetter = (caseId: string, input: MakeLetter) =>
  call<CaseView>("POST", `/api/mediation/cases/${caseId}/letters`, input, { repeatable: true });
